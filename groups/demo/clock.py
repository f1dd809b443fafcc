"""When people talk: days of runs, hours of the day, pauses between two lines."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groups.demo.cast import ZONE

BERLIN = ZoneInfo(ZONE)
# Weekday (Monday is 0) to the start of the run, by emblem of the group.
RUNS: dict[str, dict[int, time]] = {
    "anchor": {1: time(18, 30), 3: time(18, 30), 5: time(9, 0)},
    "trees": {6: time(9, 30)},
    "mountain": {2: time(19, 0)},
}
# Hours (from, to) in which a scene of the kind begins, on any day.
HOURS = {
    "morning": (6.0, 8.6),
    "noon": (11.6, 14.0),
    "evening": (18.5, 21.6),
    "late": (21.7, 23.4),
    "any": (8.0, 22.0),
    "plan": (8.0, 21.5),
    "notice_hour": (7.5, 9.0),
}


@dataclass(frozen=True, slots=True)
class Run:
    """The next run as seen from some moment."""

    start: datetime

    def day(self, names: tuple[str, ...]) -> str:
        return names[self.start.weekday()]


def next_run(emblem: str, after: datetime) -> Run:
    day = after.astimezone(BERLIN).date()
    for ahead in range(8):
        start = run_on(emblem, day + timedelta(days=ahead))
        if start is not None and start > after:
            return Run(start)
    raise LookupError(emblem)


def run_on(emblem: str, day: date) -> datetime | None:
    start = RUNS[emblem].get(day.weekday())
    return datetime.combine(day, start, BERLIN) if start else None


def window(kind: str, emblem: str, day: date) -> tuple[datetime, datetime] | None:
    """Between when a scene of this kind may begin on that day; None where it does not fit."""
    run = run_on(emblem, day)
    if kind in ("before", "after"):
        if run is None:
            return None
        if kind == "before":
            return max(run - timedelta(hours=9), _at(day, 6.5)), run - timedelta(minutes=50)
        return run + timedelta(minutes=95), run + timedelta(hours=3.5)
    if kind == "plan" and not (run_on(emblem, day + timedelta(days=1)) or run_on(emblem, day + timedelta(days=2))):
        return None
    since, until = HOURS[kind]
    return _at(day, since), _at(day, until)


def pause(dice: random.Random) -> timedelta:
    """Between two lines of one exchange: mostly a minute or two, now and then a quarter of an hour."""
    return timedelta(seconds=min(15 + dice.expovariate(1 / 95) * dice.choice((0.4, 1, 1, 2.5)), 1500))


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(0), BERLIN) + timedelta(hours=hour)
