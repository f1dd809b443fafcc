"""Reading the log: one row per event, with what is needed to show it. Used by pages, API, export and delivery alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from community import prepared
from messaging.log.media import SHAPES
from messaging.log.polls import KEPT


class Line(NamedTuple):
    """An event as read. For `msg.new` the actor is the author, also when the entry has faded; `person_id` is None for
    a former member."""

    room_id: UUID
    seq: int
    kind: str
    of: int | None
    cid: UUID | None
    data: dict[str, Any]
    at: datetime
    mid: UUID | None
    body: str | None
    version: int | None
    deleted_at: datetime | None
    actor_id: UUID | None
    person_id: UUID | None
    name: str | None
    voice: str | None
    edited_at: datetime | None
    reactions: list[dict[str, Any]] | None  # `[{emoji, by: [profile ids]}]` of a message that has some
    hidden_at: datetime | None
    media: list[dict[str, Any]] | None  # as `serializers.message` tells it, of a message that has some
    reply_seq: int | None = None  # of the message that it answers
    reply_mid: UUID | None = None
    mentions: list[dict[str, Any]] | None = None  # `[{what, profile, span: [start, end]}]` of words that name somebody
    poll: dict[str, Any] | None = None  # of a message that asks something, as `messaging/polling.py` takes it

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def hidden(self) -> bool:
        """Of what its author has taken back nothing is left to hide."""
        return self.hidden_at is not None and self.deleted_at is None


# The message that one answers is looked up for each: joined, the planner may read the whole room for each of them where
# few answer any.
_COLUMNS = """
e.room_id, e.seq, e.kind, e."of", e.cid, e.data, e.created_at, m.id, m.body, m.version, m.deleted_at,
f.id, f.person_id, f.name, p.voice, m.edited_at, x.reactions, m.hidden_at, y.media, m.reply_to,
(SELECT q.id FROM messaging_message q WHERE q.room_id = m.room_id AND q.seq = m.reply_to), z.mentions, w.poll
"""

_PEOPLE = f"""
LEFT JOIN community_profile f ON f.id = CASE WHEN e.kind = 'msg.new' THEN m.actor_id ELSE e.actor_id END
LEFT JOIN messaging_participant p ON p.room_id = e.room_id AND p.profile_id = f.id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('emoji', s.emoji, 'by', s.by) ORDER BY s.place) AS reactions FROM (
        SELECT r.emoji, min(r.place) AS place, json_agg(r.profile_id ORDER BY r.id) AS by
        FROM messaging_reaction r WHERE e.kind = 'msg.new' AND r.message_id = m.id GROUP BY r.emoji
    ) s
) x ON true
LEFT JOIN LATERAL (
    SELECT {SHAPES.format(of="m.id")} AS media WHERE e.kind IN ('msg.new', 'msg.edit')
) y ON true
LEFT JOIN LATERAL (
    SELECT json_agg(
        json_build_object('what', n.what, 'profile', n.profile_id, 'span', json_build_array(n.start, n."end"))
        ORDER BY n.start, n.id
    ) AS mentions
    FROM messaging_mention n WHERE e.kind IN ('msg.new', 'msg.edit') AND n.message_id = m.id
) z ON true
LEFT JOIN LATERAL (
    SELECT {KEPT.format(message="m")} AS poll WHERE e.kind IN ('msg.new', 'msg.edit', 'poll')
) w ON true
"""  # noqa: S608 - our own words only

_EVENTS = f"""
SELECT {_COLUMNS} FROM messaging_roomevent e LEFT JOIN messaging_message m ON m.id = e.message_id {_PEOPLE}
WHERE e.room_id = %s AND e.seq > %s AND e.seq <= %s AND (%s::text[] IS NULL OR e.kind = ANY(%s::text[]))
ORDER BY e.seq LIMIT %s
"""  # noqa: S608 - our own columns only

_MESSAGES = """
SELECT {columns} FROM (
    SELECT * FROM messaging_message WHERE room_id = %s AND seq > %s AND seq < %s ORDER BY seq {order} LIMIT %s
) m JOIN messaging_roomevent e ON e.room_id = m.room_id AND e.seq = m.seq {people} ORDER BY m.seq {order}
"""
_OLDER = _MESSAGES.format(columns=_COLUMNS, people=_PEOPLE, order="DESC")
_NEWER = _MESSAGES.format(columns=_COLUMNS, people=_PEOPLE, order="ASC")
_AROUND = f"({_OLDER}) UNION ALL ({_NEWER})"
_AT = f"""
SELECT {_COLUMNS} FROM messaging_message m JOIN messaging_roomevent e ON e.room_id = m.room_id AND e.seq = m.seq
{_PEOPLE} WHERE m.room_id = %s AND m.seq = ANY(%s::bigint[])
"""  # noqa: S608 - our own columns only
_NO_END = 2**62


def events(room_id: UUID, after: int, upto: int | None, limit: int, kinds: Sequence[str] | None = None) -> list[Line]:
    """Events with `after < seq <= upto`, oldest first."""
    wanted = list(kinds) if kinds is not None else None
    return _read(_EVENTS, [room_id, after, _NO_END if upto is None else upto, wanted, wanted, limit])


def older_messages(room_id: UUID, floor: int, before: int | None, limit: int) -> list[Line]:
    """Messages with `floor < seq < before`: the newest of them, oldest first."""
    return _read(_OLDER, [room_id, floor, _NO_END if before is None else before, limit])[::-1]


def newer_messages(room_id: UUID, after: int, limit: int) -> list[Line]:
    """Messages with seq > `after`, oldest first."""
    return _read(_NEWER, [room_id, after, _NO_END, limit])


def messages_around(room_id: UUID, floor: int, seq: int, older: int, newer: int) -> tuple[list[Line], list[Line]]:
    """At most `older` messages before that seq and above the floor, and `newer` ones from it on; both oldest first."""
    found = _read(_AROUND, [room_id, floor, seq, older, room_id, max(floor, seq - 1), _NO_END, newer])
    lines = sorted(found, key=lambda line: line.seq)
    return [line for line in lines if line.seq < seq], [line for line in lines if line.seq >= seq]


def messages_at(room_id: UUID, seqs: Sequence[int]) -> list[Line]:
    """Messages by their numbers, in the order in which they are asked for."""
    found = {line.seq: line for line in _read(_AT, [room_id, list(seqs)])}
    return [found[seq] for seq in seqs if seq in found]


def _read(statement: str, params: Sequence[Any]) -> list[Line]:
    return [_line(row) for row in prepared.rows(statement, params)]


def _line(row: tuple[Any, ...]) -> Line:
    line = Line._make(row)
    return line if isinstance(line.data, dict) else line._replace(data=json.loads(line.data))
