"""What groups keep about people."""

from groups.personal import belonging, coming, names

__all__ = ["belonging", "coming", "names"]
