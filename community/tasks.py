"""What the worker finds of this floor."""

from community.mail import deliver

__all__ = ["deliver"]
