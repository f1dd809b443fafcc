"""Quiet hours in every zone of the world, against a model that knows only the clock on the wall, minute by minute."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.notifications.quiet import (
    BEFORE,
    ENOUGH,
    LONGEST,
    URGENT_BEFORE,
    Quiet,
    instant,
    plan_change_at,
    plan_send_at,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The moments of that year at which the zone's clocks are put on or back, to the minute."""
    found = []
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        later = at + DAY
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            found.append(_first_minute(zone, at, later))
        at = later
    return found


def _first_minute(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > MINUTE:
        middle = before + (after - before) // 2 // MINUTE * MINUTE
        same = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, after = (middle, after) if same else (before, middle)
    return after


ALL = sorted(available_timezones() - {"localtime", "Factory"})
CHANGING = {name: found for name in ALL if (found := changes(ZoneInfo(name), 2026))}
ODD = {  # half an hour, a quarter, days that never were, an hour twice over
    "Australia/Lord_Howe": changes(ZoneInfo("Australia/Lord_Howe"), 2026),
    "Asia/Kathmandu": changes(ZoneInfo("Asia/Kathmandu"), 1985),
    "Pacific/Apia": changes(ZoneInfo("Pacific/Apia"), 2011),
    "Pacific/Kwajalein": changes(ZoneInfo("Pacific/Kwajalein"), 1993),
    "Pacific/Kiritimati": changes(ZoneInfo("Pacific/Kiritimati"), 1994),
    "Antarctica/Troll": changes(ZoneInfo("Antarctica/Troll"), 2026),
    "Europe/Berlin": changes(ZoneInfo("Europe/Berlin"), 1945),
}
assert all(ODD.values())


@st.composite
def moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone, and a moment within a day and a half of a change of its clocks."""
    odd = draw(st.booleans())
    name = draw(st.sampled_from(sorted(ODD if odd else CHANGING)))
    around = draw(st.sampled_from((ODD if odd else CHANGING)[name]))
    return ZoneInfo(name), around + draw(st.integers(-36 * 60, 36 * 60)) * MINUTE


def walls() -> st.SearchStrategy[time]:
    return st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 1, 15, 29, 30, 45, 59]))


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    """As the form allows: none, or at most fourteen hours on the wall."""
    start = draw(walls())
    length = draw(st.integers(0, int(LONGEST / MINUTE))) * MINUTE
    return Quiet(start, (datetime.combine(date(2000, 1, 1), start) + length).time())


# ---- the model -----------------------------------------------------------------------------------------------------


@functools.cache
def first_shown(zone: ZoneInfo, wall: datetime) -> datetime:
    """By walking minute by minute: the first at which the clock there shows `wall`; of a time that it skips, the first
    at which it shows as much later as it skips."""
    at, shown = wall.replace(tzinfo=UTC) - 15 * HOUR, wall - DAY
    while True:
        before, shown = shown, at.astimezone(zone).replace(tzinfo=None)
        if shown == wall:
            return at
        if shown > wall:
            wall += shown - before - MINUTE
            continue
        at += MINUTE


def stretches(quiet: Quiet, zone: ZoneInfo, at: datetime) -> list[tuple[datetime, datetime]]:
    """All around these days."""
    if quiet.start == quiet.end:
        return []
    found = []
    for n in range(-3, 3):
        day = at.astimezone(zone).date() + n * DAY
        end_day = day if quiet.start < quiet.end else day + DAY
        begin, end = (datetime.combine(*on) for on in ((day, quiet.start), (end_day, quiet.end)))
        found.append((first_shown(zone, begin), first_shown(zone, end)))
    return found


def holds(found: Sequence[tuple[datetime, datetime]], at: datetime) -> bool:
    return any(begin <= at < end for begin, end in found)


def shows_quiet(quiet: Quiet, wall: time) -> bool:
    """What everybody reads off the wall, where no change of clocks touches the two ends."""
    if quiet.start < quiet.end:
        return quiet.start <= wall < quiet.end
    return quiet.start != quiet.end and not quiet.end <= wall < quiet.start


def walked_out(quiet: Quiet, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
    """The first minute of this quiet, and the first after it."""
    found, begin, end = stretches(quiet, zone, at), at, at
    while holds(found, begin - MINUTE):
        begin -= MINUTE
    while holds(found, end):
        end += MINUTE
    return begin, end


# ---- what must hold ------------------------------------------------------------------------------------------------


@given(moments(), walls())
@settings(max_examples=300, deadline=None)
def test_a_time_on_the_wall_is_when_a_walk_through_that_day_first_meets_it(
    moment: tuple[ZoneInfo, datetime], clock: time
) -> None:
    zone, at = moment
    day = at.astimezone(zone).date()
    assert instant(day, clock, zone) == first_shown(zone, datetime.combine(day, clock))


@pytest.mark.parametrize(
    ("zone", "day", "clock", "there"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "29 03:30 +0200"),  # was skipped
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "25 02:30 +0200"),  # came twice
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "04 02:45 +1100"),  # skips half an hour
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "05 01:45 +1100"),
        ("Pacific/Apia", date(2011, 12, 30), time(7), "31 07:00 +1400"),  # a day that never was
        ("America/New_York", date(2026, 7, 1), time(0), "01 00:00 -0400"),
    ],
)
def test_times_that_do_not_exist_move_on_and_of_those_that_come_twice_the_first_counts(
    zone: str, day: date, clock: time, there: str
) -> None:
    assert instant(day, clock, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).strftime("%d %H:%M %z") == there


@given(moments(), quiets())
@settings(max_examples=300, deadline=None)
def test_the_stretch_around_a_moment_is_the_one_that_a_walk_finds(
    moment: tuple[ZoneInfo, datetime], quiet: Quiet
) -> None:
    zone, at = moment
    holding = [stretch for stretch in stretches(quiet, zone, at) if stretch[0] <= at < stretch[1]]
    found = quiet.around(at, zone)
    assert (found is None) == (not holding)
    assert found is None or found in holding


@pytest.mark.parametrize("quiet", [Quiet(), Quiet(time(21), time(9)), Quiet(time(12, 30), time(13, 30))])
def test_in_every_zone_it_is_quiet_when_the_clock_on_the_wall_says_so(quiet: Quiet) -> None:
    """Of all 400 zones with such a change none happens at these ends."""
    assert len(CHANGING) > 100
    wrong = []
    for name, moments_of_change in CHANGING.items():
        zone = ZoneInfo(name)
        for at in (change + n * 15 * MINUTE for change in moments_of_change for n in range(-100, 100)):
            wall = at.astimezone(zone).time()
            if (quiet.around(at, zone) is not None) != shows_quiet(quiet, wall):
                wrong.append((name, at, wall))
    assert not wrong


@given(moments(), quiets(), st.none() | st.integers(1, 60 * 60), st.integers(0, 15 * 60))
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 9 * 60 - 15, 0)
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 8 * 60 + 15, 0)
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 8 * 60 + 14, 0)
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 22, tzinfo=UTC)), Quiet(), 60, 2)
@example((ZoneInfo("Pacific/Apia"), datetime(2011, 12, 30, 10, tzinfo=UTC)), Quiet(time(19), time(0, 1)), None, 0)
@settings(max_examples=500, deadline=None)
def test_what_is_due_goes_when_the_page_on_reminders_says(
    moment: tuple[ZoneInfo, datetime], quiet: Quiet, minutes_before: int | None, ahead: int
) -> None:
    zone, due = moment
    starts_at = None if minutes_before is None else due + minutes_before * MINUTE
    now = due - ahead * MINUTE
    sent = plan_send_at(due, starts_at, quiet, zone, now)
    assert sent == plan_send_at(due, starts_at, quiet, zone, now)
    assert sent == modelled(due, starts_at, quiet, zone, now)
    if sent is None:
        return
    passes = sent == due and starts_at is not None and starts_at < walked_out(quiet, zone, due)[1]
    assert passes or not holds(stretches(quiet, zone, sent), sent)
    assert sent >= now
    if starts_at is not None:
        assert sent < starts_at
        assert sent <= due or sent + timedelta(minutes=15) <= starts_at


def modelled(due: datetime, starts_at: datetime | None, quiet: Quiet, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Reminders.md "What is sent when", and 0016, in their own order."""
    if not holds(stretches(quiet, zone, due), due):
        return due
    begin, end = walked_out(quiet, zone, due)
    if starts_at is None or starts_at - end >= timedelta(minutes=15):
        return end
    just_before = begin - timedelta(minutes=1)
    if just_before > now:
        return just_before
    return due if starts_at < end else None


@given(moments(), quiets(), st.none() | st.integers(-60, 60 * 60))
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 8 * 60)
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 11 * 60)
@example((ZoneInfo("UTC"), datetime(2026, 7, 1, 23, tzinfo=UTC)), Quiet(), 3 * 60)
@settings(max_examples=500, deadline=None)
def test_a_change_is_never_silent_and_wakes_nobody_earlier_than_it_must(
    moment: tuple[ZoneInfo, datetime], quiet: Quiet, minutes_before: int | None
) -> None:
    zone, due = moment
    starts_at = None if minutes_before is None else due + minutes_before * MINUTE
    sent = plan_change_at(due, starts_at, quiet, zone)
    if not holds(stretches(quiet, zone, due), due):
        assert sent == due
        return
    _begin, end = walked_out(quiet, zone, due)
    if starts_at is None or end <= starts_at - 3 * HOUR:
        assert sent == end
    elif due < starts_at - 3 * HOUR:
        assert sent == starts_at - 3 * HOUR
    else:
        assert sent == due


