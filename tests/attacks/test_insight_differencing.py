"""Whoever takes counts apart to find one person finds nothing (trust.md R43)."""

from __future__ import annotations

import math
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from groups.actions.insights import release, release_due
from groups.insights.counting import CAPS, Count, counts
from groups.insights.noise import BOUND, blurred, drawn, weights
from groups.models import Membership, Release
from groups.models.insights import SHOWN_FROM
from messaging.models import Message
from tests.cast import Cast, join
from tests.groups.pages import text
from tests.groups.weeks import come, crowd, in_week, talks, the_week

pytestmark = pytest.mark.django_db
_EMPTIED = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {}"
NUMBERS = ("active", "messages", "events", "came", "answers")


def told(cast: Cast, **of: object) -> dict[str, int | None]:
    return Release.objects.filter(brand=cast.brand, week=the_week(), **of).values(*NUMBERS).get()


def truth(cast: Cast) -> Count:
    return next(one for one in counts(cast.brand.pk, the_week()) if one.group == cast.harbour.pk)


def refused(by: str, **fields: object) -> None:
    with pytest.raises(DatabaseError, match=by), transaction.atomic():
        Release.objects.create(**fields)


# ---- asking again -------------------------------------------------------------------------------------------------


def test_asking_again_gives_what_was_told_whatever_has_changed_since(cast: Cast) -> None:
    people = crowd(cast.harbour, 22)
    talks(cast.harbour, people)
    release_due(timezone.now())
    first = told(cast, group=cast.harbour)
    talks(cast.harbour, people, times=9)
    assert truth(cast).messages == 220, "the truth is another by now"
    assert [release_due(timezone.now()) for _ in range(3)] == [0, 0, 0]
    assert told(cast, group=cast.harbour) == first


def test_a_count_told_anew_after_a_restore_is_blurred_as_before_so_nothing_averages_out() -> None:
    group = uuid4()
    asked = {blurred(40, group=group, week=the_week(), metric="messages", cap=10) for _ in range(20)}
    assert len(asked) == 1
    others = {blurred(400, group=uuid4(), week=the_week(), metric="messages", cap=10) for _ in range(20)}
    assert len(others) > 5, "and another group's blur is another"
    about = {"group": group, "metric": "messages", "cap": 10}
    weeks = {blurred(400, week=the_week() - timedelta(days=7 * n), **about) for n in range(20)}
    assert len(weeks) > 5, "and another week's: what came in between is not found by taking one from the other"
    metrics = {blurred(400, group=group, week=the_week(), metric=f"{n}", cap=10) for n in range(20)}
    assert len(metrics) > 5, "nor is one number's blur found by a number that one knows"


def test_what_is_told_is_blurred_and_not_the_count(cast: Cast) -> None:
    talks(cast.harbour, crowd(cast.harbour, 22))
    seen = set()
    for key in range(8):
        point = transaction.savepoint()
        with override_settings(SECRET_KEY=f"key-{key}"):
            release_due(timezone.now())
        numbers = told(cast, group=cast.harbour)
        seen.add((numbers["active"], numbers["messages"]))
        assert told(cast, group=None) == numbers, "nor does the brand's total hold the truth"
        transaction.savepoint_rollback(point)
    assert len(seen) > 4


def test_who_lacks_the_key_cannot_compute_the_blur() -> None:
    group = uuid4()
    seen = set()
    for key in range(20):
        with override_settings(SECRET_KEY=f"key-{key}"):
            seen.add(blurred(400, group=group, week=the_week(), metric="messages", cap=10))
    assert len(seen) > 5


# ---- one person more, or less -------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", CAPS)
def test_two_weeks_that_differ_in_one_person_look_alike(metric: str) -> None:
    """Whatever is told with the person may be told without, and is at most e times as likely; but for the ends."""
    cap = CAPS[metric]
    likely = weights(cap)
    inside = list(zip(likely[cap:], likely[:-cap], strict=True))
    assert all(math.exp(-1.0001) <= one / other <= math.exp(1.0001) for one, other in inside)
    assert sum(likely[:cap]) < 0.01, "what can be told of one of the two only"
    assert abs(sum(likely) - 1) < 1e-9 and drawn(0, cap) == -BOUND * cap and drawn(0.9999999999, cap) == BOUND * cap


def test_who_brings_nine_does_not_find_out_about_the_tenth(cast: Cast) -> None:
    puppets = crowd(cast.harbour, 9)
    talks(cast.harbour, puppets)
    point = transaction.savepoint()
    assert truth(cast).active == 9
    release_due(timezone.now())
    without = told(cast, group=cast.harbour)
    transaction.savepoint_rollback(point)
    talks(cast.harbour, [cast.ana])
    assert truth(cast).active == 10
    release_due(timezone.now())
    assert told(cast, group=cast.harbour) == without == dict.fromkeys(NUMBERS)


def test_no_blur_however_high_shows_a_week_of_nine() -> None:
    assert 9 + drawn(0.9999999999, 1) < SHOWN_FROM == 10 + BOUND


def test_one_loud_person_moves_a_number_no_further_than_anybody(cast: Cast) -> None:
    before = truth(cast).messages
    talks(cast.harbour, [cast.ana], times=200)
    assert truth(cast).messages - before == CAPS["messages"]


def test_who_comes_to_everything_counts_twice_at_most(cast: Cast) -> None:
    for _ in range(5):
        come(cast, [cast.ana])
    assert (truth(cast).came, truth(cast).answers) == (CAPS["came"], CAPS["answers"])


# ---- games of joining and leaving ---------------------------------------------------------------------------------


