"""The newest words of a room or of several, for a card beside something else."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from community import prepared
from community.models import Person
from messaging.models.log import WORDLESS
from messaging.shown import mark


class Words(NamedTuple):
    """What somebody said; `actor_id` and `name` are None for a former member."""

    body: str
    created_at: datetime
    name: str | None
    room_id: UUID
    seq: int
    actor_id: UUID | None

    @property
    def mark(self) -> str:
        """For the web client, which keeps them in step with the message."""
        return mark(self.room_id, self.seq, self.created_at, author=self.actor_id, by=self.name or "", words=self.body)


_LATEST = """
SELECT m.body, m.created_at, a.name, r.id, m.seq, a.id
FROM messaging_room r
JOIN messaging_participant p ON p.room_id = r.id AND p.active
JOIN community_profile f ON f.id = p.profile_id AND f.person_id = %s
JOIN messaging_message m ON m.room_id = r.id AND m.seq > p.visible_from_seq
  AND m.deleted_at IS NULL AND m.hidden_at IS NULL
LEFT JOIN community_profile a ON a.id = m.actor_id AND a.person_id IS NOT NULL
WHERE r.space = %s AND r.kind = %s ORDER BY m.seq DESC LIMIT %s
"""


def latest(person: Person, space: UUID, kind: str, limit: int) -> list[Words]:
    """Newest first, from within the reader's window; nothing for who is no participant."""
    found = [Words._make(row) for row in prepared.rows(_LATEST, [person.pk, space, str(kind), limit])]
    return [one if one.body else one._replace(body=str(WORDLESS)) for one in found]


class Unread(NamedTuple):
    """A notice by somebody else that its reader has not read; `name` is None for a former member."""

    space: UUID
    body: str
    created_at: datetime
    name: str | None


_UNREAD = """
SELECT r.space, m.body, m.created_at, a.name
FROM community_profile f
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id AND r.kind = 'notices'
JOIN messaging_message m ON m.room_id = r.id AND m.seq > GREATEST(p.read_seq, p.visible_from_seq)
  AND m.deleted_at IS NULL AND m.hidden_at IS NULL
LEFT JOIN community_profile a ON a.id = m.actor_id AND a.person_id IS NOT NULL
WHERE f.person_id = %s AND a.person_id IS DISTINCT FROM f.person_id ORDER BY m.created_at DESC LIMIT %s
"""


def unread_notices(person: Person, limit: int) -> list[Unread]:
    """Of all their groups, newest first."""
    return [Unread._make(row) for row in prepared.rows(_UNREAD, [person.pk, limit])]
