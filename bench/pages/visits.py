"""Who opens what: a fixed sample of readers, from those with one small crew to those with ten and with very long rooms.

Chosen by the database, in the order of ids: the same seed gives the same readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from messaging.pages import PAGE

OF_EACH = 8


@dataclass(frozen=True)
class Goal:
    """A line of performance.md "Pages": milliseconds of server time, queries; None where it names none."""

    ms: float
    queries: int | None


@dataclass(frozen=True)
class Visit:
    """One request: who, and the path."""

    person: Any
    path: str


@dataclass(frozen=True)
class Kind:
    """Visits of one kind, to be gone through in turn."""

    name: str
    goal: Goal
    visits: list[Visit]

    def turns(self) -> Iterator[Visit]:
        return cycle(self.visits)


CONVERSATION, HOME, API = Goal(25, 12), Goal(15, 8), Goal(15, None)
SEARCH = Goal(50, None)
# What one looks for, by what it is like. The last stands nowhere, so that all that one may read is gone through.
LOOKED_FOR = {
    "a common word": "bridge",
    "two words": "crane+tues",
    "a rare word": "kaleido",
    "CJK": quote("火曜日"),
    "no match": "zanzibar",
}

_PLACES = """
SELECT f.person_id, g.slug, p.room_id, r.last_seq, p.visible_from_seq, p.read_seq, held.groups, f.id
FROM messaging_participant p
JOIN messaging_room r ON r.id = p.room_id AND r.kind = 'talk'
JOIN community_profile f ON f.id = p.profile_id
JOIN groups_group g ON g.id = r.space
JOIN LATERAL (
    SELECT count(*) AS groups FROM community_profile o JOIN groups_membership m ON m.profile_id = o.id
    WHERE o.person_id = f.person_id AND m.ended_at IS NULL
) held ON true
WHERE p.active AND {condition} ORDER BY f.id LIMIT %s
"""
_PAGE_FULL = f"r.last_seq - GREATEST(p.visible_from_seq, g.active_count) > {PAGE} AND r.last_seq - p.read_seq < {PAGE}"
SMALL = f"{_PAGE_FULL} AND g.size_cap <= 50 AND held.groups = 1 AND r.last_seq < 3000"
LARGE = f"{_PAGE_FULL} AND r.last_seq > 100000"
HEAVY = f"{_PAGE_FULL} AND held.groups = 10"
FAR_BEHIND = "r.last_seq > 100000 AND r.last_seq - p.read_seq > 1000"
LIVELY = "r.last_seq > 100000 AND p.voice = 'captain'"
LONG_WINDOW = "r.last_seq > 100000 AND p.visible_from_seq < 1000"


@dataclass(frozen=True)
class _Place:
    person: Any
    slug: str
    room: Any
    last_seq: int
    window: int
    read_seq: int
    groups: int
    profile: Any

    @property
    def page(self) -> str:
        return f"/g/{self.slug}/"

    @property
    def messages(self) -> str:
        return f"/api/v1/rooms/{self.room}/messages?limit={PAGE}"

    @property
    def search(self) -> str:
        return f"{self.page}search/"


def visits() -> list[Kind]:
    """Every page and answer that performance.md gives a figure for, and their hardest cases."""
    usual = [place for three in zip(*map(_places, (SMALL, LARGE, HEAVY)), strict=True) for place in three]
    far, long = _places(FAR_BEHIND), _places(LONG_WINDOW)
    deep = [(place, place.last_seq * part // 10) for place in long for part in (2, 5, 8)]
    return [
        Kind("Conversation, newest 50", CONVERSATION, [Visit(one.person, one.page) for one in usual]),
        Kind("Conversation, first unread far back", CONVERSATION, [Visit(one.person, one.page) for one in far]),
        Kind(
            "Conversation, `?before=` deep in 100,000",
            CONVERSATION,
            [Visit(one.person, f"{one.page}?before={seq}") for one, seq in deep],
        ),
        Kind("Groups list", HOME, [Visit(one.person, "/") for one in usual]),
        Kind("API: newest 50 messages", API, [Visit(one.person, one.messages) for one in usual]),
        Kind(
            "API: 50 messages deep in 100,000",
            API,
            [Visit(one.person, f"{one.messages}&before={seq}") for one, seq in deep],
        ),
        Kind("API: rooms with unread counts", API, [Visit(one.person, "/api/v1/rooms") for one in usual]),
        *_searches(_places(LIVELY, 3), _places(HEAVY)),
    ]


def _searches(lively: list[_Place], heavy: list[_Place]) -> Iterator[Kind]:
    """By captains on the page of a group of 100,000 messages, all of which they may read, and by people in ten groups
    over all of them."""
    for like, words in LOOKED_FOR.items():
        asked = [Visit(one.person, f"{one.search}?q={words}") for one in lively]
        yield Kind(f"Search by a captain in 100,000: {like}", SEARCH, asked)
    narrowed = f"q=bridge&until={timezone.now().date() - timedelta(days=200)}&who="
    asked = [Visit(one.person, f"{one.search}?{narrowed}{one.profile}") for one in lively]
    yield Kind("Search by a captain in 100,000: a common word, by one person, until a day", SEARCH, asked)
    for like, words in LOOKED_FOR.items():
        asked = [Visit(one.person, f"/api/v1/search?q={words}") for one in heavy]
        yield Kind(f"API: search in ten groups: {like}", SEARCH, asked)


def _places(condition: str, count: int = OF_EACH) -> list[_Place]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(condition=condition), [count])
        found = [_Place(*row) for row in cursor.fetchall()]
    if len(found) != count:
        raise SystemExit(f"The seed has too few readers with: {condition}")
    return found
