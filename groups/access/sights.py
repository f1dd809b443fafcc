"""Occurrences with all that one reader may see of each: the same for one and for a list, in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from groups.access.events import Seat, as_kept, occurrences_of
from groups.access.places import Place
from groups.access.rsvps import Line, Shown, line_among, shown_among
from groups.models import Attendance, Event, Host, Occurrence, PaceGroup, Regular, Rsvp
from moderation.policy import State

T = TypeVar("T", Rsvp, Host, PaceGroup)


@dataclass(frozen=True, slots=True)
class Sight:
    """`line`: where the reader stands on the waitlist. `regular`: their standing yes to the series."""

    seat: Seat
    now: datetime
    who: Shown
    line: Line | None
    hosts: Sequence[Host]
    regular: Regular | None

    @property
    def occurrence(self) -> Occurrence:
        return self.seat.occurrence

    @property
    def room(self) -> UUID | None:
        """Of the event's conversation, for who is in it: while it is open, who hosts and who goes by name."""
        rsvp = self.seat.rsvp
        inside = self.seat.hosts or (rsvp is not None and rsvp.takes_part)
        return self.occurrence.room_id if inside and self.occurrence.room_closed_at is None else None


def coming_of(place: Place, now: datetime) -> QuerySet[Occurrence]:
    """What has not ended. The page's action has been asked by `load_group`."""
    return occurrences_of(place).filter(ends_at__gt=now)


def past_of(place: Place, now: datetime) -> QuerySet[Occurrence]:
    return occurrences_of(place).filter(ends_at__lte=now)


def sight(seat: Seat, now: datetime) -> Sight:
    """The page's action has been asked by the seat's loader."""
    return sights(seat.place, [seat.occurrence], now)[0]


def sights(place: Place, occurrences: Sequence[Occurrence], now: datetime) -> list[Sight]:
    """Of occurrences of this very group, in the order given. Four queries, however many there are."""
    ids = [one.pk for one in occurrences]
    rsvps = _by_occurrence(Rsvp.objects.filter(occurrence__in=ids).select_related("profile").order_by("since", "pk"))
    hosts = _by_occurrence(Host.objects.filter(occurrence__in=ids).select_related("profile").order_by("-lead", "pk"))
    paces = _by_occurrence(PaceGroup.objects.filter(occurrence__in=ids).select_related("leader"))
    regular = _regular(place, occurrences)
    found = []
    for one in occurrences:
        rows = as_kept(rsvps[one.pk], one, now)
        seat = _seat(place, one, rows, hosts[one.pk])
        who = shown_among(seat, rows, paces[one.pk], now)
        line = line_among(seat, rows)
        found.append(Sight(seat, now, who, line, hosts[one.pk], regular.get(one.event_id)))
    return found


def hosts_of(seat: Seat) -> QuerySet[Host]:
    """Who leads comes first."""
    return seat.occurrence.hosts.select_related("profile").order_by("-lead", "pk")


def attendance_of(seat: Seat) -> QuerySet[Attendance]:
    """Who was ticked, by name. For who hosts: the action has been asked by the seat's loader."""
    return seat.occurrence.attendance.select_related("profile").order_by("profile__name", "profile")


def _seat(place: Place, occurrence: Occurrence, rsvps: Iterable[Rsvp], hosts: Iterable[Host]) -> Seat:
    """As `seat_at` finds it, from what is loaded already."""
    mine = place.membership.profile_id if place.membership else None
    is_host = mine is not None and any(host.profile_id == mine for host in hosts)
    if is_host:
        place = replace(place, states=place.states | {State.HOSTS})
    rsvp = next((one for one in rsvps if mine is not None and one.profile_id == mine), None)
    return Seat(place, occurrence, rsvp, is_host)


def _regular(place: Place, occurrences: Iterable[Occurrence]) -> dict[UUID, Regular]:
    again = {one.event_id for one in occurrences if one.event.repeats != Event.Repeats.NEVER}
    if place.membership is None or not again:
        return {}
    mine = Regular.objects.filter(event__in=again, profile=place.membership.profile_id)
    return {one.event_id: one for one in mine}


def _by_occurrence(rows: Iterable[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        found[row.occurrence_id].append(row)
    return found
