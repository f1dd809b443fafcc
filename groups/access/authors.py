"""Who writes in a group, as screening needs to know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils import timezone

from community import prepared
from community.zones import region_of
from groups.access.places import SETTLED_AFTER
from moderation.ports import Author, Circumstances

# New as `places` has it: seven days, or the first event that somebody else has ticked them at (trust.md R20).
_AUTHORS = """
SELECT g.id, a.profile, g.time_zone, COALESCE(
    m.role = 'member' AND m.joined_at > %t::timestamptz AND NOT EXISTS (
        SELECT FROM groups_attendance t JOIN groups_occurrence o ON o.id = t.occurrence_id
        WHERE t.profile_id = a.profile AND t.there AND o.status = 'planned' AND o.starts_at <= %t::timestamptz
          AND NOT EXISTS (SELECT FROM groups_host h WHERE h.occurrence_id = o.id AND h.profile_id = a.profile)
    ), false)
FROM unnest(%s::uuid[], %s::uuid[]) AS a(space, profile)
JOIN groups_group g ON g.id = a.space
LEFT JOIN groups_membership m ON m.group_id = g.id AND m.profile_id = a.profile AND m.ended_at IS NULL
"""


def circumstances(authors: Collection[Author]) -> Mapping[Author, Circumstances]:
    """In one statement; who writes elsewhere is missing."""
    now = timezone.now()
    spaces, profiles = zip(*authors, strict=True)
    params = [(now - SETTLED_AFTER).isoformat(), now.isoformat(), list(spaces), list(profiles)]
    return {
        (space, profile): Circumstances(region_of(zone), new)
        for space, profile, zone, new in prepared.rows_by_keys(_AUTHORS, params)
    }
