"""What groups keep about people, and how they let go of one."""

from community.personal.erasing import erases
from groups.actions.erasing import erase
from groups.personal import belonging, coming, names

__all__ = ["belonging", "coming", "names"]

erases(erase)
