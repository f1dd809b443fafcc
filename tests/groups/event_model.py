"""Who must be reminded of an event, and when, worked out without a database: the model of test_event_life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

MINUTE, CATCH_UP = timedelta(minutes=1), timedelta(days=2)
PEOPLE = 4
LEADS = ((1440, 120), (120,), (600, 120, 40), (2880, 1440))
Key = tuple[int, int, int]  # who, lead, start


@dataclass
class Member:
    going_since: int | None = None
    inside: bool = True
    leads: tuple[int, ...] = LEADS[0]
    had: set[int] = field(default_factory=lambda: set(LEADS[0]))  # all leads so far: rows know the next of then


@dataclass
class Model:
    """In minutes since the beginning. Starts lie at fives, everything else happens at tens: nothing falls together."""

    start: int
    now: int = 0
    stands: bool = True
    timed_at: int = -100_000
    people: list[Member] = field(default_factory=lambda: [Member() for _ in range(PEOPLE)])
    sent: set[Key] = field(default_factory=set)

    def open(self, *, surely: bool) -> set[Key]:
        """What a whole round of the clock may send now; `surely`: and must, unless it was sent before."""
        if not self.stands or self.start <= self.now:
            return set()
        return {
            (who, lead, self.start)
            for who, one in enumerate(self.people)
            if one.inside and one.going_since is not None
            for lead in one.leads
            if self._is_time(one, lead, surely=surely)
        }

    def _is_time(self, one: Member, lead: int, *, surely: bool) -> bool:
        assert one.going_since is not None
        due = self.start - lead
        nexts = [other for other in (one.had if surely else one.leads) if other < lead]
        ends = self.start - max(nexts, default=0) if surely or nexts else self.start
        if not surely:
            return due <= self.now
        fresh = due >= max(one.going_since, self.timed_at) and due > self.now - CATCH_UP // MINUTE
        return fresh and due <= self.now < ends
