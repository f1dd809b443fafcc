"""What a change from here on would do, before it is done: each day with what becomes other and who would hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.access import Seat, occurrences_of
from groups.actions.events import Affected
from groups.agenda.when import When, at_words
from groups.models import Host, Occurrence, Rsvp

_WORDS = {
    "title": _("the name"),
    "about": _("what it is about"),
    "area": _("the area"),
    "point": _("the meeting point"),
    "question": _("the question"),
    "day": _("the day"),
    "clock": _("the time"),
    "zone": _("the time zone"),
    "minutes": _("how long"),
    "capacity": _("the places"),
    "paces": _("the paces"),
}


@dataclass(frozen=True, slots=True)
class Becomes:
    """One day of the series: when it is now, when it would be (empty: the same), what else becomes other."""

    when: When
    then: str
    what: list[str]
    going: int
    waiting: int
    is_told: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """`told`: how many people would hear of it, each counted once. `mark` is of the days as they were shown."""

    days: list[Becomes]
    told: int
    mark: str


def preview_of(seat: Seat, affected: Sequence[Affected]) -> Preview:
    now = timezone.now()
    heard = [one.occurrence.pk for one in affected if _hears(one)]
    return Preview(
        days=[_becomes(one, now) for one in affected],
        told=len(_hearing(heard, seat)),
        mark=_mark(affected),
    )


class Ending(NamedTuple):
    """How many days cancelling from here on would take in, and how many people would hear of it."""

    days: int
    told: int


def ending_of(seat: Seat, now: datetime) -> Ending:
    one = seat.occurrence
    days = occurrences_of(seat.place).filter(event=one.event_id, slot__gte=one.slot, ends_at__gt=now)
    standing = list(days.filter(status=Occurrence.Status.PLANNED).values_list("pk", flat=True))
    return Ending(len(standing), len(_hearing(standing, seat)))


def _hearing(occurrences: Sequence[UUID], seat: Seat) -> set[UUID]:
    """The profiles of who comes, waits or hosts, but for the one who does it."""
    me = seat.place.person
    coming = Rsvp.objects.filter(occurrence__in=occurrences).exclude(profile__person=me)
    coming = coming.exclude(state=Rsvp.State.DECLINED)
    hosting = Host.objects.filter(occurrence__in=occurrences).exclude(profile__person=me)
    return {*coming.values_list("profile", flat=True), *hosting.values_list("profile", flat=True)}


def _hears(one: Affected) -> bool:
    """Nobody hears that what is cancelled would have been at another time."""
    return bool(one.told) and one.occurrence.status == Occurrence.Status.PLANNED


def _becomes(one: Affected, now: datetime) -> Becomes:
    moved = (one.starts_at, one.ends_at) != (one.occurrence.starts_at, one.occurrence.ends_at)
    return Becomes(
        when=When.of(one.occurrence, now),
        then=at_words(one.starts_at, now, one.occurrence.zone) if moved else "",
        what=[str(_WORDS[name]) for name in one.fields],
        going=one.going,
        waiting=one.waitlisted,
        is_told=_hears(one) and bool(one.going or one.waitlisted),
    )


def _mark(affected: Sequence[Affected]) -> str:
    """Other days, other fields, other people: another mark."""
    facts = [
        f"{one.occurrence.pk} {one.occurrence.changed_at.isoformat()} {one.fields} {one.going} {one.waitlisted}"
        for one in affected
    ]
    return sha256("\n".join(facts).encode()).hexdigest()[:32]
