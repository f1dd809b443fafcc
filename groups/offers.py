"""Offers of a place to who waits for one: how long each lasts, and until when there are any (reminders.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from community.notifications.quiet import Quiet, instant

# From here on a free place goes to whoever takes it first: nobody waits at home for another's answer.
OPEN_BEFORE = timedelta(minutes=45)
# How far the start is at least, and how long somebody then has to answer.
_LENGTHS = (
    (timedelta(hours=48), timedelta(hours=24)),
    (timedelta(hours=6), timedelta(hours=2)),
    (timedelta(0), timedelta(minutes=30)),
)


def open_from(starts_at: datetime) -> datetime:
    """When the last offer has ended and places are first come, first served."""
    return starts_at - OPEN_BEFORE


def length_of(ahead: timedelta) -> timedelta:
    """How long an offer lasts that is made so long before the start, while its reader may be reached."""
    return next(length for least, length in _LENGTHS if ahead >= least)


def offer_until(now: datetime, starts_at: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """When an offer that is made at `now` ends, in UTC; None: too late for any.

    Its clock stands still in the reader's quiet hours, and it never ends later than 45 min before the start.
    """
    last = open_from(starts_at).astimezone(UTC)
    if now >= last:
        return None
    at, left = now.astimezone(UTC), length_of(starts_at - now)
    while at < last:
        stretch = quiet.around(at, zone)
        if stretch is not None:
            at = stretch[1]
            continue
        begin = _next(at, quiet, zone)
        if begin is None or at + left <= begin:
            return min(at + left, last)
        left -= begin - at
        at = begin
    return last


def slept_through(since: datetime, until: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether an offer began and ended in the same quiet hours: its reader could not know of it."""
    stretch = quiet.around(since, zone)
    return stretch is not None and until <= stretch[1]


def _next(at: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """When quiet hours begin next; None for who has none."""
    if quiet.start == quiet.end:
        return None
    today = at.astimezone(zone).date()
    begins = (instant(today + timedelta(days=ahead), quiet.start, zone) for ahead in range(3))
    return next((begin for begin in begins if begin > at), None)
