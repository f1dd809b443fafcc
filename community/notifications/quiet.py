"""Quiet hours: when something may be sent, on its reader's own clock (reminders.md "What is sent when")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ENOUGH = timedelta(minutes=15)  # a reminder this long before the start is still of use
URGENT_BEFORE = timedelta(hours=3)  # changes of what begins within it do not wait
BEFORE = timedelta(minutes=1)
LONGEST = timedelta(hours=14)  # of quiet hours; a day without any other hours would keep all back for ever


@dataclass(frozen=True, slots=True)
class Quiet:
    """From a wall-clock time to the next one; the same twice: no quiet hours."""

    start: time = time(22)
    end: time = time(7)

    def around(self, at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The quiet stretch that holds `at`, begin and end in UTC, or None. Its end is no longer quiet."""
        if self.start == self.end:
            return None
        today = at.astimezone(zone).date()
        for back in (2, 1, 0):  # two, where a day between never was (Apia, 30 December 2011)
            day = today - timedelta(days=back)
            begin = instant(day, self.start, zone)
            end = instant(day + timedelta(days=self.end <= self.start), self.end, zone)
            if begin <= at < end:
                return begin, end
        return None


def plan_send_at(
    due: datetime, starts_at: datetime | None, quiet: Quiet, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """When to send what is due at `due` about something that starts at `starts_at`; None: silently, in the inbox alone.

    Outside quiet hours when it is due. Inside them at their end, if that leaves a quarter of an hour before the start;
    else just before they begin, while that is still to come. Too late for that, it passes if the start itself lies in
    the same quiet hours: whoever goes there is up (docs/decisions/0016).
    """
    stretch = quiet.around(due, zone)
    if stretch is None:
        return due
    begin, end = stretch
    if starts_at is None or end + ENOUGH <= starts_at:
        return end
    if begin - BEFORE > now:
        return begin - BEFORE
    return due if due < starts_at < end else None


def plan_change_at(due: datetime, starts_at: datetime | None, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When to tell of a change, due at `due`, of what starts at `starts_at`: at once; in quiet hours at their end, or
    three hours before the start where that comes first. Never silently: nobody should go there in vain
    (docs/decisions/0016).
    """
    stretch = quiet.around(due, zone)
    if stretch is None:
        return due
    end = stretch[1]
    return end if starts_at is None else max(due, min(end, starts_at - URGENT_BEFORE))


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A wall clock's time as an instant in UTC. A time that does not exist moves forward by what the clock skips; of
    one that comes twice the first counts."""
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    return local.astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone by name; UTC for one that has gone from the tables."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
