"""Occurrences and answers written with models, for tests of what is made of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.models import Person, Profile
from groups.models import Event, Group, Occurrence, Rsvp


def plan(group: Group, by: Person, starts_at: datetime, *, event: Event | None = None, **fields: Any) -> Occurrence:
    """An occurrence at this instant; of an event of its own unless one is given."""
    said = {"title": "Harbour loop", "area": "Harbour", "point": "By the crane", "zone": "Europe/Berlin", "minutes": 60}
    said |= fields
    local = starts_at.astimezone(ZoneInfo(said["zone"]))
    if event is None:
        profile = Profile.objects.get(person=by, space=group.pk)
        of_event = {name: said[name] for name in ("title", "area", "point", "zone", "minutes")}
        event = Event.objects.create(
            group=group, made_by=profile, starts_on=local.date(), clock=local.time(), **of_event
        )
    said = {"slot": local.date(), "day": local.date(), "clock": local.time()} | said
    ends_at = starts_at + timedelta(minutes=said["minutes"])
    return Occurrence.objects.create(event=event, group=group, starts_at=starts_at, ends_at=ends_at, **said)


def answer(occurrence: Occurrence, person: Person, state: str = Rsvp.State.GOING, **fields: Any) -> Rsvp:
    profile = Profile.objects.get(person=person, space=occurrence.group_id)
    if state in (Rsvp.State.OFFERED, Rsvp.State.WAITLISTED):
        fields = {"place": 1 + occurrence.rsvps.exclude(place=None).count()} | fields
    if state == Rsvp.State.OFFERED:
        fields = {"offer_until": occurrence.starts_at - timedelta(hours=1)} | fields
    return Rsvp.objects.create(occurrence=occurrence, profile=profile, state=state, **fields)
