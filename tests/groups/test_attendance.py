"""Check-in: ticks of several devices, some without a network, merge into one list (product.md "Meeting")."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from community.errors import Conflict, Forbidden
from community.models import Person
from community.surface import Action, Standing
from groups.access import Seat, standings
from groups.actions import attendance
from groups.actions.attendance import Tick
from groups.models import Attendance, Host, Occurrence
from tests.cast import Cast, join, make_person
from tests.groups.answering import seat
from tests.groups.occurrences import make_occurrence
from tests.groups.parallel import at_once

pytestmark = pytest.mark.django_db


def test_who_hosts_ticks_who_is_there_answered_or_not(cast: Cast) -> None:
    run = begun(cast)
    found = attendance.tick(door(cast.cara, run), [tick(cast, cast.ana), tick(cast, cast.ben, there=False)])
    assert [(one.profile.name, one.there, one.ticked_by.name) for one in found] == [
        ("Ana", True, "Cara"),
        ("Ben", False, "Cara"),
    ]


def test_a_member_who_hosts_ticks_and_who_does_not_host_may_not(cast: Cast) -> None:
    run = begun(cast)
    with pytest.raises(Forbidden):
        door(cast.ana, run)
    Host.objects.create(occurrence=run, profile=cast.profile(cast.ana, cast.harbour))
    loaded = door(cast.ana, run)
    assert attendance.tick(loaded, [tick(cast, cast.ben)])
    Host.objects.filter(profile__person=cast.ana).delete()
    with pytest.raises(Forbidden):
        attendance.tick(loaded, [tick(cast, cast.ben, there=False)])
    assert Attendance.objects.get().there


def test_of_two_ticks_the_later_counts_in_whatever_order_they_come_in(cast: Cast) -> None:
    at = timezone.now() - timedelta(minutes=5)
    early, late = at, at + timedelta(minutes=1)
    ticks = [tick(cast, cast.ana, there=True, at=early), tick(cast, cast.ana, there=False, at=late)]
    for order in (ticks, ticks[::-1]):
        apart, together = begun(cast), begun(cast)
        for one in order:
            attendance.tick(door(cast.cara, apart), [one])
        attendance.tick(door(cast.cara, together), order)
        for run in (apart, together):
            assert run.attendance.values_list("there", "ticked_at").get() == (False, late)


def test_of_two_ticks_at_the_same_moment_being_there_counts(cast: Cast) -> None:
    at = timezone.now() - timedelta(minutes=5)
    ticks = [tick(cast, cast.ana, there=there, at=at) for there in (True, False)]
    for order in (ticks, ticks[::-1]):
        run = begun(cast)
        for one in order:
            attendance.tick(door(cast.cara, run), [one])
        assert run.attendance.get().there


def test_a_clock_that_is_wrong_ticks_neither_in_the_future_nor_before_check_in(cast: Cast) -> None:
    run = begun(cast)
    ahead, behind = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=400)
    before = timezone.now()
    attendance.tick(door(cast.cara, run), [tick(cast, cast.ana, at=ahead), tick(cast, cast.ben, at=behind)])
    ticked = dict(run.attendance.values_list("profile__name", "ticked_at"))
    assert before <= ticked["Ana"] <= timezone.now()
    assert ticked["Ben"] == run.starts_at - timedelta(hours=1)
    attendance.tick(door(cast.cara, run), [tick(cast, cast.ana, there=False)])  # a good clock afterwards
    assert not run.attendance.get(profile__person=cast.ana).there


def test_who_is_not_in_the_group_is_passed_over_and_keeps_nobody_back(cast: Cast) -> None:
    run = begun(cast)
    ticks = [tick(cast, cast.dov), Tick(cast.profile(cast.cleo, cast.hill).pk, True, timezone.now())]
    ticks += [Tick(uuid4(), True, timezone.now()), tick(cast, cast.ana)]
    assert [one.profile.name for one in attendance.tick(door(cast.cara, run), ticks)] == ["Ana"]


def test_check_in_is_open_from_an_hour_before_the_start_until_two_days_after_the_end(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    opens, closes = run.starts_at - timedelta(hours=1), run.ends_at + timedelta(hours=48)
    second = timedelta(seconds=1)
    for at, is_open in ((opens - second, False), (opens, True), (closes - second, True), (closes, False)):
        with time_machine.travel(at, tick=False):
            if is_open:
                assert attendance.tick(door(cast.cara, run), [tick(cast, cast.ana)])
                continue
            with pytest.raises(Conflict) as refused:
                attendance.tick(door(cast.cara, run), [tick(cast, cast.ana)])
            assert refused.value.code == "check_in_closed"


def test_nobody_is_ticked_at_a_cancelled_event(cast: Cast) -> None:
    run = begun(cast)
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    with pytest.raises(Conflict) as refused:
        attendance.tick(door(cast.cara, run), [tick(cast, cast.ana)])
    assert refused.value.code == "event_cancelled"


def test_the_first_event_attended_settles_a_newcomer(cast: Cast) -> None:
    run = begun(cast)
    assert standings(cast.nia, cast.harbour) == {Standing.NEW_MEMBER}
    attendance.tick(door(cast.cara, run), [tick(cast, cast.nia, there=False)])
    assert standings(cast.nia, cast.harbour) == {Standing.NEW_MEMBER}
    attendance.tick(door(cast.cara, run), [tick(cast, cast.nia)])
    assert standings(cast.nia, cast.harbour) == {Standing.MEMBER}


def test_what_has_not_begun_is_cancelled_or_was_hosted_by_themselves_settles_nobody(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(minutes=55))
    own = Host.objects.create(occurrence=run, profile=cast.profile(cast.nia, cast.harbour))
    attendance.tick(door(cast.nia, run), [tick(cast, cast.nia)])
    Occurrence.objects.filter(pk=run.pk).update(starts_at=timezone.now())
    assert standings(cast.nia, cast.harbour) == {Standing.NEW_MEMBER}, "they hosted it"
    own.delete()
    assert standings(cast.nia, cast.harbour) == {Standing.MEMBER}
    Occurrence.objects.filter(pk=run.pk).update(status="cancelled")
    assert standings(cast.nia, cast.harbour) == {Standing.NEW_MEMBER}
    Occurrence.objects.filter(pk=run.pk).update(status="planned", starts_at=timezone.now() + timedelta(minutes=5))
    assert standings(cast.nia, cast.harbour) == {Standing.NEW_MEMBER}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_devices_and_many_ticks_leave_one_line_each_and_the_latest_of_all(cast: Cast) -> None:
    run, random = begun(cast), Random(4)
    Host.objects.create(occurrence=run, profile=cast.profile(cast.ana, cast.harbour))
    people = [join(make_person(f"p{n}"), cast.harbour).profile_id for n in range(30)]
    opened = timezone.now() - timedelta(minutes=20)
    ticks = [Tick(random.choice(people), random.random() < 0.5, opened + timedelta(seconds=n)) for n in range(600)]
    random.shuffle(ticks)
    devices = [door(cast.cara, run), door(cast.ana, run)]
    jobs = [
        lambda n=n: [attendance.tick(devices[n % 2], ticks[at : at + 10]) for at in range(n * 60, n * 60 + 60, 10)]
        for n in range(10)
    ]
    outcomes = at_once(jobs)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    latest = {one.profile_id: one for one in sorted(ticks, key=lambda one: one.at)}
    kept = run.attendance.values_list("profile", "there", "ticked_at")
    assert sorted(kept) == sorted((one.profile_id, one.there, one.at) for one in latest.values())


def begun(cast: Cast) -> Occurrence:
    return make_occurrence(cast.harbour, ahead=timedelta(minutes=-30))


def door(person: Person, run: Occurrence) -> Seat:
    return seat(person, run, Action.MANAGE_EVENT)


def tick(cast: Cast, person: Person, *, there: bool = True, at: datetime | None = None) -> Tick:
    return Tick(cast.profile(person, cast.harbour).pk, there, at or timezone.now())
