"""What was said, by words in it: over the rooms that a person is in, within their window of each, and nothing else
(trust.md R43). Who may see a message is asked before it is looked at; nothing is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from community import prepared
from community.errors import SnugError
from community.models import Person
from messaging.access.folding import folded_by
from messaging.access.rooms import Present

MOST_MS = 2_000


class TookTooLong(SnugError):
    """Narrower questions are answered."""

    code, status = "search_too_long", 503
    words = _("That took too long. Look for a longer word, or only in one conversation or in fewer days.")


@dataclass(frozen=True, slots=True)
class Wish:
    """All `terms` (see `messaging/bare.py`) must occur. The rest narrows: a group's space, a room, the author's
    profile, a stretch of time (`until` not included), and the last hit of the page before (its time and id)."""

    terms: Sequence[str]
    space: UUID | None = None
    room: UUID | None = None
    author: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    beyond: tuple[datetime, UUID] | None = None


class Hit(NamedTuple):
    """A message that was found; `person_id` is None for a former member."""

    room_id: UUID
    space: UUID
    kind: str
    seq: int
    mid: UUID
    at: datetime
    body: str
    actor_id: UUID | None
    person_id: UUID | None
    name: str | None
    voice: str | None


# Room by room, the newest first, each giving no more than the page takes. A room's words are read from the index
# `message_seq_once` alone, where they lie side by side in their order; the messages themselves, which lie between
# everybody else's, only where the words were found there, or are too long for it. Of what was found the newest are
# taken, and only of those it is asked who said them. By its author nothing is found once they are a former member: the
# id that others remember would gather again what no name stands at any more (trust.md R4).
_SEARCH = f"""
WITH author AS MATERIALIZED (
    SELECT id FROM community_profile WHERE id = %s AND person_id IS NOT NULL
), seat AS MATERIALIZED (
    SELECT p.room_id, p.visible_from_seq, r.space, r.kind, {folded_by()} AS folded
    FROM community_profile f
    JOIN messaging_participant p ON p.profile_id = f.id AND p.active
    JOIN messaging_room r ON r.id = p.room_id
    WHERE f.person_id = %s AND (r.kind <> 'direct' OR NOT EXISTS (
        SELECT FROM messaging_direct d WHERE d.room_id = r.id AND d.declined_at IS NOT NULL AND d.asker_id <> f.id
    )) AND (%s::uuid IS NULL OR r.space = %s) AND (%s::uuid IS NULL OR r.id = %s)
), hit AS MATERIALIZED (
    SELECT s.room_id, s.space, s.kind, w.* FROM seat s CROSS JOIN LATERAL (
        SELECT m.seq, m.id, m.created_at, m.body, m.actor_id FROM (
            SELECT i.seq FROM messaging_message i
            WHERE i.room_id = s.room_id AND i.seq > s.visible_from_seq AND i.deleted_at IS NULL
              AND (i.bare COLLATE "C" LIKE ALL (%s::text[]) OR i.bare IS NULL)
              AND (%s::uuid IS NULL OR i.actor_id = (SELECT id FROM author))
              AND (i.actor_id IS NULL OR i.actor_id <> ALL (s.folded))
              AND (%s::timestamptz IS NULL OR i.created_at >= %s) AND (%s::timestamptz IS NULL OR i.created_at < %s)
              AND (%s::timestamptz IS NULL OR i.created_at <= %s)
            ORDER BY i.seq DESC OFFSET 0
        ) i JOIN messaging_message m ON m.room_id = s.room_id AND m.seq = i.seq
        WHERE m.hidden_at IS NULL AND (%s::timestamptz IS NULL OR (m.created_at, m.id) < (%s, %s::uuid))
          AND (m.bare IS NOT NULL OR m.bare_long COLLATE "C" LIKE ALL (%s::text[]))
        ORDER BY i.seq DESC LIMIT %s
    ) w
    ORDER BY w.created_at DESC, w.id DESC LIMIT %s
)
SELECT h.room_id, h.space, h.kind, h.seq, h.id, h.created_at, h.body, f.id, f.person_id, f.name, p.voice
FROM hit h
LEFT JOIN community_profile f ON f.id = h.actor_id
LEFT JOIN messaging_participant p ON p.room_id = h.room_id AND p.profile_id = h.actor_id
ORDER BY h.created_at DESC, h.id DESC
"""  # noqa: S608 - our own words only
# Every step by its index, row after row: the first page of what is found often is there after a few.
_BOUND = f"""
SELECT set_config('statement_timeout', %s, true), {prepared.BY_KEYS}, set_config('enable_bitmapscan', 'off', true),
       set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
"""


def search(person: Person, wish: Wish, limit: int) -> list[Hit]:
    """At most `limit`, newest first; nothing of a request that the person has declined. Raises `TookTooLong`."""
    try:
        with transaction.atomic():
            _, found = prepared.rows_of([(_BOUND, [str(MOST_MS)]), (_SEARCH, _asked(person, wish, limit))])
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise TookTooLong from None
        raise
    return [Hit._make(row) for row in found]


def _asked(person: Person, wish: Wish, limit: int) -> list[Any]:
    """The values of `_SEARCH`, in order."""
    at, mid = wish.beyond or (None, None)
    patterns = [_like(term) for term in wish.terms]
    by, since, until = wish.author, wish.since, wish.until
    rooms = [person.pk, wish.space, wish.space, wish.room, wish.room]
    return [by, *rooms, patterns, by, since, since, until, until, at, at, at, at, mid, patterns, limit, limit]


def _like(term: str) -> str:
    """A pattern for what holds the term; what is special in patterns stands for itself."""
    for special in ("\\", "%", "_"):
        term = term.replace(special, f"\\{special}")
    return f"%{term}%"


_PEOPLE = """
SELECT f.id, f.name, p.voice
FROM messaging_room r
JOIN messaging_participant p ON p.room_id = r.id AND p.active
JOIN community_profile f ON f.id = p.profile_id AND f.person_id IS NOT NULL
WHERE r.space = %s AND r.kind = 'talk' ORDER BY f.name, f.id
"""


def people_of(space: UUID) -> list[Present]:
    """Who takes part in a space's conversation, by name: for who has been let in to it."""
    return [Present._make(row) for row in prepared.rows(_PEOPLE, [space])]
