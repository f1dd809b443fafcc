"""What groups tell the rules about themselves (moderation/ports.py): where things are decided, what can be reported.
Each module registers its own."""

from groups.ports import brand, places, spaces, subjects

__all__ = ["brand", "places", "spaces", "subjects"]
