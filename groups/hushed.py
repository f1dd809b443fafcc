"""The rooms of their groups that somebody has muted, for the page of what reaches them: each with its way back."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from community.models import Person
from groups.models import Group, Occurrence
from messaging.access.hushed import Mute
from messaging.models import Participant, Room
from messaging.muting import mute_line


class Hushed(NamedTuple):
    """`url`: where it is chosen; a POST with `do=hear` turns it on."""

    name: str
    room: str
    line: str
    url: str


def hushed_rooms(person: Person) -> list[Hushed]:
    """Those that are muted now, by name; a room that stands on no page of a group is none of them."""
    seats = Participant.objects.filter(profile__person=person, active=True, hushed_at__isnull=False)
    muted = list(
        seats.exclude(hushed_until__lte=timezone.now()).exclude(room__kind=Room.Kind.DIRECT).select_related("room")
    )
    if not muted:
        return []
    groups = Group.objects.in_bulk({one.room.space for one in muted})
    events = {one.room_id: one for one in Occurrence.objects.filter(room__in=[one.room for one in muted])}
    found = [_hushed(one, groups[one.room.space], events.get(one.room_id), person) for one in muted]
    return sorted((one for one in found if one is not None), key=lambda one: (one.name, one.room))


def _hushed(seat: Participant, group: Group, event: Occurrence | None, person: Person) -> Hushed | None:
    line = mute_line(Mute(seat.hushed_until), ZoneInfo(person.time_zone))
    if event is not None:
        return Hushed(group.name, event.title, line, reverse("groups:event_mute", args=[group.slug, event.pk]))
    if seat.room.kind == Room.Kind.EVENT:
        return None  # its event is gone, and its page with it
    door = "groups:mute_notices" if seat.room.kind == Room.Kind.NOTICES else "groups:mute"
    return Hushed(group.name, seat.room.get_kind_display(), line, reverse(door, args=[group.slug]))
