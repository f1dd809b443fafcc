"""The list of one's rooms with how far one has read."""

from django.db.models import F, QuerySet

from messaging.models import Room


def with_reading(rooms: QuerySet[Room]) -> QuerySet[Room]:
    """Adds `read_seq` of the person for whom `rooms_of` made the list, and how they have muted it; it follows the same
    join."""
    return rooms.annotate(
        read_seq=F("participants__read_seq"),
        hushed_at=F("participants__hushed_at"),
        hushed_until=F("participants__hushed_until"),
    )
