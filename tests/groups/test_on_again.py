"""A series that was cancelled from here on goes on: one day of it, or all (product.md "Meeting")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid
from groups.actions import events, hosting, series
from groups.models import Event, Occurrence, Regular, Rsvp
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import again, answers, days_of, in_days, move_start, plan_series, seat, told

CHANGED = "event.changed"


def test_all_that_were_cancelled_are_on_again_and_the_series_goes_on(cast: Cast) -> None:
    days = _ended(cast)
    answers(cast, days[5], cast.ana)
    Regular.objects.create(event=days[0].event, profile=cast.profile(cast.ben, cast.harbour))
    back = events.revive(seat(cast.cara, days[3]), scope="onwards")
    assert [one.pk for one in back] == [one.pk for one in days[3:]]
    assert _standing(days) == [True] * 12
    assert Event.objects.get().until is None
    assert set(told(CHANGED, days[5])) == {"ana"}
    assert Rsvp.objects.filter(profile__person=cast.ben, state="going").count() == 9
    assert series.make_ahead(timezone.now() + timedelta(days=15)) == 2
    assert events.revive(seat(cast.cara, days[3]), scope="onwards") == []


def test_one_alone_is_on_again_and_the_series_stays_ended(cast: Cast) -> None:
    days = _ended(cast)
    (back,) = events.revive(seat(cast.cara, days[3]))
    assert back.pk == days[3].pk
    assert _standing(days) == [True] * 4 + [False] * 8
    assert series.make_ahead(timezone.now() + timedelta(days=15)) == 0
    events.revive(seat(cast.cara, days[4]), scope="onwards")
    assert _standing(days) == [True] * 12


def test_a_series_that_was_to_end_within_the_days_made_still_does(cast: Cast) -> None:
    days = _ended(cast, until=in_days(7 + 7 * 5))
    events.revive(seat(cast.cara, days[3]), scope="onwards")
    assert _standing(days) == [True] * 6
    assert series.make_ahead(timezone.now() + timedelta(weeks=20)) == 0


def test_days_cancelled_one_by_one_leave_the_end_of_the_series_alone(cast: Cast) -> None:
    days = plan_series(cast, until=in_days(400))
    for one in (days[3], days[5]):
        events.cancel(seat(cast.cara, one))
    assert len(events.revive(seat(cast.cara, days[3]), scope="onwards")) == 2
    assert Event.objects.get().until == in_days(400)


def test_who_stands_in_for_a_day_brings_back_that_day_alone(cast: Cast) -> None:
    days = _ended(cast)
    hosting.add_cohost(seat(cast.cara, days[3]), cast.profile(cast.ana, cast.harbour))
    with pytest.raises(Forbidden):
        events.revive(seat(cast.ana, days[3]), scope="onwards")
    assert len(events.revive(seat(cast.ana, days[3]))) == 1


def test_what_has_begun_is_not_on_again_with_those_after_it(cast: Cast) -> None:
    days = _ended(cast)
    begun = move_start(days[3], timezone.now() - timedelta(minutes=10))
    with pytest.raises(Conflict) as refused:
        events.revive(seat(cast.cara, begun), scope="onwards")
    assert refused.value.code == "event_over"
    with pytest.raises(Invalid):
        events.revive(seat(cast.cara, days[4]), scope="all")
    assert len(events.revive(seat(cast.cara, days[4]), scope="onwards")) == 8


def test_the_page_asks_which_where_later_ones_are_cancelled_too(cast: Cast) -> None:
    days, client = _ended(cast), cast.client(cast.cara)
    page = f"/g/harbour-runners/events/{days[3].pk}/"
    assert "This and all after it" in text(client, page)
    assert client.post(f"{page}revive/", {"scope": "onwards"}).status_code == 302
    assert _standing(days) == [True] * 12
    events.cancel(seat(cast.cara, days[3]))
    shown = text(client, page)
    assert "It takes place after all" in shown
    assert "This and all after it" not in shown


def test_an_app_says_which(cast: Cast) -> None:
    days, app = _ended(cast), cast.api(cast.cara)
    address = f"/api/v1/groups/{cast.harbour.pk}/events/{days[3].pk}/cancellation"
    assert app.delete(f"{address}?scope=all").status_code == 400
    assert app.delete(address).status_code == 204
    assert _standing(days) == [True] * 4 + [False] * 8
    assert app.delete(f"{address}?scope=onwards").status_code == 204
    assert _standing(days) == [True] * 12


def _ended(cast: Cast, **fields: object) -> list[Occurrence]:
    """A weekly series, cancelled from its fourth day on."""
    days = plan_series(cast, **fields)
    events.cancel(seat(cast.cara, days[3]), scope="onwards")
    return [again(one) for one in days]


def _standing(days: list[Occurrence]) -> list[bool]:
    return [one.status == "planned" for one in days_of(days[0].event)]
