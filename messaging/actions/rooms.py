"""Opening a space's rooms, what newcomers see of them, and what is decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from community.models import Brand
from messaging import log, serializers
from messaging.actions.announce import announce
from messaging.log import Draft, Kind, Note, Stored
from messaging.models import Room


def open_rooms(brand: Brand, space: UUID, kinds: Iterable[str], *, shared: bool) -> list[Room]:
    """Rooms of a new space. `shared`: its charter lets newcomers see what was said while it holds."""
    rooms = [Room(brand=brand, space=space, kind=kind, shared_from_seq=0 if shared else None) for kind in kinds]
    return Room.objects.bulk_create(rooms)


@transaction.atomic
def set_shared(space: UUID, shared: bool) -> None:
    """A charter's word about newcomers has changed: an unbroken stretch of shared history begins here, or ends."""
    for room in log.lock_space(space):
        if shared == (room.shared_from_seq is not None):
            continue
        room.shared_from_seq = room.last_seq if shared else None
        room.save(update_fields=["shared_from_seq"])


@transaction.atomic
def pause_brand(space: UUID, until: datetime | None) -> None:
    """From now on the brand reads here and says nothing, until then; None gives it its voice back (trust.md R12). Under
    the rooms' locks: whatever it says is before this or refused."""
    rooms = log.lock_space(space)
    Room.objects.filter(pk__in=[room.pk for room in rooms]).update(brand_paused_until=until)


@transaction.atomic
def set_pace(space: UUID, pace_s: int | None, until: datetime | None) -> None:
    """From now on everybody says one thing in `pace_s` seconds in Talk, until then; None: as they like (trust.md R28).
    Under the room's lock: whatever is said is before this or judged by it."""
    talk = [room.pk for room in log.lock_space(space) if room.kind == Room.Kind.TALK]
    Room.objects.filter(pk__in=talk).update(slow_s=pace_s, slow_until=until)


@transaction.atomic
def set_night(space: UUID, until: datetime | None) -> None:
    """From now on captains alone speak in Talk, until then; None: everybody again. Under the room's lock."""
    talk = [room.pk for room in log.lock_space(space) if room.kind == Room.Kind.TALK]
    Room.objects.filter(pk__in=talk).update(locked_until=until)


@transaction.atomic
def note(space: UUID, what: Note, until: datetime | None = None) -> int:
    """One quiet line in Talk, to all who are in: what has been decided about the room, and until when. Its number."""
    return note_in([room.pk for room in log.lock_space(space) if room.kind == Room.Kind.TALK], what, until)


@transaction.atomic
def note_in(rooms: Iterable[UUID], what: Note, until: datetime | None = None) -> int:
    """The same in these rooms."""
    data = {"what": what.value} | ({"until": serializers.time(until)} if until else {})
    written = log.write([Draft(room, Kind.ROOM, data=data) for room in rooms], lambda _draft, _facts: None)
    entries = [entry for entry in written if isinstance(entry, Stored)]
    transaction.on_commit(lambda: announce(entries))
    return entries[0].seq
