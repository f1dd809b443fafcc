"""Where a person belongs, all at once: what the rail and the list of groups show of each."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from community import prepared
from community.models import Person
from community.notifications import inbox

SOON = timedelta(days=7)  # what is further away does not ask for an answer yet


class Belonging(NamedTuple):
    """One group of a person's, as member or with a brand seat. `role` is None for who holds a seat."""

    group_id: UUID
    slug: str
    name: str
    emblem: str
    brand: str
    colour: str
    word: str  # what this brand calls a group
    profile_id: UUID
    profile_name: str
    role: str | None
    unanswered: int  # events of the next days to which a member has said nothing yet
    waiting: int  # unread in the person's inbox, the same for all: asked here, it costs the pages no statement


_BELONGINGS = f"""
SELECT g.id, g.slug, g.name, g.emblem, b.name, b.colour, b.group_word, f.id, f.name, m.role,
    CASE WHEN m.id IS NULL THEN 0 ELSE (
        SELECT count(*) FROM groups_occurrence o
        WHERE o.group_id = g.id AND o.status = 'planned' AND o.starts_at > now()
          AND o.starts_at < now() + interval '{SOON.days} days'
          AND NOT EXISTS (SELECT FROM groups_rsvp r WHERE r.occurrence_id = o.id AND r.profile_id = f.id)
    ) END, (
    SELECT count(*) FROM (
        SELECT FROM community_dispatch
        WHERE person_id = %s AND channel = 'app' AND state = 'sent' AND read_at IS NULL LIMIT {inbox.MOST_COUNTED}
    ) unread
)
FROM community_profile f
JOIN groups_group g ON g.id = f.space
JOIN community_brand b ON b.id = g.brand_id
LEFT JOIN groups_membership m ON m.profile_id = f.id AND m.ended_at IS NULL
WHERE f.person_id = %s AND (
    m.id IS NOT NULL
    OR EXISTS (SELECT FROM groups_brandseat s WHERE s.profile_id = f.id AND s.ended_at IS NULL)
)
"""  # noqa: S608


def belongings(person: Person) -> list[Belonging]:
    """The groups of `Group.objects.visible_to`, in no order."""
    return [Belonging._make(row) for row in prepared.rows(_BELONGINGS, [person.pk, person.pk])]
