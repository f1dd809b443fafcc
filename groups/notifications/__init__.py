"""What groups tell people: each module declares the kinds of one matter, and registers them."""

from groups.notifications import answers, events, joining, reminders, talk

__all__ = ["answers", "events", "joining", "reminders", "talk"]
