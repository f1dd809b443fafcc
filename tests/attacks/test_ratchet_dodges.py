"""Attempts to make a charter weaker without telling everybody seven days before (trust.md R7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from community.errors import Conflict
from community.models import Dispatch
from community.surface import Action
from groups.access import Place, load_group
from groups.actions import charters, invites, joining, leaving, openings
from groups.models import Charter, CharterOpening
from groups.notifications.openings import OPENS
from groups.tasks import open_charters
from tests.cast import Cast
from tests.groups.notices import notice_is_over
from tests.groups.parallel import at_once

WEEK = timedelta(days=7)


def captain(cast: Cast) -> Place:
    return load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)


def newest(cast: Cast) -> Charter:
    return Charter.objects.filter(group=cast.harbour).latest("version")


def refused_by_the_database(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except Error:
        return True
    return False


def written(cast: Cast, **terms: object) -> Callable[[], object]:
    return lambda: Charter.objects.create(group=cast.harbour, version=newest(cast).version + 1, **terms)


@pytest.fixture
def tight(cast: Cast) -> Cast:
    charters.change(captain(cast), retention_days=30, brand_presence="none")
    return cast


def test_tightening_and_loosening_back_needs_notice_too(tight: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        charters.change(captain(tight), retention_days=365)
    assert refused.value.code == "charter_loosening"


def test_two_half_steps_are_two_notices(tight: Cast) -> None:
    notice_is_over(openings.announce(captain(tight), retention_days=90))
    open_charters()
    assert newest(tight).retention_days == 90
    with pytest.raises(Conflict):
        charters.change(captain(tight), retention_days=91)
    again = openings.announce(captain(tight), retention_days=365)
    open_charters()
    assert newest(tight).retention_days == 90
    assert again.opens_at - again.announced_at == WEEK


def test_taking_back_and_announcing_anew_begins_the_week_anew(tight: Cast) -> None:
    first = openings.announce(captain(tight), retention_days=90)
    notice_is_over(first, but=timedelta(hours=1))
    openings.take_back(captain(tight), first)
    second = openings.announce(captain(tight), retention_days=365)
    assert second.opens_at > timezone.now() + timedelta(days=6, hours=23)
    open_charters()
    assert newest(tight).retention_days == 30


@pytest.mark.parametrize("terms", [{"retention_days": 31}, {"history": "shared"}, {"brand_presence": "listening"}])
def test_a_weaker_version_by_sql_is_refused(tight: Cast, terms: dict[str, object]) -> None:
    holds = {"retention_days": 30, "history": "from_join", "brand_presence": "none"}
    assert refused_by_the_database(written(tight, **holds | terms))
    assert not refused_by_the_database(written(tight, **holds | {"approval": "captain"}))


def test_a_version_written_into_the_past_is_refused(tight: Cast) -> None:
    assert refused_by_the_database(lambda: Charter.objects.create(group=tight.harbour, version=0, retention_days=365))


@pytest.mark.parametrize(
    "change",
    [
        {"opens_at": timezone.now()},
        {"announced_at": timezone.now() - 2 * WEEK, "opens_at": timezone.now() - WEEK},
        {"retention_days": 365},
        {"history": "shared"},
    ],
)
def test_the_clock_and_the_terms_of_an_announcement_are_not_changed_by_sql(
    tight: Cast, change: dict[str, object]
) -> None:
    made = openings.announce(captain(tight), retention_days=90)
    assert refused_by_the_database(lambda: CharterOpening.objects.filter(pk=made.pk).update(**change))
    assert refused_by_the_database(lambda: CharterOpening.objects.filter(pk=made.pk).delete())
    assert CharterOpening.objects.filter(pk=made.pk).update(taken_back_at=timezone.now()) == 1


def test_an_announcement_dated_back_by_sql_counts_from_now(tight: Cast) -> None:
    long_ago = timezone.now() - 2 * WEEK
    made = CharterOpening.objects.create(
        group=tight.harbour,
        retention_days=365,
        made_by=captain(tight).profile,
        announced_at=long_ago,
        opens_at=long_ago + WEEK,
    )
    open_charters()
    made.refresh_from_db()
    assert made.opens_at > timezone.now() + timedelta(days=6)
    assert newest(tight).retention_days == 30


def test_one_announcement_does_not_open_twice(tight: Cast) -> None:
    notice_is_over(openings.announce(captain(tight), retention_days=90))
    holds = {"history": "from_join", "brand_presence": "none"}
    written(tight, retention_days=90, **holds)()  # past all code: it is used up all the same
    written(tight, retention_days=30, **holds)()
    assert refused_by_the_database(written(tight, retention_days=90, **holds))
    open_charters()
    assert newest(tight).retention_days == 30


def test_an_announcement_opens_no_further_than_it_says(tight: Cast) -> None:
    notice_is_over(openings.announce(captain(tight), retention_days=90))
    holds = {"history": "from_join", "brand_presence": "none"}
    assert refused_by_the_database(written(tight, retention_days=91, **holds))
    assert refused_by_the_database(written(tight, retention_days=90, **holds | {"history": "shared"}))
    assert not refused_by_the_database(written(tight, retention_days=90, **holds))


def test_another_groups_announcement_opens_nothing_here(tight: Cast) -> None:
    hal = load_group(tight.hal, tight.hill.pk, Action.CHANGE_CHARTER)
    charters.change(hal, retention_days=30)
    made = openings.announce(hal, retention_days=365)
    notice_is_over(made)
    holds = {"history": "from_join", "brand_presence": "none"}
    assert refused_by_the_database(written(tight, retention_days=365, **holds))
    api = tight.api(tight.cara)
    own, theirs = (f"/api/v1/groups/{group.pk}/charter/openings/{made.pk}" for group in (tight.harbour, tight.hill))
    assert [api.delete(path).status_code for path in (own, theirs)] == [404, 404]


def test_a_captain_who_has_handed_over_opens_nothing_any_more(tight: Cast) -> None:
    made = openings.announce(captain(tight), retention_days=90)
    leaving.hand_over(captain(tight), tight.membership(tight.ana, tight.harbour))
    notice_is_over(made)
    open_charters()
    assert newest(tight).retention_days == 30


@pytest.mark.parametrize("who", ["ana", "bea", "maya", "cleo", "dov", "otto", "olga"])
def test_nobody_but_the_captain_announces(tight: Cast, who: str) -> None:
    path = f"/api/v1/groups/{tight.harbour.pk}/charter/openings"
    answer = tight.api(tight.names[who]).post(path, {"retention_days": 90}, format="json")
    assert answer.status_code in (403, 404)
    assert not CharterOpening.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_clocks_and_a_tightening_at_once_make_one_version_each_at_most(cast: Cast) -> None:
    charters.change(captain(cast), retention_days=30)
    notice_is_over(openings.announce(captain(cast), retention_days=90))
    place = captain(cast)
    at_once([*[open_charters] * 6, lambda: charters.change(place, retention_days=20)])
    assert newest(cast).retention_days == 20
    assert Charter.objects.filter(group=cast.harbour, retention_days=90).count() <= 1
    assert not CharterOpening.objects.waiting().exists()


def test_whoever_is_about_to_come_in_is_told_of_a_weaker_charter_too(tight: Cast) -> None:
    """Who waits to be let in has agreed to what held when they asked; an app shows what a page does."""
    charters.change(captain(tight), approval="captain")
    _invite, token = invites.create(load_group(tight.cara, tight.harbour.pk, Action.INVITE), uses=2)
    version = newest(tight).version
    joining.ask(tight.eve, token, name="Eve", charter_version=version, surface="join")
    opening = openings.announce(captain(tight), retention_days=365)
    told = Dispatch.objects.filter(kind="charter.opens", channel="app")
    assert {tight.ana.pk, tight.eve.pk} <= set(told.values_list("person", flat=True))
    (said,) = OPENS.words(told.filter(person=tight.eve)).values()
    assert any("365" in line for line in said.lines) and said.url == "/"
    shown = tight.api(tight.otto).post("/api/v1/invites/preview", {"token": token}, format="json").json()
    assert (shown["opening"]["id"], shown["opening"]["retention_days"]) == (str(opening.pk), 365)
