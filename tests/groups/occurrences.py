"""Events on their days and answers to them, as tests need them: written with models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.models import Person, Profile
from groups.models import Event, Group, Host, Membership, Occurrence, PaceGroup, Rsvp

ZONE = "Europe/Berlin"


def make_event(group: Group, **fields: Any) -> Event:
    captain = Membership.objects.captains().filter(group=group).select_related("profile")[0].profile
    local = timezone.now().astimezone(ZoneInfo(ZONE))
    given = {"title": "Thursday run", "area": "Harbour", "zone": ZONE, "starts_on": local.date(), "clock": local.time()}
    return Event.objects.create(group=group, made_by=captain, **(given | fields))


def make_occurrence(
    group: Group,
    *,
    ahead: timedelta = timedelta(days=7),
    capacity: int | None = None,
    paces: Mapping[str, int | None] | None = None,
    event: Event | None = None,
    **fields: Any,
) -> Occurrence:
    """One day of `event`, or of a new one, that starts so long from now, hosted by the captain."""
    event = event or make_event(group)
    starts_at = timezone.now() + ahead
    local = starts_at.astimezone(ZoneInfo(ZONE))
    occurrence = Occurrence.objects.create(
        event=event,
        group=group,
        title=event.title,
        area=event.area,
        zone=event.zone,
        slot=local.date(),
        day=local.date(),
        clock=local.time(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        timed_at=min(timezone.now(), starts_at) - timedelta(days=1),
        capacity=capacity,
        **fields,
    )
    Host.objects.create(occurrence=occurrence, profile=event.made_by, lead=True)
    for place, (name, cap) in enumerate((paces or {}).items()):
        PaceGroup.objects.create(occurrence=occurrence, name=name, cap=cap, place=place)
    return occurrence


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
