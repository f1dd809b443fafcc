"""Notifications: what reaches people outside of what they are looking at (reminders.md).

Kinds are declared by the packages that own what they tell of; actions `tell`, the clock plans, sends and reaps.
"""

from community.notifications.kinds import (
    CALM,
    FALLBACK,
    INBOX_ONLY,
    LETTER,
    OFF,
    ON,
    Due,
    File,
    Kind,
    Said,
    Still,
    all_kinds,
    kind_of,
    register,
)
from community.notifications.summary import Summary
from community.notifications.telling import tell, wake, withdraw

register(Summary())

__all__ = [
    "CALM",
    "FALLBACK",
    "INBOX_ONLY",
    "LETTER",
    "OFF",
    "ON",
    "Due",
    "File",
    "Kind",
    "Said",
    "Still",
    "all_kinds",
    "kind_of",
    "register",
    "tell",
    "wake",
    "withdraw",
]
