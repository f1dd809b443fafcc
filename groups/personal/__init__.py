"""What groups keep about people."""

from groups.personal import belonging, coming

__all__ = ["belonging", "coming"]
