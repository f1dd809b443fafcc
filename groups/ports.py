"""What groups let the rules know (moderation/ports.py)."""

from groups.access.authors import circumstances
from moderation.ports import registry

registry.circumstance("group", circumstances)
