"""What groups tell people: each module declares the kinds of one matter, and registers them."""

from groups.notifications import digest, joining, reminders, talk

__all__ = ["digest", "joining", "reminders", "talk"]
