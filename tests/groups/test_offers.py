"""How long an offer lasts: its clock stands still in quiet hours and ends before the start (reminders.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.notifications.quiet import Quiet
from groups.offers import OPEN_BEFORE, length_of, offer_until, slept_through

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT, NEVER = Quiet(), Quiet(time(0), time(0))
STEP = timedelta(minutes=15)
QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    """Quiet hours of at most 14 hours, or none."""
    start, length = draw(QUARTERS), draw(st.integers(0, 14 * 4)) * STEP
    return Quiet(start, (datetime.combine(date(2024, 1, 1), start) + length).time())


@settings(max_examples=300, deadline=None)
@given(
    now=st.integers(0, 3 * 365 * 96).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + n * STEP),
    ahead=st.integers(0, 12 * 96).map(lambda n: n * STEP),
    quiet=quiets(),
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
)
def test_an_offer_runs_its_length_of_waking_time_or_until_the_places_open(
    now: datetime, ahead: timedelta, quiet: Quiet, zone: ZoneInfo
) -> None:
    until, last = offer_until(now, now + ahead, quiet, zone), now + ahead - OPEN_BEFORE
    if now >= last:
        assert until is None
        return
    assert until is not None
    assert now < until <= last
    awake = _awake(now, until, quiet, zone)
    assert awake <= length_of(ahead)
    if until < last:
        assert awake == length_of(ahead)
        assert quiet.around(until - timedelta(seconds=1), zone) is None


@pytest.mark.parametrize(
    ("now", "starts", "quiet", "until"),
    [
        ("01 10:00", "05 18:00", NEVER, "02 10:00"),  # a day
        ("01 10:00", "05 18:00", NIGHT, "02 19:00"),  # of waking hours
        ("01 10:00", "03 10:00", NEVER, "02 10:00"),  # two days before: still a day
        ("01 10:00", "03 09:59", NEVER, "01 12:00"),
        ("01 12:00", "01 18:00", NEVER, "01 14:00"),
        ("01 12:01", "01 18:00", NEVER, "01 12:31"),
        ("01 21:50", "02 18:00", NIGHT, "02 08:50"),
        ("01 23:00", "02 07:00", NIGHT, "02 06:15"),  # asleep until the places open
        ("01 17:00", "01 18:00", NEVER, "01 17:15"),
        ("01 17:14", "01 18:00", NEVER, "01 17:15"),
        ("01 17:15", "01 18:00", NEVER, None),
        ("01 19:00", "01 18:00", NEVER, None),
    ],
)
def test_how_long_an_offer_lasts(now: str, starts: str, quiet: Quiet, until: str | None) -> None:
    found = offer_until(_at(now), _at(starts), quiet, BERLIN)
    assert found == (_at(until) if until else None)


@pytest.mark.parametrize(
    ("since", "until", "quiet", "slept"),
    [
        ("01 23:00", "02 06:15", NIGHT, True),
        ("01 22:00", "02 07:00", NIGHT, True),
        ("01 21:59", "02 06:15", NIGHT, False),
        ("01 23:00", "02 07:01", NIGHT, False),
        ("01 23:00", "02 06:15", NEVER, False),
    ],
)
def test_an_offer_is_slept_through_only_where_not_a_minute_of_it_was_waking(
    since: str, until: str, quiet: Quiet, slept: bool
) -> None:
    assert slept_through(_at(since), _at(until), quiet, BERLIN) is slept


def test_the_night_of_a_changed_clock_counts_as_long_as_it_is() -> None:
    evening = datetime(2026, 3, 28, 21, 0, tzinfo=BERLIN)  # the clock skips an hour of this night
    until = offer_until(evening, evening + timedelta(days=1), NIGHT, BERLIN)
    assert until == datetime(2026, 3, 29, 8, 0, tzinfo=BERLIN)


def _awake(now: datetime, until: datetime, quiet: Quiet, zone: ZoneInfo) -> timedelta:
    steps = range(int((until - now) / STEP))
    return sum((STEP for n in steps if quiet.around(now + n * STEP, zone) is None), timedelta())


def _at(given: str) -> datetime:
    return datetime.strptime(f"2026-06-{given}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)
