"""Whom to remind of what: people, occurrences and answers of one round, and what must come of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from community.models import Brand, Person, Profile, Reach
from community.notifications import clock
from groups.models import Charter, Event, Group, Membership, Occurrence, Role, Rsvp
from tests.reminders.fates import FATES, NONE, Going

ZONE = "Asia/Kolkata"  # a day there always has 24 hours
SIZE = 25
LEADS = (24 * 60, 120)
LONG_AGO = timedelta(days=20)
MIDNIGHT = time(0)


def sow(*, name: str, count: int, over_s: float, late_s: float, seed: int) -> list[dict[str, Any]]:
    """At least `count` answers of which a reminder must come, due in the next `over_s` seconds, or with the fate `late`
    due `late_s` ago; and others, of which none may come."""
    dice = random.Random(seed)
    with transaction.atomic():
        brand, _made = Brand.objects.get_or_create(name="Stride", slug="stride", data_contact="privacy@stride.example")
        found: list[Going] = []
        while sum(one.wanted for one in found) < count:
            number = len(found) // SIZE
            found += _group(brand, f"{name}-{number}", dice, over_s, late_s)
    return [asdict(one) for one in found]


def _group(brand: Brand, name: str, dice: random.Random, over_s: float, late_s: float) -> Iterator[Going]:
    since, now = timezone.now() - LONG_AGO, clock.now()
    group = Group.objects.create(brand=brand, name=name, slug=name, lowest_age=0, created_at=since)
    charter = Charter.objects.create(group=group, version=1, created_at=since)
    people = [Person(email=f"{name}.{n}@example.org", password="!", time_zone=ZONE) for n in range(SIZE)]
    Person.objects.bulk_create(people)
    Reach.objects.bulk_create([Reach(person=one, quiet_from=MIDNIGHT, quiet_to=MIDNIGHT) for one in people])
    profiles = [Profile(person=one, space=group.pk, name="Runner", created_at=since) for one in people]
    Profile.objects.bulk_create(profiles)
    Membership.objects.bulk_create(
        [Membership(group=group, profile=one, role=Role.MEMBER, charter=charter, joined_at=since) for one in profiles]
    )
    fate = dice.choices(list(FATES), list(FATES.values()))[0]
    alone = fate in ("declines", "leaves")  # the fate of a few answers, not of the day
    # What is yet to befall it must have befallen before it is due.
    due_in_s = dice.uniform(2, over_s) if fate == "stands" else over_s + 3
    occurrence = _occurrence(group, profiles[0], name, _start(now, fate, due_in_s, late_s))
    said_at = since if fate == "late" else now - timedelta(minutes=5)  # too late for the reminder of the day before
    Rsvp.objects.bulk_create(
        [Rsvp(occurrence=occurrence, profile=one, state=Rsvp.State.GOING, since=said_at) for one in profiles]
    )
    for n, (person, profile) in enumerate(zip(people, profiles, strict=True)):
        own = fate if not alone or n % 3 == 0 else "stands"
        yield Going(person.email, int(own not in NONE), str(occurrence.pk), str(profile.pk), own)


def _occurrence(group: Group, host: Profile, title: str, starts_at: datetime) -> Occurrence:
    local = starts_at.astimezone(ZoneInfo(ZONE))
    wall = {"zone": ZONE, "clock": local.time()}
    event = Event.objects.create(group=group, made_by=host, title=title, starts_on=local.date(), **wall)
    return Occurrence.objects.create(
        event=event,
        group=group,
        title=title,
        slot=local.date(),
        day=local.date(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        timed_at=starts_at - LONG_AGO,
        **wall,
    )


def _start(now: datetime, fate: str, due_in_s: float, late_s: float) -> datetime:
    """`late`: the reminder of the day before is overdue and of use still. `over`: it has begun meanwhile."""
    if fate == "late":
        return now + timedelta(days=1) - timedelta(seconds=late_s)
    if fate == "over":
        return now - timedelta(minutes=1)
    return now + timedelta(minutes=LEADS[1], seconds=due_in_s)
