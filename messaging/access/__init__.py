"""The only loaders of this package: the load is the permission check (trust.md "Where it lives")."""

from messaging.access.history import Page, history, said_before
from messaging.access.lines import Line
from messaging.access.rooms import Seat, load_message, load_room, participants, rooms_of, unread_counts

__all__ = [
    "Line",
    "Page",
    "Seat",
    "history",
    "load_message",
    "load_room",
    "participants",
    "rooms_of",
    "said_before",
    "unread_counts",
]
