"""Muting a room for oneself. Nobody else sees it; one's other devices do, at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from community import live
from community.errors import Invalid, NotFound
from community.models import Person
from messaging import serializers, wakes
from messaging.access.hushed import Mute
from messaging.models import Participant

HOURS = (1, 8)


@transaction.atomic
def hush(person: Person, room_id: UUID, hours: int | None) -> Mute:
    """For one hour, for eight, or (None) until they turn it on; another choice takes the place of the one before.
    Raises `NotFound`, and `Invalid` for other numbers."""
    if hours is not None and hours not in HOURS:
        raise Invalid(field="hours")
    now = timezone.now()
    mute = Mute(None if hours is None else now + timedelta(hours=hours))
    _set(person, room_id, hushed_at=now, hushed_until=mute.until)
    _tell(person, room_id, mute)
    return mute


@transaction.atomic
def hear_again(person: Person, room_id: UUID) -> None:
    """It ends now, and covers what was said until now. Where nothing is muted nothing happens. Raises `NotFound`."""
    now = timezone.now()
    seat = Participant.objects.select_for_update(no_key=True).filter(room=room_id, profile__person=person, active=True)
    found = seat.values_list("hushed_at", "hushed_until").first()
    if found is None:
        raise NotFound
    since, until = found
    if since is not None and (until is None or until > now):
        _set(person, room_id, hushed_until=now)
    _tell(person, room_id, None)


def muted_frame(room_id: UUID, mute: Mute | None) -> dict[str, object]:
    until = serializers.time(mute.until) if mute and mute.until else None
    return {"op": "muted", "room": str(room_id), "on": mute is not None, "until": until}


def _set(person: Person, room_id: UUID, **columns: datetime | None) -> None:
    if not Participant.objects.filter(room=room_id, profile__person=person, active=True).update(**columns):
        raise NotFound


def _tell(person: Person, room_id: UUID, mute: Mute | None) -> None:
    told = wakes.notice(person.pk, frame=muted_frame(room_id, mute))
    transaction.on_commit(lambda: live.tell_many([told]))
