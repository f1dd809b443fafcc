"""What the rules keep about people, and how they let go of one."""

from community.personal.erasing import erases
from moderation.actions.letting_go import let_go
from moderation.personal import cases, own, rules

__all__ = ["cases", "own", "rules"]

erases(let_go)
