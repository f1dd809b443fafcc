"""What a page of this floor must know of the group around a room, and cannot: names, addresses, how long words live.
The floor above says how to find it; who may do what there the rules know (`moderation/ports.py`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from community.errors import NotFound
from community.models import Brand


@dataclass(frozen=True, slots=True)
class Around:
    """`url` is the group's own page, `people_url` its list of people, `who_url` where it says who can read. `lives`:
    for how long what was said then lives, by the charter."""

    space: UUID
    name: str
    brand: Brand
    zone: str
    url: str
    people_url: str
    who_url: str
    lives: Callable[[datetime], timedelta]


Finder = Callable[[Collection[UUID]], Mapping[UUID, Around]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Once; in one query, what it does not know is missing."""
    if finder not in _finders:
        _finders.append(finder)


def around(spaces: Collection[UUID]) -> dict[UUID, Around]:
    """By space."""
    found: dict[UUID, Around] = {}
    for finder in _finders if spaces else ():
        found |= finder(spaces)
    return found


def around_one(space: UUID) -> Around:
    """Raises `NotFound`."""
    found = around([space])
    if space not in found:
        raise NotFound
    return found[space]
