"""Days of a pattern and times of a place, over every zone that there is (reminders.md "Quiet hours", last lines)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from groups.recurrence import Pattern, span

ZONES = sorted(available_timezones())
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def starts(day: date, clock: time, zone: str) -> datetime:
    return span(day, clock, zone, 60)[0]


@pytest.mark.parametrize("zone", ZONES)
def test_a_weekly_seven_stays_seven_in_every_zone(zone: str) -> None:
    """Two years of Thursdays: the clocks change in them, wherever they change at all."""
    for day in islice(Pattern("weekly", 1, date(2026, 1, 1)).days(), 104):
        local = starts(day, time(7), zone).astimezone(ZoneInfo(zone))
        assert (local.date(), local.time()) == (day, time(7))


@examples(max_examples=600, deadline=None)
@given(day=DAYS, clock=CLOCKS, zone=st.sampled_from(ZONES))
def test_the_wall_shows_what_was_said_or_the_time_that_was_skipped_to(day: date, clock: time, zone: str) -> None:
    said, place = datetime.combine(day, clock), ZoneInfo(zone)
    start = starts(day, clock, zone)
    local = start.astimezone(place)
    if local.replace(tzinfo=None) == said:
        assert local.fold == 0  # of two the first
        return
    both = [said.replace(tzinfo=place, fold=fold).astimezone(UTC).astimezone(place) for fold in (0, 1)]
    assert all(one.replace(tzinfo=None) != said for one in both), "the time exists, and is not the one given"
    assert local.replace(tzinfo=None) > said
    # Forward by exactly what the clock skips.
    before, after = (said.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    assert before is not None
    assert after is not None
    assert local.replace(tzinfo=None) - said == abs(after - before)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 03:30 there
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # summer's
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            datetime(2026, 10, 3, 15, 45, tzinfo=UTC),
        ),  # half an hour
        ("Pacific/Apia", date(2011, 12, 30), time(7), datetime(2011, 12, 30, 17, tzinfo=UTC)),  # a day that was not
    ],
)
def test_times_that_do_not_exist_or_come_twice(zone: str, day: date, clock: time, expected: datetime) -> None:
    assert starts(day, clock, zone) == expected


@given(day=DAYS, clock=CLOCKS, zone=st.sampled_from(ZONES), minutes=st.integers(5, 7 * 24 * 60))
def test_the_length_is_real_time(day: date, clock: time, zone: str, minutes: int) -> None:
    start, end = span(day, clock, zone, minutes)
    assert end - start == timedelta(minutes=minutes)


@given(first=DAYS, interval=st.integers(1, 12))
def test_weeks_are_that_many_weeks_apart(first: date, interval: int) -> None:
    days = list(islice(Pattern("weekly", interval, first).days(), 30))
    assert days[0] == first
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(weeks=interval)}


@given(first=DAYS, interval=st.integers(1, 12))
def test_months_keep_the_weekday_and_its_place_in_the_month(first: date, interval: int) -> None:
    nth = (first.day - 1) // 7 + 1
    days = list(islice(Pattern("monthly", interval, first).days(), 30))
    assert days[0] == first
    for n, day in enumerate(days):
        assert day.weekday() == first.weekday()
        assert (day.year * 12 + day.month) - (first.year * 12 + first.month) == n * interval
        if nth < 5:
            assert (day.day - 1) // 7 + 1 == nth
        else:
            assert (day + timedelta(weeks=1)).month != day.month, "a fifth one is the last"


def test_the_second_thursday_and_the_last_saturday() -> None:
    second = Pattern("monthly", 1, date(2026, 1, 8)).days()
    assert list(islice(second, 4)) == [date(2026, 1, 8), date(2026, 2, 12), date(2026, 3, 12), date(2026, 4, 9)]
    last = Pattern("monthly", 1, date(2026, 1, 31)).days()
    assert list(islice(last, 4)) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 25)]


@given(first=DAYS, weeks=st.integers(0, 60), repeats=st.sampled_from(["weekly", "monthly", "never"]))
def test_the_last_day_counts_and_none_after_it(first: date, weeks: int, repeats: str) -> None:
    last = first + timedelta(weeks=weeks)
    days = Pattern(repeats, 1, first).days_up_to(last)
    assert days[0] == first
    assert days[-1] <= last
    assert days == list(Pattern(repeats, 1, first, until=last).days())[: len(days)]
    if repeats == "weekly":
        assert days[-1] == last


def test_what_happens_once_has_one_day() -> None:
    assert list(Pattern("never", 1, date(2026, 5, 4)).days()) == [date(2026, 5, 4)]
