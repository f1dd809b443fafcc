"""The only loaders of what a group plans. What its reader may not see of it is left to the shapes: the meeting point,
and who goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from community.errors import NotFound
from community.models import Person
from community.surface import Action
from groups.access.places import Place, as_uuid, load_group
from groups.models import ANSWERS_LIVE, Host, Occurrence, Rsvp
from moderation.policy import State

POINT_OPENS = timedelta(hours=24)  # before the start, for who goes; it closes with the end


@dataclass(frozen=True, slots=True)
class Seat:
    """An occurrence as one person stands to it: what they answered, and whether they host it."""

    place: Place
    occurrence: Occurrence
    rsvp: Rsvp | None
    hosts: bool

    def sees_point(self, now: datetime) -> bool:
        """Who hosts always; who goes from a day before until it is over. Nobody of a cancelled one but the hosts."""
        return point_is_open(self.occurrence, self.rsvp, now, hosts=self.hosts)


def point_is_open(occurrence: Occurrence, rsvp: Rsvp | None, now: datetime, *, hosts: bool) -> bool:
    """The rule of `Seat.sees_point`, for lists that load no seats."""
    if hosts:
        return True
    going = rsvp is not None and rsvp.state == Rsvp.State.GOING
    planned = occurrence.status == Occurrence.Status.PLANNED
    opens = occurrence.starts_at - POINT_OPENS
    return going and planned and opens <= now < occurrence.ends_at


def occurrences_of(place: Place) -> QuerySet[Occurrence]:
    """All of the group's, in order of time, with their event. The page's action has been asked by `load_group`."""
    return Occurrence.objects.filter(group=place.group).select_related("event").order_by("starts_at", "pk")


def load_occurrence(person: Person, slug_or_id: str | UUID, occurrence: str | UUID, action: Action) -> Seat:
    """One occurrence of a group, if the person may do `action` with it: by their standing in the group, or because
    they host it. `NotFound` for outsiders and for occurrences of other groups, else `Forbidden`."""
    place = load_group(person, slug_or_id, Action.SEE_EVENTS)
    return seat_at(place, occurrence, action)


def seat_at(place: Place, occurrence: str | UUID, action: Action) -> Seat:
    profile = place.membership.profile_id if place.membership else None
    hosting = Host.objects.filter(occurrence=OuterRef("pk"), profile=profile)
    found = occurrences_of(place).filter(pk=as_uuid(occurrence)).annotate(hosted=Exists(hosting)).first()
    if found is None:
        raise NotFound
    hosts = profile is not None and found.hosted
    if hosts:
        place = replace(place, states=place.states | {State.HOSTS})
    place.require(action)
    mine = Rsvp.objects.filter(occurrence=found, profile=profile).select_related("pace") if profile else ()
    return Seat(place, found, next(iter(as_kept(mine, found, timezone.now())), None), hosts)


def as_kept(rsvps: Iterable[Rsvp], occurrence: Occurrence, now: datetime) -> list[Rsvp]:
    """All answers of the occurrence that are loaded, as they may still be read: what they say to its question is over a
    week after the end, whether the nightly chore has come by or not (trust.md R42)."""
    rsvps = list(rsvps)
    if now >= occurrence.ends_at + ANSWERS_LIVE:
        for one in rsvps:
            one.answer = ""
    return rsvps
