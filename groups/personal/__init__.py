"""What groups keep about people, and how they let go of one."""

from community.personal.erasing import erases
from groups.actions.erasing import erase
from groups.personal import belonging, coming, glass, names, restraint

__all__ = ["belonging", "coming", "glass", "names", "restraint"]

erases(erase)
