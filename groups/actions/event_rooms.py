"""An event's own conversation: it opens with the first yes, takes in who comes by name and who hosts, closes two days
after.

All but the tick are called under the occurrence's lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from community.models import Profile
from community.whole import one_by_one, whole
from groups.actions.announce import event_changed
from groups.actions.locks import lock_occurrences
from groups.models import ROOMS_OPEN_AFTER, Host, Membership, Occurrence, Role
from messaging.actions.participants import close_room, depart_room, enter_room
from messaging.actions.rooms import open_rooms
from messaging.models import Participant, Room

_VOICES = {Role.CAPTAIN: Participant.Voice.CAPTAIN, Role.MEMBER: Participant.Voice.MEMBER}


def come_in(occurrence: Occurrence, profile: Profile) -> Room:
    """Somebody comes: they are in the conversation from now on, which opens with the first. Twice is once."""
    room = opened(occurrence)
    _enter(occurrence, room, [profile.pk])
    return room


def opened(occurrence: Occurrence) -> Room:
    """The occurrence's room; made, with its hosts inside, where there was none."""
    if occurrence.room is not None:
        return occurrence.room
    # Who comes later reads from then on, whatever the charter shares: a talk about meeting is for those who meet.
    (room,) = open_rooms(occurrence.group.brand, occurrence.group_id, [Room.Kind.EVENT], shared=False)
    occurrence.room = room
    occurrence.save(update_fields=["room"])
    _enter(occurrence, room, Host.objects.filter(occurrence=occurrence).values_list("profile", flat=True))
    return room


def go_out(occurrence: Occurrence, profile: Profile) -> None:
    """They do not come after all. Who hosts stays: the others talk to them there."""
    hosts = Host.objects.filter(occurrence=occurrence, profile=profile)
    if occurrence.room_id is not None and not hosts.exists():
        depart_room(occurrence.room_id, profile, reason="left")


def host_in(occurrence: Occurrence, profile: Profile) -> None:
    """A new host joins the conversation, where it has begun."""
    if occurrence.room is not None:
        _enter(occurrence, occurrence.room, [profile.pk])


def close_rooms(now: datetime) -> int:
    """Closes the rooms of what ended two days ago; how many. Safe to run again after a crash, and by two at once."""
    due = Occurrence.objects.filter(room__isnull=False, room_closed_at=None, ends_at__lte=now - ROOMS_OPEN_AFTER)
    return one_by_one(partial(_close, now=now), list(due.order_by("ends_at").values_list("pk", flat=True)))


@whole
def _close(occurrence_id: UUID, now: datetime) -> bool:
    occurrence = lock_occurrences([occurrence_id])[occurrence_id]
    room = occurrence.room_id
    if room is None or occurrence.room_closed_at is not None or occurrence.ends_at > now - ROOMS_OPEN_AFTER:
        return False
    close_room(room)
    occurrence.room_closed_at = now
    occurrence.save(update_fields=["room_closed_at"])
    event_changed(occurrence)
    return True


def _enter(occurrence: Occurrence, room: Room, profiles: Iterable[UUID]) -> None:
    """Members of the group alone: who has left it meanwhile is in none of its rooms."""
    if occurrence.room_closed_at is not None:
        return
    current = Membership.objects.current().filter(group=occurrence.group_id, profile__in=list(profiles))
    voices = {one.profile: _VOICES[Role(one.role)] for one in current.select_related("profile").order_by("pk")}
    if voices:
        enter_room(room, voices)
