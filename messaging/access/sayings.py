"""What was said in a brand's groups, to be counted and shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from messaging.models import Message, Room

_SHARED = (Room.Kind.TALK, Room.Kind.NOTICES, Room.Kind.EVENT)  # rooms of two are not looked into at all


def said_between(
    brand_id: UUID, space: UUID | None, since: datetime, until: datetime, most: int
) -> Iterator[tuple[UUID, UUID, str]]:
    """Space, author and words of the latest messages of that time, of one space or of all the brand's. For actions that
    give away numbers only."""
    rows = Message.objects.filter(
        room__brand=brand_id, room__kind__in=_SHARED, created_at__gte=since, created_at__lt=until, deleted_at=None
    ).exclude(actor=None)
    if space is not None:
        rows = rows.filter(room__space=space)
    for here, author, body in rows.order_by("-created_at").values_list("room__space", "actor", "body")[:most]:
        assert author is not None
        yield here, author, body
