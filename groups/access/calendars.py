"""The way to a person's calendar: its secret address, and what of their groups' plans stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from community.errors import NotFound
from community.models import Person
from community.tokens import token_hash
from groups.access.events import point_is_open
from groups.models import CalendarFeed, Host, Membership, Occurrence, Rsvp

KEPT = timedelta(days=60)  # past ones stay so long; calendars of others may have fetched them only now
_STANDS = (Rsvp.State.GOING, Rsvp.State.OFFERED, Rsvp.State.WAITLISTED)


@dataclass(frozen=True, slots=True)
class Coming:
    """One time of an event that a person goes to or waits for."""

    rsvp: Rsvp
    hosts: bool

    @property
    def occurrence(self) -> Occurrence:
        return self.rsvp.occurrence

    def sees_point(self, now: datetime) -> bool:
        return point_is_open(self.occurrence, self.rsvp, now, hosts=self.hosts)


def load_feed(token: str) -> CalendarFeed:
    """The feed at this secret address, with its person. `NotFound` for one never given out, taken back or replaced,
    and while the account is disabled: one answer for all."""
    found = CalendarFeed.objects.filter(token_hash=token_hash(token), person__is_active=True)
    feed = found.select_related("person").first()
    if feed is None:
        raise NotFound
    return feed


def own_feed(person: Person) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person).first()


def calendar_of(person: Person, now: datetime) -> list[Coming]:
    """What the person goes to or waits for, in every group they are in at this moment, cancelled ones too, in order of
    time. One query. Whoever is out of a group has nothing of it any more (trust.md R2)."""
    inside = Membership.objects.current().filter(profile=OuterRef("profile"))
    hosting = Host.objects.filter(occurrence=OuterRef("occurrence"), profile=OuterRef("profile"))
    found = (
        Rsvp.objects.filter(Exists(inside), profile__person=person, state__in=_STANDS)
        .filter(occurrence__ends_at__gte=now - KEPT)
        .annotate(hosts=Exists(hosting))
        .select_related("occurrence__group")
        .order_by("occurrence__starts_at", "occurrence")
    )
    return [Coming(rsvp, rsvp.hosts) for rsvp in found]
