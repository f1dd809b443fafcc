"""The engine's own reading of the database: raw rows, a few statements, run in the pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from community import prepared
from community.tokens import keyed_mac
from messaging.access.folding import folded_by
from messaging.access.lines import Line, events
from messaging.closed import closed
from messaging.realtime import limits
from moderation import policy

_STANDING = f"""
SELECT i.room, r.last_seq, p.active, p.voice, p.visible_from_seq, f.id, f.name, e.created_at, l.data ->> 'reason',
       {folded_by()}
FROM unnest(%b::uuid[], %b::bigint[]) AS i(room, since)
LEFT JOIN messaging_room r ON r.id = i.room
LEFT JOIN community_profile f ON f.person_id = %s AND f.space = r.space
LEFT JOIN messaging_participant p ON p.room_id = r.id AND p.profile_id = f.id
LEFT JOIN messaging_roomevent e ON e.room_id = r.id AND e.seq = GREATEST(i.since, p.visible_from_seq) + 1
LEFT JOIN messaging_roomevent l ON l.room_id = r.id AND l.seq = p.left_seq
"""  # noqa: S608 - our own words only

# Of rooms that somebody follows; in the order of `PostFacts`.
_POSTING = f"""
SELECT r.id, r.kind, p.active, p.voice, p.muted_until, r.brand_paused_until, {closed()}, r.locked_until
FROM messaging_room r
JOIN community_profile f ON f.person_id = %s AND f.space = r.space
JOIN messaging_participant p ON p.room_id = r.id AND p.profile_id = f.id
WHERE r.id = ANY(%b::uuid[])
"""  # noqa: S608 - our own words only

_READERS = """
SELECT p.profile_id, p.active, p.visible_from_seq, l.data ->> 'reason'
FROM messaging_participant p LEFT JOIN messaging_roomevent l ON l.room_id = p.room_id AND l.seq = p.left_seq
WHERE p.room_id = %s AND p.profile_id = ANY(%b::uuid[])
"""

_HEADS = "SELECT id, last_seq FROM messaging_room WHERE id = ANY(%b::uuid[])"

_ENDED = """
SELECT i.room, i.profile FROM unnest(%b::uuid[], %b::uuid[]) AS i(room, profile)
WHERE NOT EXISTS (
    SELECT FROM messaging_participant p WHERE p.room_id = i.room AND p.profile_id = i.profile AND p.active
)
"""

_EPOCH = """
SELECT (SELECT system_identifier FROM pg_control_system())::text,
       substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
       (SELECT oid FROM pg_database WHERE datname = current_database())::text,
       COALESCE((SELECT value FROM messaging_logepoch WHERE id = 1)::text, '')
"""


class Standing(NamedTuple):
    """How a person stands in a room that they want to follow; all None when there is no such room for them."""

    room: UUID
    head: int | None
    active: bool | None
    voice: str | None
    visible_from: int | None
    profile_id: UUID | None
    name: str | None
    next_at: datetime | None  # when the first event that they miss was written
    ending: str | None
    folded: list[UUID]  # whom they have blocked


class Reader(NamedTuple):
    active: bool
    visible_from: int
    ending: str | None


@dataclass(frozen=True, slots=True)
class PageRead:
    lines: list[Line]
    readers: dict[UUID, Reader]

    @property
    def full(self) -> bool:
        return len(self.lines) == limits.PAGE_EVENTS


@dataclass(frozen=True, slots=True)
class Sweep:
    heads: dict[UUID, int]
    ended: set[tuple[UUID, UUID]]
    epoch: str


def standing(person_id: UUID, asked: Sequence[tuple[UUID, int | None]]) -> list[Standing]:
    rows = prepared.rows(_STANDING, [[room for room, _ in asked], [since for _, since in asked], person_id])
    return [Standing._make(row) for row in rows]


def refusals(person_id: UUID, rooms: Sequence[UUID]) -> dict[UUID, str | None]:
    """Why this person may not post there at this moment; None where they may. Rooms that they never were in are
    missing."""
    now = timezone.now()
    rows = prepared.rows(_POSTING, [person_id, list(rooms)])
    return {
        room: policy.may_post(policy.PostFacts(kind, active, voice, muted, now, paused, closed=code, locked_until=lock))
        for room, kind, active, voice, muted, paused, code, lock in rows
    }


def page(room: UUID, after: int, profiles: Sequence[UUID]) -> PageRead:
    """The next events, then who of these profiles may have them. In this order: who takes part now has done so when
    the events were read, or has come back since, which shows in their window."""
    lines = events(room, after, None, limits.PAGE_EVENTS)
    found = {row[0]: Reader(*row[1:]) for row in prepared.rows(_READERS, [room, list(profiles)])}
    return PageRead(lines, found)


def sweep(rooms: Sequence[UUID], seats: Sequence[tuple[UUID, UUID]]) -> Sweep:
    """Where these rooms stand, which of these (room, profile) no longer take part, and which log this is."""
    heads: dict[UUID, int] = dict(prepared.rows(_HEADS, [list(rooms)])) if rooms else {}
    ended = prepared.rows(_ENDED, [[room for room, _ in seats], [profile for _, profile in seats]]) if seats else []
    return Sweep(heads, {(row[0], row[1]) for row in ended}, epoch())


def epoch() -> str:
    """The log's name (realtime.md "Log epoch"): another one after a restore or failover, which may have used numbers
    again."""
    parts = [str(part) for part in prepared.rows(_EPOCH, [])[0]]
    return keyed_mac("log-epoch", *parts, settings.LOG_EPOCH_SALT).hex()[:24]
