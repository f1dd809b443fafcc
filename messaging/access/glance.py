"""A person's rooms at a glance: what is unread and the last words of each, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from community import prepared
from community.models import Person
from messaging.access.folding import is_folded
from messaging.access.hushed import standing_mute
from messaging.access.rooms import MOST_UNREAD, UNREAD
from messaging.models.direct import WAITS


class Glance(NamedTuple):
    """One room as its reader sees it. The last words are from within the reader's window and not by whom they
    have blocked: `body` and `at` are None where nothing was said, `actor_id` and `name` also for a former member's."""

    room_id: UUID
    space: UUID
    kind: str
    profile_id: UUID
    unread: int
    body: str | None
    at: datetime | None
    actor_id: UUID | None
    name: str | None
    seq: int | None  # of the last words
    read_seq: int
    last_seq: int  # of the room's log: all of this is as it stood there
    hushed_at: datetime | None
    hushed_until: datetime | None

    @property
    def muted(self) -> bool:
        """By the reader, for themselves."""
        return standing_mute(self.hushed_at, self.hushed_until) is not None


_GLANCE = f"""
SELECT p.room_id, r.space, r.kind, p.profile_id, {UNREAD}, l.body, l.created_at, a.id, a.name,
       l.seq, p.read_seq, r.last_seq, p.hushed_at, p.hushed_until
FROM community_profile f
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id
LEFT JOIN LATERAL (
    SELECT m.body, m.created_at, m.actor_id, m.seq FROM messaging_message m
    WHERE m.room_id = p.room_id AND m.seq > p.visible_from_seq AND m.deleted_at IS NULL AND m.hidden_at IS NULL
      AND NOT {is_folded("m.actor_id")}
    ORDER BY m.seq DESC LIMIT 1
) l ON true
LEFT JOIN community_profile a ON a.id = l.actor_id AND a.person_id IS NOT NULL
WHERE f.person_id = %s AND r.kind = ANY(%s) AND (r.kind <> 'direct' OR EXISTS (
    SELECT FROM messaging_direct d WHERE d.room_id = r.id AND (d.opened_at IS NOT NULL OR d.asker_id = f.id OR (
        d.declined_at IS NULL AND d.asked_at > now() - interval '{WAITS.days} days' AND EXISTS (
            SELECT FROM messaging_participant q WHERE q.room_id = r.id AND q.profile_id = d.asker_id AND q.active
        )
    ))
))
"""  # noqa: S608 - our own words only


def at_a_glance(person: Person, kinds: Iterable[str]) -> list[Glance]:
    """The rooms of these kinds in which the person takes part, in no order; of requests to them those that wait."""
    found = prepared.rows(_GLANCE, [MOST_UNREAD, person.pk, [str(kind) for kind in kinds]])
    return [Glance._make(row) for row in found]
