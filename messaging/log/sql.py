"""The statements of the write path. Each takes a whole batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from community import prepared
from messaging.bare import kept
from messaging.closed import closed
from messaging.log.entries import Draft, Facts, Kind, Stored
from moderation.policy.share import WINDOW

STATEMENT_MS = "2000"  # nothing slow between lock and COMMIT (realtime.md "The one write path")


class Wait(Enum):
    """For rooms that somebody else holds, in milliseconds. Busy processes hold them in turns, each for a few; that is
    worth a moment, since a room passed over costs a transaction of its own. A room that is stuck is passed over."""

    NEVER = 0
    MOMENT = 50
    LONG = 1000
    AS_CALLER = -1  # whose transaction it is


# Until the end of this transaction: ends a statement or a wait for a lock that would hold others up.
_BOUND = f"""
SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true), {prepared.BY_KEYS}
"""

_LOCK = "SELECT id, last_seq FROM messaging_room WHERE id = ANY(%t::uuid[]) ORDER BY id FOR NO KEY UPDATE"

# The inner limits hold nothing back, keys being unique; they keep the look-ups what they are, one by one by their
# index, however large the rooms. A cid is its author's alone. Whose a faded entry was its message says, whose author it
# keeps; asked only where one is found. Not of reactions and votes: their message is somebody else's.
# What was said of late is asked for the brand, and where somebody is to go slowly, alone: for others the CASE is all
# there is.
_FACTS = f"""
SELECT i.n - 1, r.id, r.kind, f.id, f.person_id, f.name, p.id, p.active, p.voice, p.muted_until, p.slow_until,
       CASE WHEN p.slow_until > now() OR r.slow_until > now() THEN (
           SELECT created_at FROM messaging_message WHERE room_id = r.id AND actor_id = f.id ORDER BY seq DESC LIMIT 1
       ) END,
       CASE WHEN r.slow_until > now() THEN r.slow_s END, CASE WHEN r.locked_until > now() THEN r.locked_until END,
       p.visible_from_seq, r.brand_paused_until, CASE WHEN p.voice = 'brand' THEN ARRAY(
           SELECT EXISTS (
               SELECT FROM messaging_participant b
               WHERE b.room_id = r.id AND b.profile_id = m.actor_id AND b.voice = 'brand'
           ) FROM (
               SELECT actor_id, seq FROM messaging_message WHERE room_id = r.id ORDER BY seq DESC LIMIT {WINDOW}
           ) m ORDER BY m.seq DESC
       ) END,
       e.seq, e.cid_mac, e.message_id, e.kind, h.id, {closed()}
