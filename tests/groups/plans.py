"""What tests of events begin with: one planned through the front door, somebody's seat, somebody's answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.models import Dispatch, Person
from community.surface import Action
from groups.access import Place, Seat, load_group, load_occurrence
from groups.actions import event_rooms, events
from groups.actions.locks import lock_occurrences
from groups.models import Event, Occurrence, Rsvp
from tests.cast import Cast

ZONE = ZoneInfo("Europe/Berlin")


def in_days(days: int) -> date:
    return timezone.now().astimezone(ZONE).date() + timedelta(days=days)


def captain(cast: Cast) -> Place:
    return load_group(cast.cara, cast.harbour.pk, Action.PLAN_EVENT)


def plan(cast: Cast, **fields: Any) -> Event:
    """Cara's run at seven in a week, once, unless said."""
    usual: dict[str, Any] = {"title": "Run by the river", "day": in_days(7), "clock": time(7), "area": "Harbour"}
    return events.create(captain(cast), **{**usual, **fields})


def plan_one(cast: Cast, **fields: Any) -> Occurrence:
    return plan(cast, **fields).occurrences.select_related("event", "group__brand").get()


def plan_series(cast: Cast, **fields: Any) -> list[Occurrence]:
    return days_of(plan(cast, repeats="weekly", **fields))


def days_of(event: Event) -> list[Occurrence]:
    return list(event.occurrences.select_related("event", "group__brand").order_by("slot"))


def seat(person: Person, occurrence: Occurrence, action: Action = Action.MANAGE_EVENT) -> Seat:
    return load_occurrence(person, occurrence.group_id, occurrence.pk, action)


def answers(cast: Cast, occurrence: Occurrence, person: Person, state: str = "going", **more: Any) -> Rsvp:
    """As it stands once somebody has answered."""
    waits = {"place": occurrence.rsvps.count() + 1} if state in ("waitlisted", "offered") else {}
    profile = cast.profile(person, occurrence.group)
    return Rsvp.objects.create(occurrence=occurrence, profile=profile, state=state, **waits, **more)


def comes(cast: Cast, occurrence: Occurrence, person: Person) -> Occurrence:
    """Going, and in the room: what an answer leads to. The occurrence as it is then."""
    answers(cast, occurrence, person)
    held = lock_occurrences([occurrence.pk])[occurrence.pk]
    event_rooms.come_in(held, cast.profile(person, occurrence.group))
    return held


def told(kind: str, occurrence: Occurrence, channel: str = "app") -> dict[str, Dispatch]:
    """Who was told, by the first part of their address; the latest of each."""
    rows = Dispatch.objects.filter(kind=kind, subject=occurrence.pk, channel=channel).order_by("variant", "created_at")
    return {row.person.email.split("@")[0]: row for row in rows.select_related("person") if row.person}


def at(day: date, clock: time, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def move_start(occurrence: Occurrence, starts_at: datetime, minutes: int = 60) -> Occurrence:
    """For what is near or over: no action plans into the past."""
    local = starts_at.astimezone(ZONE)
    Occurrence.objects.filter(pk=occurrence.pk).update(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        day=local.date(),
        clock=local.time().replace(microsecond=0),
    )
    return again(occurrence)


def again(occurrence: Occurrence) -> Occurrence:
    return Occurrence.objects.select_related("event", "group__brand").get(pk=occurrence.pk)
