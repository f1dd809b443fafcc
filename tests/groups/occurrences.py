"""An event on its days, as tests need it: written with models, planned by the group's captain, who hosts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from groups.models import Event, Group, Host, Membership, Occurrence, PaceGroup

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
    """One day of `event`, or of a new one, that starts so long from now."""
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