def test_who_joins_in_the_middle_of_a_week_changes_nothing(cast: Cast) -> None:
    talks(cast.harbour, [cast.ana])
    before = truth(cast)
    join(cast.eve, cast.harbour)
    Membership.objects.filter(profile=cast.profile(cast.eve, cast.harbour)).update(joined_at=in_week(1))
    talks(cast.harbour, [cast.eve])
    assert truth(cast) == before


def test_who_leaves_in_the_middle_of_a_week_and_comes_back_changes_nothing(cast: Cast) -> None:
    talks(cast.harbour, [cast.ana, cast.ben])
    here = Membership.objects.get(profile=cast.profile(cast.ben, cast.harbour))
    Membership.objects.filter(pk=here.pk).update(ended_at=in_week(3), ending="left")
    again = {"group": here.group, "profile": here.profile, "charter": here.charter}
    Membership.objects.create(**again, joined_at=in_week(4))
    assert (truth(cast).active, truth(cast).messages) == (1, 1)


def test_a_group_emptied_to_the_one_of_interest_is_not_told(cast: Cast) -> None:
    people = crowd(cast.harbour, 22)
    talks(cast.harbour, [*people, cast.ana], times=3)
    faces = [cast.profile(person, cast.harbour).pk for person in people]
    Membership.objects.filter(profile__in=faces).update(ended_at=in_week(6), ending="left")
    release_due(timezone.now())
    assert told(cast, group=cast.harbour) == dict.fromkeys(NUMBERS)


def test_who_takes_words_back_after_the_week_was_told_leaves_no_difference_to_be_seen(cast: Cast) -> None:
    people = crowd(cast.harbour, 22)
    talks(cast.harbour, people)
    release_due(timezone.now())
    page = text(cast.client(cast.ana), "/g/harbour-runners/trust/known/")
    week = page[page.index('id="weeks"') : page.index('id="shelves"')]
    Message.objects.all().update(deleted_at=timezone.now(), body="", bare="")
    release_due(timezone.now())
    assert week in text(cast.client(cast.ana), "/g/harbour-runners/trust/known/")


# ---- the brand's total against its groups -------------------------------------------------------------------------


def test_the_brands_total_less_the_groups_that_are_shown_leaves_nothing_of_a_group_that_is_not(cast: Cast) -> None:
    talks(cast.harbour, crowd(cast.harbour, 22), times=2)
    talks(cast.hill, [cast.cleo], times=7)
    release_due(timezone.now())
    assert told(cast, group=cast.hill) == dict.fromkeys(NUMBERS)
    assert told(cast, group=None) == told(cast, group=cast.harbour)


def test_a_brand_none_of_whose_groups_is_shown_has_no_total(cast: Cast) -> None:
    for group, people in ((cast.harbour, crowd(cast.harbour, 9)), (cast.hill, crowd(cast.hill, 9, "walker"))):
        talks(group, people)
    assert sum(one.active for one in counts(cast.brand.pk, the_week())) == 18, "enough, were they one group"
    release_due(timezone.now())
    assert told(cast, group=None) == dict.fromkeys(NUMBERS)


def test_the_database_takes_no_total_that_is_not_the_sum(cast: Cast) -> None:
    numbers = dict(zip(NUMBERS, (20, 40, 1, 20, 20), strict=True))
    about = {"brand": cast.brand, "week": the_week()}
    Release.objects.create(**about, group=cast.harbour, **numbers)
    refused("the sum of its groups", **about, **numbers | {"messages": 47})
    Release.objects.create(**about, **numbers)
    refused("this week is closed", **about, group=cast.hill, **numbers)


# ---- past the code ------------------------------------------------------------------------------------------------


def test_the_database_keeps_what_was_told(cast: Cast) -> None:
    release(cast.brand, the_week())
    for sql in ("UPDATE {} SET withheld = ''", "DELETE FROM {}", _EMPTIED):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format("groups_release"))
    assert Release.objects.filter(brand=cast.brand).count() == 3


def test_the_database_takes_nothing_of_too_few_and_no_number_beside_a_withheld_week(cast: Cast) -> None:
    about = {"brand": cast.brand, "group": cast.harbour, "week": the_week()}
    numbers = dict(zip(NUMBERS, (SHOWN_FROM - 1, 40, 1, 20, 20), strict=True))
    refused("release_of_enough_or_nothing", **about, **numbers)
    refused("release_of_enough_or_nothing", **about, withheld="few", messages=3)
    refused("release_of_enough_or_nothing", **about, **numbers | {"active": SHOWN_FROM, "came": None})


def test_the_database_takes_neither_half_a_week_nor_another_one(cast: Cast) -> None:
    about = {"brand": cast.brand, "group": cast.harbour, "withheld": "few"}
    refused("a week is told when it is over", **about, week=the_week() + timedelta(days=7))
    refused("release_of_a_week", **about, week=the_week() - timedelta(days=3))
    refused("another brand", **about | {"group": cast.lake}, week=the_week())
    Release.objects.create(**about, week=the_week())
    refused("release_once", **about, week=the_week())


def test_another_groups_weeks_are_not_there_for_who_is_not_in_it(cast: Cast) -> None:
    release_due(timezone.now())
    doors = f"/api/v1/groups/{cast.harbour.pk}/insights", "/g/harbour-runners/trust/known/"
    assert [cast.client(cast.ana).get(door).status_code for door in doors] == [200, 200]
    for person in (cast.cleo, cast.dov, cast.eve, cast.otto, cast.olga):
        assert [cast.client(person).get(door).status_code for door in doors] == [404, 404], person
