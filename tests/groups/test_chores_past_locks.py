"""Chores by the clock go on past what somebody holds: it is left for the next time, and nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community import whole
from groups.actions import event_rooms, series, waitlist
from groups.models import ROOMS_OPEN_AFTER, Group, Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.answering import say, states
from tests.groups.occurrences import make_event, make_occurrence
from tests.groups.parallel import held
from tests.groups.plans import move_start, plan_one

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "_LIMITS", "SET LOCAL lock_timeout = '50ms'")


def test_offers_lapse_in_every_event_but_the_one_that_is_held(cast: Cast) -> None:
    first, second = sorted((make_occurrence(cast.harbour, capacity=1) for _ in range(2)), key=lambda run: run.pk)
    for run in (first, second):
        for person in (cast.ana, cast.ben, cast.nia):
            say(person, run, "going")
        say(cast.ana, run, "declined")
    Rsvp.objects.filter(state="offered").update(offer_until=timezone.now())
    with held(Occurrence.objects.filter(pk=first.pk)):
        assert waitlist.lapse(timezone.now()) == 1
    assert (states(first)["Nia"], states(second)["Nia"]) == ("waitlisted", "offered")
    assert waitlist.lapse(timezone.now()) == 1
    assert states(first)["Nia"] == "offered"


def test_days_are_made_in_every_series_but_of_the_group_that_is_held(cast: Cast) -> None:
    first, second = sorted(
        (make_event(group, repeats="weekly") for group in (cast.harbour, cast.hill)), key=lambda event: event.pk
    )
    with held(Group.objects.filter(pk=first.group_id)):
        assert series.make_ahead(timezone.now()) == second.occurrences.count() > 0
    assert not first.occurrences.exists()
    assert series.make_ahead(timezone.now()) == first.occurrences.count() > 0


def test_every_room_closes_but_the_one_of_the_event_that_is_held(cast: Cast) -> None:
    now = timezone.now()
    first, second = plan_one(cast), plan_one(cast)
    for one, days in ((first, 2), (second, 1)):
        say(cast.ana, one, "going")
        move_start(one, now - ROOMS_OPEN_AFTER - timedelta(days=days))
    with held(Occurrence.objects.filter(pk=first.pk)):
        assert event_rooms.close_rooms(now) == 1
    assert event_rooms.close_rooms(now) == 1
    assert not Occurrence.objects.filter(room_closed_at=None).exists()
