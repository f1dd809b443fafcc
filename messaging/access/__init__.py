"""The only loaders of this package: the load is the permission check (trust.md "Where it lives")."""

from messaging.access.glance import Glance, at_a_glance
from messaging.access.history import Page, history
from messaging.access.lines import Line
from messaging.access.rooms import Present, Seat, load_message, load_room, participants, rooms_of, unread_counts

__all__ = [
    "Glance",
    "Line",
    "Page",
    "Present",
    "Seat",
    "at_a_glance",
    "history",
    "load_message",
    "load_room",
    "participants",
    "rooms_of",
    "unread_counts",
]
