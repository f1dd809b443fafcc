"""Who belongs where: people, crews, and when each came and went. The same size gives the same cast."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from groups.models import CEILING

DAY = 86_400.0
SPAN_DAYS = 300  # within the longest retention, or half of the talk would have to be deleted
LARGE_SHARE = 0.15
LEAVERS_SHARE = 0.04
QUIET_SHARE = 0.3  # read, and never say a word
SHARED_SHARE = 0.3  # crews whose charter shows newcomers what was said before


@dataclass(frozen=True)
class Size:
    """How large. Of the crews 85 % have `crew` people and 15 % three times as many; a person is in 1 to 10 of them."""

    groups: int = 1_000
    people: int = 50_000
    messages: int = 2_000_000
    long_rooms: int = 5  # a quarter of all messages, evenly
    brands: int = 4

    @property
    def crew(self) -> int:
        return max(4, self.people // self.groups)

    @property
    def large_crew(self) -> int:
        return min(CEILING, 3 * self.crew)

    @property
    def large_crews(self) -> int:
        return max(self.long_rooms, round(self.groups * LARGE_SHARE))

    @property
    def long_room(self) -> int:
        return self.messages // 4 // self.long_rooms


@dataclass(slots=True)
class Member:
    """One person in one crew. Times are seconds since 1970."""

    person: str
    profile: str
    name: str
    joined: float
    left: float | None = None
    captain: bool = False
    quiet: bool = False


@dataclass(slots=True)
class Crew:
    id: str
    number: int
    cap: int
    shared: bool
    opened: float
    members: list[Member] = field(default_factory=list)


_FIRST = (
    "Ana Ben Cara Dov Eve Finn Gesa Hal Ida Jon Kaya Lou Maya Nia Otto Pia Quinn Rosa Sam Tove Uli Vera Wim Yara Zoe"
)
_LAST = "Adler Brandt Castro Demir Ebner Farah Gross Haas Ilic Jansen Kern Lang Moritz Nolte Ortega Peters Roth Saleh"
NAMES = [f"{first} {last}" for first in _FIRST.split() for last in _LAST.split()]


def new_id(chance: random.Random) -> str:
    """A random UUID, as PostgreSQL reads it."""
    return f"{chance.getrandbits(128):032x}"


def people(size: Size, chance: random.Random) -> list[str]:
    return [new_id(chance) for _ in range(size.people)]


def crews(size: Size, persons: list[str], now: float, chance: random.Random) -> list[Crew]:
    """All crews with their members; the large ones, and among them those of the long rooms, come first."""
    opened = now - SPAN_DAYS * DAY
    found = []
    for number in range(size.groups):
        cap = size.large_crew if number < size.large_crews else size.crew
        found.append(Crew(new_id(chance), number, cap, chance.random() < SHARED_SHARE, opened + number))
    for crew, belonging in zip(found, _belonging(size, found, persons, chance), strict=True):
        crew.members = _members(crew, belonging, now, chance)
    return found


def _leavers(cap: int) -> int:
    return round(cap * LEAVERS_SHARE)


def _belonging(size: Size, found: list[Crew], persons: list[str], chance: random.Random) -> list[list[str]]:
    """Everybody in at least one crew, every seat taken: one person of a hundred in ten crews, two in five, the rest of
    the seats by people in two."""
    seats = [crew.cap + _leavers(crew.cap) for crew in found]
    taken: list[list[str]] = [[] for _ in found]
    several = _several(len(persons), sum(seats) - len(persons))
    free = list(range(len(found)))
    for n, person in enumerate(persons):
        wanted = several[n] if n < len(several) else 1
        for place in chance.sample(free, min(wanted, len(free))):
            taken[place].append(person)
            if len(taken[place]) == seats[place]:
                free.remove(place)
    for place in free:  # what few seats are left are filled by those who are not there yet
        there = set(taken[place])
        others = (person for person in persons[::-1] if person not in there)
        taken[place] += [next(others) for _ in range(seats[place] - len(taken[place]))]
    for belonging in taken:
        chance.shuffle(belonging)
    return taken


def _several(people: int, extra: int) -> list[int]:
    """In how many crews those are who are in more than one; `extra`: seats beyond one for everybody."""
    found = [10] * (people // 100) + [5] * (people // 50)
    rest = extra - sum(count - 1 for count in found)
    return found + [2] * max(0, rest)


def _members(crew: Crew, belonging: list[str], now: float, chance: random.Random) -> list[Member]:
    """The captain first. For each who leaves, one comes later: the crew is full at the end and never more than full."""
    gone = _leavers(crew.cap)
    span = now - crew.opened
    members = [
        Member(
            person, new_id(chance), chance.choice(NAMES), crew.opened + 60.0 * n, quiet=chance.random() < QUIET_SHARE
        )
        for n, person in enumerate(belonging)
    ]
    members[0].captain, members[0].quiet = True, False
    for leaver, newcomer in zip(members[1 : 1 + gone], members[crew.cap :], strict=True):
        leaver.left = crew.opened + span * chance.uniform(0.3, 0.6)
        newcomer.joined = leaver.left + span * chance.uniform(0.01, 0.3)
    return members