FROM unnest(%t::uuid[], %t::uuid[], %t::uuid[], %t::uuid[]) WITH ORDINALITY AS i(room, person, profile, cid, n)
JOIN messaging_room r ON r.id = i.room
LEFT JOIN LATERAL (
    (SELECT id, person_id, name FROM community_profile WHERE person_id = i.person AND space = r.space LIMIT 1)
    UNION ALL
    (SELECT id, person_id, name FROM community_profile WHERE id = i.profile LIMIT 1)
) f ON true
LEFT JOIN LATERAL (
    SELECT * FROM messaging_participant WHERE room_id = r.id AND profile_id = f.id LIMIT 1
) p ON true
LEFT JOIN LATERAL (
    SELECT seq, cid_mac, message_id, kind FROM messaging_roomevent h
    WHERE room_id = r.id AND cid = i.cid AND (
        actor_id = f.id OR actor_id IS NULL AND kind NOT IN ('react', 'poll') AND (
            SELECT m.actor_id FROM messaging_message m WHERE m.id = h.message_id LIMIT 1
        ) = f.id
    )
    ORDER BY actor_id NULLS LAST LIMIT 1
) e ON true
LEFT JOIN LATERAL (
    SELECT id FROM messaging_pending WHERE room_id = r.id AND actor_id = f.id AND cid = i.cid LIMIT 1
) h ON true
"""  # noqa: S608 - our own number only

# One statement for all of it: the rooms' new numbers, the words, how far their authors have now read, the log itself.
_STORE = """
WITH entry AS (
    SELECT * FROM unnest(
        %t::uuid[], %t::bigint[], %b::text[], %t::uuid[], %t::uuid[], %t::bigint[], %t::uuid[], %b::bytea[],
        %b::text[], %t::timestamptz[], %b::text[], %b::text[], %b::text[], %t::bigint[], %t::bigint[]
    ) AS entry(room, seq, kind, message, actor, "of", cid, mac, data, at, body, bare, bare_long, participant, answered)
), numbered AS (
    UPDATE messaging_room r SET last_seq = v.seq
    FROM (SELECT room, max(seq) AS seq FROM entry GROUP BY room) v WHERE r.id = v.room
), said AS (
    INSERT INTO messaging_message (id, room_id, seq, actor_id, body, bare, bare_long, created_at, version, reply_to)
    SELECT message, room, seq, actor, body, bare, bare_long, at, 1, answered FROM entry WHERE kind = 'msg.new'
), read AS (
    UPDATE messaging_participant p SET read_seq = GREATEST(p.read_seq, v.seq)
    FROM (SELECT participant, max(seq) AS seq FROM entry WHERE kind = 'msg.new' GROUP BY participant) v
    WHERE p.id = v.participant
)
INSERT INTO messaging_roomevent (room_id, seq, kind, message_id, actor_id, "of", cid, cid_mac, data, created_at)
SELECT room, seq, kind, message, actor, "of", cid, mac, data::jsonb, at FROM entry
"""


def begin(rooms: Collection[UUID], drafts: Sequence[Draft], wait: Wait) -> tuple[dict[UUID, int], dict[int, Facts]]:
    """Locks the rooms, in ascending order, then reads the facts; unless it is the caller's, nothing of this transaction
    takes long.

    Facts are read by a statement of its own, after the locks: a waiting statement keeps its old snapshot, and would
    accept the message of somebody removed meanwhile. Returns the rooms' last numbers and the facts by the draft's place
    in the batch. Missing: rooms that do not exist or, with `Wait.NEVER`, are held by somebody else.
    """
    statements = [lock_of(rooms, skip_locked=wait is Wait.NEVER), (_FACTS, _who(drafts))]
    if wait is not Wait.AS_CALLER:
        statements.insert(0, (_BOUND, [STATEMENT_MS, str(wait.value or Wait.LONG.value)]))
    *_, locked, known = prepared.rows_of(statements)
    return dict(locked), {n: Facts(*columns) for n, *columns in known}


def lock_of(rooms: Iterable[UUID], *, skip_locked: bool = False) -> tuple[str, list[Any]]:
    return _LOCK + (" SKIP LOCKED" if skip_locked else ""), [uuids(rooms)]


def _who(drafts: Sequence[Draft]) -> list[Any]:
    columns = zip(*((d.room_id, d.person_id, d.profile_id, d.cid) for d in drafts), strict=True)
    return [uuids(column) for column in columns]


def store(entries: Sequence[Stored], data: Sequence[str], *, commit: bool = False) -> None:
    """Numbers, messages and events, `data` being the events' JSON; authors have read what they wrote. `commit`: nothing
    follows in this transaction."""
    rows = map(_row, entries)
    columns = list(zip(*rows, strict=True))
    room, seq, kind, message, actor, of, cid, mac, at, body, bare, bare_long, participant, answered = columns
    of_what = [uuids(message), uuids(actor), numbers(of), uuids(cid), list(mac), data, times(at)]
    said = [list(body), list(bare), list(bare_long), numbers(participant), numbers(answered)]
    prepared.run(_STORE, [uuids(room), numbers(seq), list(kind), *of_what, *said], commit=commit)


_NOTHING = (None, None)


def _row(entry: Stored) -> tuple[Any, ...]:
    draft, facts = entry.draft, entry.facts
    said = draft.kind is Kind.MESSAGE
    return (
        draft.room_id,
        entry.seq,
        draft.kind.value,
        entry.mid,
        facts.profile_id,
        facts.words.seq if facts.words else None,
        draft.cid,
        draft.mac,
        entry.at,
        draft.body if said else None,
        *(kept(draft.body, draft.poll.options if draft.poll else ()) if said else _NOTHING),
        # Who is let in after a while has not read what others said meanwhile.
        facts.participant_id if said and draft.pending is None else None,
        facts.answered.seq if facts.answered else None,
    )


# Arrays as PostgreSQL reads them (placeholder %t): made four times as quickly as psycopg makes them of lists.


def uuids(values: Iterable[UUID | None]) -> str:
    return _array(["NULL" if value is None else value.hex for value in values])


def numbers(values: Iterable[int | None]) -> str:
    return _array(["NULL" if value is None else str(value) for value in values])


def times(values: Iterable[datetime]) -> str:
    return _array([value.isoformat() for value in values])


def _array(words: Sequence[str]) -> str:
    return "{" + ",".join(words) + "}"


def run(statement: str, columns: Iterable[Sequence[Any]]) -> None:
    """One statement for rows given column by column."""
    prepared.run(statement, [list(column) for column in columns])
