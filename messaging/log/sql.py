"""The statements of the write path. Each takes a whole batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.log.entries import Draft, Facts, Kind, Stored

STATEMENT_MS, LOCK_MS = 2000, 1000  # nothing slow between lock and COMMIT (realtime.md "The one write path")

_FACTS = """
SELECT i.n, r.id, r.kind, r.brand_id, r.space,
       f.id, f.person_id, f.name, p.id, p.active, p.voice, p.muted_until, p.visible_from_seq,
       e.seq, e.kind, e.cid_mac, e.message_id
FROM unnest(%s::int[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[]) AS i(n, room, person, profile, cid)
JOIN messaging_room r ON r.id = i.room
LEFT JOIN LATERAL (
    SELECT id, person_id, name FROM community_profile WHERE person_id = i.person AND space = r.space
    UNION ALL
    SELECT id, person_id, name FROM community_profile WHERE id = i.profile
) f ON true
LEFT JOIN messaging_participant p ON p.room_id = r.id AND p.profile_id = f.id
LEFT JOIN messaging_roomevent e ON e.room_id = r.id AND e.cid = i.cid AND (e.actor_id = f.id OR e.actor_id IS NULL)
ORDER BY i.n, e.actor_id NULLS LAST
"""

_NUMBERS = """
UPDATE messaging_room r SET last_seq = v.seq FROM unnest(%s::uuid[], %s::bigint[]) AS v(id, seq) WHERE r.id = v.id
"""

_INSERT_MESSAGES = """
INSERT INTO messaging_message (id, room_id, seq, actor_id, body, created_at, version)
SELECT v.*, 1 FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::uuid[], %s::text[], %s::timestamptz[]) AS v
"""

_INSERT_EVENTS = """
INSERT INTO messaging_roomevent (room_id, seq, kind, message_id, actor_id, "of", cid, cid_mac, data, created_at)
SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::uuid[], %s::uuid[], %s::bigint[], %s::uuid[],
                     %s::bytea[], %s::jsonb[], %s::timestamptz[])
"""

# What one has written one has read.
_READ = """
UPDATE messaging_participant p SET read_seq = GREATEST(p.read_seq, v.seq)
FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, seq) WHERE p.id = v.id
"""


def bound_time() -> None:
    """Ends a statement or a wait for a lock that would hold others up; until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)",
            [str(STATEMENT_MS), str(LOCK_MS)],
        )


def facts_of(drafts: Sequence[Draft]) -> dict[int, Facts]:
    """Facts by the draft's place in the batch. Missing: no such room."""
    found: dict[int, Facts] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS,
            [
                list(range(len(drafts))),
                [draft.room_id for draft in drafts],
                [draft.person_id for draft in drafts],
                [draft.profile_id for draft in drafts],
                [draft.cid for draft in drafts],
            ],
        )
        for n, *columns in cursor.fetchall():
            # A cid may stand twice once one of its authors has faded; the author's own event comes first.
            found.setdefault(n, Facts(*columns))
    return found


def set_numbers(last: dict[UUID, int]) -> None:
    run(_NUMBERS, zip(*last.items(), strict=True))


def insert(entries: Sequence[Stored], data: Sequence[str]) -> None:
    """Messages and events, `data` being the events' JSON; authors have read what they wrote."""
    said = [entry for entry in entries if entry.draft.kind is Kind.MESSAGE]
    if said:
        run(
            _INSERT_MESSAGES,
            zip(*((e.mid, e.draft.room_id, e.seq, e.facts.profile_id, e.draft.body, e.at) for e in said), strict=True),
        )
    run(
        _INSERT_EVENTS,
        zip(*(_event_row(entry, text) for entry, text in zip(entries, data, strict=True)), strict=True),
    )
    if said:
        run(_READ, zip(*{e.facts.participant_id: e.seq for e in said}.items(), strict=True))


def _event_row(entry: Stored, data: str) -> tuple[Any, ...]:
    draft, facts = entry.draft, entry.facts
    return (
        draft.room_id,
        entry.seq,
        draft.kind.value,
        entry.mid,
        facts.profile_id,
        facts.words.seq if facts.words else None,
        draft.cid,
        draft.mac,
        data,
        entry.at,
    )


def run(statement: str, columns: Iterable[Sequence[Any]]) -> None:
    """One statement for rows given column by column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in columns])
