"""What groups tell people: each module declares the kinds of one matter, and registers them."""

from groups.notifications import events, joining, reminders, talk

__all__ = ["events", "joining", "reminders", "talk"]
