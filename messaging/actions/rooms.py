"""Opening a space's rooms, and what newcomers see of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from community.models import Brand
from messaging import log
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
