"""What groups tell people: each module declares the kinds of one matter, and registers them."""

from groups.notifications import joining, reminders, talk

__all__ = ["joining", "reminders", "talk"]
