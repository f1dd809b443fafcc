"""A week in counts: what is counted, told once, and read alike by members and the brand (trust.md R43)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from groups.actions.insights import release, release_due
from groups.insights.counting import Count, counts, last_week
from groups.insights.noise import BOUND
from groups.models import Membership, Occurrence, Release
from tests.api.conftest import documented
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.weeks import come, crowd, in_week, talks, the_week

pytestmark = pytest.mark.django_db
KNOWN = "/g/harbour-runners/trust/known/"


def of_harbour(cast: Cast) -> Count:
    return next(one for one in counts(cast.brand.pk, the_week()) if one.group == cast.harbour.pk)


def test_a_week_begins_on_monday_in_utc_and_is_told_when_it_is_over() -> None:
    monday = timezone.now().replace(year=2026, month=11, day=23, hour=0, minute=0)
    assert last_week(monday - timedelta(minutes=1)).isoformat() == "2026-11-09"
    assert last_week(monday).isoformat() == "2026-11-16"


def test_people_messages_events_attendance_and_answers_are_counted(cast: Cast) -> None:
    talks(cast.harbour, [cast.ana, cast.ben], times=3)
    come(cast, [cast.ben, cast.cara])
    talks(cast.harbour, [cast.ana], at=in_week(-1))
    talks(cast.harbour, [cast.ana], at=in_week(7))
    assert of_harbour(cast) == Count(cast.harbour.pk, 4, active=3, messages=6, came=2, answers=2, events=1)


def test_a_cancelled_event_was_not_held_and_the_brands_own_words_are_not_counted(cast: Cast) -> None:
    come(cast, [cast.ben])
    Occurrence.objects.update(status="cancelled")
    talks(cast.harbour, [cast.ana], times=4)
    talks(cast.harbour, [cast.bea])
    assert of_harbour(cast) == Count(cast.harbour.pk, 4, active=2, messages=4, came=0, answers=1, events=0)


def test_a_group_of_enough_is_told_within_the_blur_and_one_of_few_is_not(cast: Cast) -> None:
    people = crowd(cast.harbour, 22)
    talks(cast.harbour, people, times=2)
    come(cast, people)
    assert release_due(timezone.now()) == 2, "both brands"
    told = Release.objects.get(group=cast.harbour)
    assert abs((told.active or 0) - 22) <= BOUND and abs((told.messages or 0) - 44) <= 10 * BOUND
    assert abs((told.came or 0) - 22) <= 2 * BOUND and told.events == 1
    few = Release.objects.get(group=cast.hill)
    assert (few.withheld, few.active, few.messages) == ("few", None, None)


def test_members_and_the_brand_read_what_was_told_and_an_app_does_too(cast: Cast) -> None:
    people = crowd(cast.harbour, 22)
    talks(cast.harbour, people)
    assert "No week has been told yet" in text(cast.client(cast.ana), KNOWN)
    release_due(timezone.now())
    told = Release.objects.get(group=cast.harbour)
    page = text(cast.client(cast.ana), KNOWN)
    assert f"<td>{told.active}<meter" in page and f"<td>{told.messages}</td>" in page
    assert "Too few people: nothing is shown" in text(cast.client(cast.cleo), "/g/hill-club/trust/known/")
    (week,) = documented(cast.ana).get(f"/api/v1/groups/{cast.harbour.pk}/insights").json()["items"]
    assert (week["week"], week["active"], week["brand"]["active"]) == (the_week().isoformat(), told.active, told.active)
    (week,) = documented(cast.cleo).get(f"/api/v1/groups/{cast.hill.pk}/insights").json()["items"]
    assert (week["withheld"], week["active"], week["messages"]) == (True, None, None)


def test_a_week_in_which_somebody_left_counts_those_who_stayed(cast: Cast) -> None:
    talks(cast.harbour, [cast.ana, cast.ben])
    left = Membership.objects.filter(profile=cast.profile(cast.ben, cast.harbour))
    left.update(ended_at=in_week(3), ending="left")
    assert (of_harbour(cast).there, of_harbour(cast).messages) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_tells_the_week(cast: Cast) -> None:
    start, told = threading.Barrier(4), []

    def act() -> None:
        try:
            start.wait()
            told.append(release(cast.brand, the_week()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    [one.start() for one in threads], [one.join() for one in threads]
    assert sorted(told) == [0, 0, 0, 1]
    assert Release.objects.filter(brand=cast.brand).count() == 3
