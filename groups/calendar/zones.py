"""A zone in the words of a calendar file: its offsets over some years, as VTIMEZONE.

Taken from the very tables that gave the instants. The library makes such blocks, too, but searches by the wall clock,
which cannot see an hour that is skipped: its onsets of summer time stand an hour late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)  # nowhere do clocks change twice within a day
_SECOND = timedelta(seconds=1)


class Offset(NamedTuple):
    """What a zone's clock shows at a time: how far from UTC, how much of it is summer time, what it is called."""

    utc: timedelta
    saved: timedelta
    name: str


class Onset(NamedTuple):
    """From `at` on (UTC) the clock shows `after`; just before, `before`."""

    at: datetime
    before: Offset
    after: Offset


def block(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The zone from the year before `first` to the year after `last`: some programs look for a whole cycle."""
    return _block(zone, first.astimezone(UTC).year - 1, last.astimezone(UTC).year + 1)


def comes_twice(local: datetime) -> bool:
    """Whether the clock shows this once more within hours, so that it alone does not say when."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@lru_cache(maxsize=256)
def _block(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    begin, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    at_first = _offset(zone, begin)
    onsets = [Onset(begin, at_first, at_first), *_onsets(zone, begin, end)]
    # Where winter is the exception in the tables (Dublin, Casablanca), the later clock is summer to calendars all the
    # same.
    least = min(onset.after.saved for onset in onsets)
    made = Timezone()
    made.add("TZID", zone.key)
    for onset in onsets:
        made.add_component(_observance(onset, is_summer=onset.after.saved > least))
    return made


def _onsets(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Onset]:
    at = begin
    while at < end:
        beyond = at + _STEP
        if _offset(zone, beyond) != _offset(zone, at):
            yield _onset_within(zone, at, beyond)
        at = beyond


def _onset_within(zone: ZoneInfo, at: datetime, beyond: datetime) -> Onset:
    before, after = _offset(zone, at), _offset(zone, beyond)
    while beyond - at > _SECOND:
        middle = at + timedelta(seconds=(beyond - at) // _SECOND // 2)
        at, beyond = (middle, beyond) if _offset(zone, middle) == before else (at, middle)
    return Onset(beyond, before, after)


def _offset(zone: ZoneInfo, at: datetime) -> Offset:
    local = at.astimezone(zone)
    utc = local.utcoffset()
    assert utc is not None
    return Offset(utc, local.dst() or timedelta(), local.tzname() or zone.key)


def _observance(onset: Onset, *, is_summer: bool) -> TimezoneStandard | TimezoneDaylight:
    made = TimezoneDaylight() if is_summer else TimezoneStandard()
    made.add("DTSTART", (onset.at + onset.before.utc).replace(tzinfo=None))  # on the clock that is about to change
    made.add("TZOFFSETFROM", onset.before.utc)
    made.add("TZOFFSETTO", onset.after.utc)
    made.add("TZNAME", onset.after.name)
    return made
