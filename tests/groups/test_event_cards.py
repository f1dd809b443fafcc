"""What stands on the card of an event, and how times are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from groups.actions import events
from groups.agenda.cards import agenda_of
from groups.agenda.changes import preview_of
from groups.agenda.when import When, at_words
from groups.models import Event
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import captain, in_days, move_start, plan_one, plan_series, seat

pytestmark = pytest.mark.django_db
LIST = "/g/harbour-runners/events/"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_day_moved_alone_keeps_the_weekday_of_its_series(cast: Cast) -> None:
    first, *_ = plan_series(cast)
    weekday = f"every {in_days(7):%A}"
    events.change(seat(cast.cara, first), day=in_days(8))
    page = text(cast.client(cast.ana), LIST)
    assert weekday in page
    assert page.count("every ") == page.count(weekday)


def test_who_hosts_sees_so_in_the_list(cast: Cast) -> None:
    plan_one(cast)
    assert "You host it" in text(cast.client(cast.cara), LIST)
    assert "You host it" not in text(cast.client(cast.ana), LIST)


def test_a_day_far_away_has_its_year(cast: Cast) -> None:
    far = plan_one(cast, day=in_days(700))
    near = plan_one(cast, day=in_days(40))
    years = {card.occurrence.pk: card.when.year for card in agenda_of(captain(cast), timezone.now()).later}
    assert years == {far.pk: str(far.day.year), near.pk: ""}
    assert f"{far.day.year}, 07:00" in text(cast.client(cast.ana), LIST)


def test_within_a_sentence_today_and_tomorrow_are_small(cast: Cast) -> None:
    assert at_words(NOON + timedelta(hours=1), NOON, "UTC") == "today, 13:00"
    assert at_words(NOON + timedelta(days=1), NOON, "UTC") == "tomorrow, 12:00"
    assert When.of(move_start(plan_one(cast), NOON), NOON).day == "Today"


def test_a_preview_promises_no_word_about_a_day_that_is_cancelled(cast: Cast) -> None:
    days = plan_series(cast)
    client = cast.client(cast.ana)
    for day in days[:2]:
        client.post(f"{LIST}{day.pk}/answer/", {"state": "going"})
    events.cancel(seat(cast.cara, days[1]))
    held = seat(cast.cara, days[0])
    shown = preview_of(held, events.preview(held, scope="onwards", area="The pier"))
    assert [one.is_told for one in shown.days[:3]] == [True, False, False]


@pytest.mark.parametrize("typed", ["localtime", "Factory", "EST5EDT", "Mars/Base"])
def test_what_says_nothing_to_a_reader_is_no_zone_of_a_place(cast: Cast, typed: str) -> None:
    body = {"title": "Run", "day": in_days(3).isoformat(), "clock": "07:00", "minutes": "60", "repeats": "never"}
    answer = cast.client(cast.cara).post(f"{LIST}new/", {**body, "interval": "1", "zone": typed})
    assert answer.status_code == 422
    assert "A time zone looks like Europe/Berlin." in answer.content.decode()


def test_a_zone_may_be_typed_small(cast: Cast) -> None:
    assert plan_one(cast, zone="america/new york").zone == "America/New_York"
    assert Event.objects.get().zone == "America/New_York"
