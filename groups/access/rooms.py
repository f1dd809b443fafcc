"""The rooms of a group that a person is in, with what those of events are about."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from community import prepared
from groups.access.places import Place

_HERE = """
SELECT r.id, r.kind, o.id, COALESCE(NULLIF(o.title, ''), '')
FROM community_profile f
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id AND r.space = %s
LEFT JOIN groups_occurrence o ON o.room_id = r.id
WHERE f.person_id = %s AND f.space = %s ORDER BY r.kind DESC, r.created_at DESC, r.id
"""


class Here(NamedTuple):
    """`occurrence` and `title` are an event's."""

    pk: UUID
    kind: str
    occurrence: UUID | None
    title: str


def rooms_here(place: Place) -> list[Here]:
    """Talk and Notices first, then those of events, the latest first."""
    space = place.group.pk
    return [Here._make(row) for row in prepared.rows(_HERE, [space, place.person.pk, space])]
