"""The newest words of a room, for a card beside something else."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from community.models import Person
from messaging.models import Message


def latest(person: Person, space: UUID, kind: str, limit: int) -> list[Message]:
    """Newest first, with their authors, from within the reader's window; nothing for who is no participant."""
    found = Message.objects.filter(
        room__space=space,
        room__kind=kind,
        room__participants__profile__person=person,
        room__participants__active=True,
        seq__gt=F("room__participants__visible_from_seq"),
        deleted_at=None,
    )
    return list(found.select_related("actor").order_by("-seq")[:limit])