@pytest.mark.parametrize(
    ("starts", "sent"),
    [("01:30", "23:00"), ("06:59", "03:59"), ("07:00", "04:00"), ("07:14", "04:14"), ("11:00", "07:00")],
)
def test_what_is_cancelled_at_eleven_in_the_evening_is_told_before_the_morning_it_was_for(
    starts: str, sent: str
) -> None:
    zone, now = ZoneInfo("Europe/Berlin"), datetime(2026, 11, 26, 23, tzinfo=ZoneInfo("Europe/Berlin"))
    morning = datetime.combine(date(2026, 11, 27), time.fromisoformat(starts), tzinfo=zone)
    assert plan_change_at(now, morning, Quiet(), zone).astimezone(zone).strftime("%H:%M") == sent


def test_the_same_time_twice_is_no_quiet_at_all() -> None:
    zone = ZoneInfo("Europe/Berlin")
    for hour in range(24):
        at = datetime(2026, 7, 1, hour, tzinfo=zone).astimezone(UTC)
        assert Quiet(time(hour), time(hour)).around(at, zone) is None
        assert plan_send_at(at, None, Quiet(time(22), time(22)), zone, at) == at


def test_a_day_that_is_quiet_but_for_a_minute_sends_in_that_minute() -> None:
    zone, quiet = ZoneInfo("Europe/Berlin"), Quiet(time(22), time(21, 59))
    due = datetime(2026, 7, 1, 12, tzinfo=zone).astimezone(UTC)
    assert plan_send_at(due, None, quiet, zone, due) == datetime(2026, 7, 1, 21, 59, tzinfo=zone)
    assert plan_send_at(due, due + HOUR, quiet, zone, due) == due  # it starts in the same quiet hours


def test_what_the_model_was_written_from_has_not_moved() -> None:
    assert (timedelta(minutes=15), timedelta(minutes=1), timedelta(hours=14)) == (ENOUGH, BEFORE, LONGEST)
    assert timedelta(hours=3) == URGENT_BEFORE
