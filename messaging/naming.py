"""Which names a text names. Plain typing is enough: an `@` at the beginning of a word and the name of somebody who is
in the room, as it is written there, large or small. Whatever else begins with `@` is only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

MOST = 20  # of one message; what more it holds is text
CAPTAIN, CREW, PERSON = "captain", "crew", "person"
UNNAMED = "@…"  # what stands in the place of a name that is nobody's any more
_AT = re.compile(r"(?<![\w@./:-])@(?=\S)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Named:
    """`start` and `end` count code points; `profile` is None for all captains or the whole crew."""

    what: str
    profile: UUID | None
    start: int
    end: int


class Name(NamedTuple):
    """Somebody in the room."""

    name: str
    profile: UUID


def may_name(text: str) -> bool:
    """Whether it is worth asking who is in the room."""
    return "@" in text and _AT.search(text) is not None


def named_in(text: str, people: Iterable[Name]) -> tuple[Named, ...]:
    """In order; where names begin alike the longest, and of people with the same name each: whoever writes cannot tell
    them apart, so both are meant."""
    known: dict[str, list[UUID | None]] = {}
    sizes = {len(CAPTAIN), len(CREW)}
    for name, profile in people:
        known.setdefault(name.casefold(), []).append(profile)
        sizes.add(len(name))
    whats = dict.fromkeys(known, PERSON) | {CAPTAIN: CAPTAIN, CREW: CREW}
    known |= {CAPTAIN: [None], CREW: [None]}
    lengths = sorted(sizes, reverse=True)
    found: list[Named] = []
    for match in _AT.finditer(text):
        start = match.start()
        for length in lengths:
            name, end = text[start + 1 : start + 1 + length].casefold(), start + 1 + length
            if name in known and end <= len(text) and not _WORD.match(text, end):
                found += [Named(whats[name], profile, start, end) for profile in known[name]]
                break
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with another word in these places."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + UNNAMED + text[end:]
    return text
