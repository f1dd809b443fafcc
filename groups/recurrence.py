"""On which days a pattern falls, and what a place's clock means in the world. Pure: asks no clock and no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from community.notifications.quiet import instant, zone_of

_WEEK = 7
_LAST = 5  # a month has a fifth of a weekday only sometimes: it is read as the last


@dataclass(frozen=True, slots=True)
class Pattern:
    """`repeats` as `Event.Repeats`; `interval` in weeks or months. `first` is the first day: its weekday, and for
    months which of that weekday it is, hold for all. `until` is the last day that may have one; None: without end."""

    repeats: str
    interval: int
    first: date
    until: date | None = None

    def days(self) -> Iterator[date]:
        """All days, rising; endless where the pattern is."""
        for day in self._days():
            if self.until is not None and day > self.until:
                return
            yield day

    def days_up_to(self, last: date) -> list[date]:
        """The days until `last`, which counts."""
        found = []
        for day in self.days():
            if day > last:
                break
            found.append(day)
        return found

    def _days(self) -> Iterator[date]:
        if self.repeats == "weekly":
            return (self.first + timedelta(days=_WEEK * self.interval * n) for n in count())
        if self.repeats == "monthly":
            return (_nth(self.first, self.interval * n) for n in count())
        return iter([self.first])


def span(day: date, clock: time, zone: str, minutes: int) -> tuple[datetime, datetime]:
    """From when to when, in UTC. A time that the clock skips moves forward, of one that comes twice the first counts;
    the length is real time, whatever the clocks do meanwhile."""
    start = instant(day, clock, zone_of(zone))
    return start, start + timedelta(minutes=minutes)


def _nth(first: date, months: int) -> date:
    """The same weekday of the month that many months later: the second Thursday, or the last."""
    nth = (first.day - 1) // _WEEK + 1
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    day = start + timedelta(days=(first.weekday() - start.weekday()) % _WEEK)
    if nth < _LAST:
        return day + timedelta(days=_WEEK * (nth - 1))
    fifth = day + timedelta(days=_WEEK * (_LAST - 1))
    return fifth if fifth.month == start.month else fifth - timedelta(days=_WEEK)
