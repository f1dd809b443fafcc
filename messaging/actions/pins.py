"""What everybody should find at the top of a room: a captain puts it there and takes it down, three at most."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, Forbidden
from community.models import Person
from community.surface import Action
from community.whole import whole
from messaging import log
from messaging.access import load_message, load_room
from messaging.actions.rooms import note_in
from messaging.log import Note
from messaging.models import Pin
from messaging.models.pins import MOST_PINS


@whole
def pin(person: Person, room_id: UUID, mid: UUID) -> None:
    """Puts the message at the top; again is once. Under the room's lock, so that who is no captain any more puts
    nothing there. Raises `NotFound`, `Forbidden`, `Conflict` `too_many_pins`."""
    log.lock_rooms([room_id])
    seat = load_room(person, room_id, Action.PIN)
    message = load_message(seat, mid, Action.PIN)
    if message.hidden_at is not None:
        raise Forbidden(_("This is out of sight while it is looked at."), code="hidden")
    Pin.objects.filter(Q(message__hidden_at__isnull=False) | ~Q(message__deleted_at=None), room=room_id).delete()
    taken = dict(Pin.objects.filter(room=room_id).values_list("place", "message"))
    if message.pk in taken.values():
        return
    free = next((place for place in range(1, MOST_PINS + 1) if place not in taken), None)
    if free is None:
        raise Conflict(_("Three messages are pinned here. Take one down first."), code="too_many_pins")
    Pin.objects.create(room=seat.room, message=message, place=free, by=seat.profile)
    note_in([room_id], Note.PINNED)


@whole
def unpin(person: Person, room_id: UUID, mid: UUID) -> None:
    """Takes it down; twice is once. Raises `NotFound`, `Forbidden`."""
    log.lock_rooms([room_id])
    load_message(load_room(person, room_id, Action.PIN), mid, Action.PIN)
    gone, _kinds = Pin.objects.filter(room=room_id, message=mid).delete()
    if gone:
        note_in([room_id], Note.UNPINNED)
