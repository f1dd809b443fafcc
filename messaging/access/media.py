"""Photos and files, for who may see them: the load is the permission check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from community.errors import NotFound
from community.models import Person
from messaging.access.rooms import Seat
from messaging.media import files, tickets
from messaging.media.sizes import SIZES
from messaging.models import Media

PARTS = {Media.Kind.PHOTO: tuple(SIZES), Media.Kind.FILE: ("file",)}
TYPES = {Media.Kind.PHOTO: "image/webp", Media.Kind.FILE: "application/pdf"}
FIRST = 100  # addresses in one answer


def visible_to(person: Person) -> QuerySet[Media]:
    """Of messages that stand in the reader's window, and what the reader has not sent yet."""
    seated = Q(room__participants__profile__person=person, room__participants__active=True)
    said = Media.objects.standing().filter(seated, message__seq__gt=F("room__participants__visible_from_seq"))
    own = Media.objects.filter(seated, message=None, actor__person=person)
    return said | own


def load_bytes(person: Person, media: UUID, part: str, ticket: str) -> tuple[Media, bytes]:
    """Raises `NotFound` for all but who was given this address and may still see what is there."""
    return opened(visible_to(person), person, media, part, ticket)


def opened(seen: QuerySet[Media], person: Person, media: UUID, part: str, ticket: str) -> tuple[Media, bytes]:
    """The same of what this person has been let `seen`."""
    if not tickets.is_good(media, part, person.pk, ticket):
        raise NotFound
    row = seen.filter(pk=media).first()
    data = files.read(media, part) if row is not None and part in PARTS[Media.Kind(row.kind)] else None
    if row is None or data is None:
        raise NotFound
    return row, data


def load_unsent(seat: Seat, media: UUID) -> Media:
    """One's own that is not sent yet. Raises `NotFound`."""
    row = Media.objects.loose().filter(pk=media, room=seat.room, actor=seat.profile).first()
    if row is None:
        raise NotFound
    return row


def addresses(seat: Seat, asked: Iterable[UUID]) -> list[dict[str, Any]]:
    """Where the reader finds these now; of what they do not see there is none."""
    rows = visible_to(seat.person).filter(room=seat.room, pk__in=list(asked)[:FIRST])
    return [addressed(row.pk, row.kind, seat.person) for row in rows.order_by("pk").distinct()]


def addressed(media: UUID, kind: str, person: Person, door: str = tickets.DOOR) -> dict[str, Any]:
    """`{id, until, <part>: address}`, for who has been let see it already."""
    made = {part: tickets.address(media, part, person.pk, door) for part in PARTS[Media.Kind(kind)]}
    until = min(until for _path, until in made.values())
    return {"id": str(media), "until": until, **{part: path for part, (path, _until) in made.items()}}
