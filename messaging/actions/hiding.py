"""A captain takes somebody's message out of sight, with a reason that its author reads (docs/decisions/0034)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, NotFound
from community.models import Person
from community.surface import Action
from community.whole import whole
from messaging.access import Seat, load_message, load_room
from messaging.models import Message
from moderation.actions import outright, sanctions
from moderation.ports import registry


@whole
def hide(person: Person, room_id: UUID, mid: UUID, reason: str) -> None:
    """Other words stand in its place from now on, for everybody; the author hears of it a minute later and can appeal
    to somebody else. Raises `NotFound` (for one's own, too), `Forbidden`, `Invalid` on `reason`, `Conflict`
    `hidden` where it is out of sight already."""
    reason = sanctions.clean_reason(reason)
    message = load_other(person, room_id, mid)[1]
    subject = registry.find("message", mid)
    subject.place().lock(message.actor)
    subject.lock()
    seat, message = load_other(person, room_id, mid)
    if not outright.take_down(subject, "message", mid, by=seat.profile, person=person, reason=reason):
        raise Conflict(_("This is out of sight already."), code="hidden")


def load_other(person: Person, room_id: UUID, mid: UUID) -> tuple[Seat, Message]:
    """Somebody else's message that this captain reads. Raises as `hide`."""
    seat = load_room(person, room_id, Action.HIDE_MESSAGE)
    message = load_message(seat, mid, Action.HIDE_MESSAGE)
    if message.actor_id in (None, seat.profile.pk):
        raise NotFound
    return seat, message
