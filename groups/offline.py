"""What a person's own device may keep for reading without a network: their rooms, and how each of them stands.

The device asks for it at every contact. A room that is not named here any more is gone from the device after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.errors import Words
from community.models import Brand, Person
from community.tokens import keyed_mac
from groups.models import Charter, Group, Occurrence
from messaging.access import at_a_glance
from messaging.access.direct import Line, directs_of
from messaging.access.glance import Glance
from messaging.access.rooms import post_facts
from messaging.actions.fading import DIRECT_LIVES
from messaging.models import Participant, Room
from moderation import policy
from moderation.models import Block

MOST = 200  # as many as one connection follows
_KINDS = (Room.Kind.TALK, Room.Kind.NOTICES, Room.Kind.EVENT, Room.Kind.DIRECT)
_NEVER = datetime.min.replace(tzinfo=UTC)
# Of conversations of two; a request that waits for the person's own answer lies on no device.
_CLOSED = {state: f"direct_{code}" for state, code in (("waiting", "waits"), ("unanswered", "unanswered"))}
_CLOSED |= {"blocked": "direct_blocked", "over": "direct_over"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One room as a device shows it. `closed`: why nothing can be written there now. `keep_days`: what was said longer
    ago is not shown. `folded`: whom the person has blocked."""

    glance: Glance
    group: Group
    seat: Participant
    title: str
    name: str
    prompt: str
    url: str
    closed: Words | None
    keep_days: int
    folded: list[UUID]

    @property
    def brand(self) -> Brand:
        return self.group.brand


class _Name(NamedTuple):
    title: str
    name: str
    prompt: str
    url: str
    closed: Words | None = None


def owner_of(person: Person) -> str:
    """What a device calls its person: the same at each sign-in, and of no use to anybody else."""
    return keyed_mac("device", person.pk.bytes)[:16].hex()


def unread_of(rooms: list[Glance]) -> int:
    """What stands on the app's icon: unread messages of all rooms that the person has not muted."""
    return sum(room.unread for room in rooms if not room.muted and room.kind != Room.Kind.EVENT)


def kept_by(person: Person) -> tuple[list[Kept], int]:
    """The rooms of a person, those in which something was said last first, and what is unread in them; in the person's
    language."""
    with translation.override(person.language):
        rooms = at_a_glance(person, _KINDS)
        found = sorted(rooms, key=lambda room: room.at or _NEVER, reverse=True)[:MOST]
        return _named(person, found), unread_of(rooms)


def _named(person: Person, rooms: list[Glance]) -> list[Kept]:
    spaces = {room.space for room in rooms}
    groups = {group.pk: group for group in Group.objects.filter(pk__in=spaces).select_related("brand")}
    seats = {seat.room_id: seat for seat in _seats(person)}
    pairs = {line.room_id: (state, line) for state, line in directs_of(person)}
    events = {
        one.room_id: one for one in Occurrence.objects.filter(room__in=[r.room_id for r in rooms if _is_event(r)])
    }
    days, folded = _days(groups), _folded(person)
    kept = []
    for room in rooms:
        group, seat = groups.get(room.space), seats.get(room.room_id)
        if group is None or seat is None:
            continue
        name = _name(room, group, seat, pairs, events)
        if name is not None:
            lives = min(days[group.pk], DIRECT_LIVES.days) if room.kind == Room.Kind.DIRECT else days[group.pk]
            blocked = [] if room.kind == Room.Kind.NOTICES else folded[room.profile_id]
            kept.append(Kept(room, group, seat, *name, lives, blocked))
    return kept


def _name(
    room: Glance,
    group: Group,
    seat: Participant,
    pairs: Mapping[UUID, tuple[str, Line]],
    events: Mapping[UUID | None, Occurrence],
) -> _Name | None:
    """None for what lies on no device."""
    if room.kind == Room.Kind.DIRECT:
        state, line = pairs.get(room.room_id, ("asked", None))
        return _of_two(state, line) if line is not None and state != "asked" else None
    code = policy.may_post(post_facts(seat))
    closed = policy.refusal(code).words if code else None
    if _is_event(room):
        event = events.get(room.room_id)
        return _of_event(group, event, closed) if event else None
    notices = room.kind == Room.Kind.NOTICES
    prompt = _("A notice for %(group)s") if notices else _("Message %(group)s")
    url = reverse("groups:notices" if notices else "groups:talk", args=[group.slug])
    return _Name(group.name, _("Notices") if notices else _("Talk"), prompt % {"group": group.name}, url, closed)


def _of_two(state: str, line: Line) -> _Name:
    name = line.other_name if line.other_person else _("Former member")
    closed = policy.REFUSALS[_CLOSED[state]] if state in _CLOSED else None
    url = reverse("messaging:direct", args=[line.room_id])
    return _Name(name, _("Direct"), _("Message %(name)s") % {"name": name}, url, closed)


def _of_event(group: Group, event: Occurrence, closed: Words | None) -> _Name:
    prompt = _("Message %(group)s") % {"group": event.title}
    return _Name(group.name, event.title, prompt, reverse("groups:event_talk", args=[group.slug, event.pk]), closed)


def _is_event(room: Glance) -> bool:
    return room.kind == Room.Kind.EVENT


def _seats(person: Person) -> list[Participant]:
    return list(Participant.objects.filter(profile__person=person, active=True).select_related("room", "profile"))


def _days(groups: Mapping[UUID, Group]) -> dict[UUID, int]:
    """How long words live in each: the shortest that was ever promised, so that no device shows them for longer."""
    shortest = Charter.objects.filter(group__in=groups).values_list("group").annotate(Min("retention_days"))
    return dict(shortest)


def _folded(person: Person) -> defaultdict[UUID, list[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for blocker, blocked in Block.objects.filter(blocker__person=person).values_list("blocker_id", "blocked_id"):
        found[blocker].append(blocked)
    return found


def writable(person: Person) -> list[Kept]:
    """The rooms in which a person may write now, and how many read each: for what another app has handed over."""
    rooms, _unread = kept_by(person)
    return [room for room in rooms if room.closed is None]
