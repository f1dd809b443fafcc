"""A place that comes free while who is next sleeps until it is too late (reminders.md "What is sent when")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from community.models import Reach
from groups.actions import waitlist
from groups.models import Occurrence
from tests.cast import Cast
from tests.groups.answering import log, of, say, states
from tests.groups.occurrences import make_occurrence
from tests.groups.plans import move_start

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def night() -> Iterator[time_machine.Coordinates]:
    """23:00 on everybody's clock."""
    at = (timezone.now() + timedelta(days=1)).replace(hour=23, minute=0, second=0, microsecond=0)
    with time_machine.travel(at, tick=False) as clock:
        yield clock


def morning_run(cast: Cast, **sleeps: bool) -> Occurrence:
    """At 07:30. Ana has the one place; Ben and Nia wait. Who sleeps does so from 22:00 to 07:00."""
    for person in (cast.ana, cast.ben, cast.nia):
        end = "07:00" if sleeps.get(person.email.split("@")[0]) else "22:00"
        Reach.objects.create(person=person, quiet_from="22:00", quiet_to=end)
    run = make_occurrence(cast.harbour, ahead=9 * HOUR, capacity=1)
    run = move_start(run, timezone.now() + timedelta(hours=8, minutes=30))
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    return run


def places_open(run: Occurrence) -> datetime:
    return run.starts_at - timedelta(minutes=45)


def test_who_slept_through_an_offer_keeps_their_place_in_line(cast: Cast, night: time_machine.Coordinates) -> None:
    run = morning_run(cast, ben=True)
    say(cast.ana, run, "declined")
    assert (of(cast.ben, run).state, of(cast.ben, run).offer_until) == ("offered", places_open(run))
    night.move_to(places_open(run))
    assert waitlist.lapse(timezone.now()) == 1
    assert (of(cast.ben, run).state, of(cast.ben, run).place) == ("waitlisted", 1)
    assert [line[1:] for line in log(run) if line[0] == "Ben"][-1] == ("offered", "waitlisted", "lapsed")
    assert waitlist.lapse(timezone.now()) == 0
    night.shift(20 * timedelta(minutes=1))
    assert say(cast.ben, run, "going").state == "going"  # it is free for who takes it first


def test_who_was_awake_has_had_their_chance(cast: Cast, night: time_machine.Coordinates) -> None:
    run = morning_run(cast)
    say(cast.ana, run, "declined")
    night.move_to(places_open(run))
    waitlist.lapse(timezone.now())
    assert states(run) == {"Ana": "declined", "Ben": "declined", "Nia": "waitlisted"}


def test_the_place_is_held_meanwhile_and_can_be_taken(cast: Cast, night: time_machine.Coordinates) -> None:
    run = morning_run(cast, ben=True)
    say(cast.ana, run, "declined")
    assert say(cast.cara, run, "going").state == "waitlisted"
    night.shift(6 * HOUR)  # up early
    assert say(cast.ben, run, "going").state == "going"
