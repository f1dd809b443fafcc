"""What a group's plans tell people of (reminders.md "What is sent when")."""

from groups.notifications import answers

__all__ = ["answers"]
