"""A group as one person finds it, all in one statement: every page and action of a group begins with it."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from community import prepared
from community.made import columns, made, surely
from community.models import Brand, Person, Profile
from groups.models import BrandSeat, Charter, Group, Membership
from moderation.models import Sanction

# How many read the group from outside at this moment (trust.md R10).
_OUTSIDE = """(
    SELECT count(*) FROM groups_breakglass o WHERE o.group_id = g.id
      AND o.approved_at IS NOT NULL AND o.ended_at IS NULL AND o.closes_at > now()
)"""
# A profile is of its own space alone: the database keeps it so of memberships and of seats (groups/migrations/0002). A
# seat is looked for only where no membership is, and where a duty holds it.
_FOUND = f"""
SELECT {columns(Group, "g")}, {columns(Brand, "b")}, {columns(Charter, "c")}, {columns(Profile, "f")},
    {columns(Membership, "m")}, {columns(BrandSeat, "s")}, d.kinds, {_OUTSIDE},
    EXISTS (SELECT FROM groups_membership e WHERE e.group_id = g.id AND e.profile_id = f.id),
    m.id IS NOT NULL AND EXISTS (
        SELECT FROM moderation_sanction x WHERE x.profile_id = f.id AND x.kind = %t AND x.lifted_at IS NULL
          AND (x.ends_at IS NULL OR x.ends_at > %s)
    )
FROM groups_group g
JOIN community_brand b ON b.id = g.brand_id
JOIN LATERAL (SELECT * FROM groups_charter v WHERE v.group_id = g.id ORDER BY v.version DESC LIMIT 1) c ON true
CROSS JOIN LATERAL (
    SELECT ARRAY(
        SELECT r.kind::text FROM community_role r
        WHERE r.person_id = %s AND r.ended_at IS NULL AND (r.brand_id IS NULL OR r.brand_id = g.brand_id)
    ) AS kinds
) d
LEFT JOIN community_profile f ON f.person_id = %s AND f.space = g.id
LEFT JOIN groups_membership m ON m.group_id = g.id AND m.profile_id = f.id AND m.ended_at IS NULL
LEFT JOIN groups_brandseat s ON s.group_id = g.id AND s.profile_id = f.id AND s.ended_at IS NULL
    AND m.id IS NULL AND d.kinds && %s::text[]
WHERE {{which}}
"""  # noqa: S608 - our own words only
_BY_SLUG, _BY_ID = _FOUND.format(which="g.slug = %t"), _FOUND.format(which="g.id = %s")


class Found(NamedTuple):
    """What is true of the person there. `duties`: those of its brand, and of the house; `outside`: how many read it
    who are not in it."""

    group: Group
    charter: Charter
    membership: Membership | None
    seat: BrandSeat | None
    duties: frozenset[str]
    outside: int
    was_member: bool
    paused: bool


def by_slug(person: Person, slug: str) -> Found | None:
    return _found(person, _BY_SLUG, slug)


def by_id(person: Person, group: UUID) -> Found | None:
    return _found(person, _BY_ID, group)


def _found(person: Person, statement: str, which: str | UUID) -> Found | None:
    seats = [str(kind) for kind in BrandSeat.DUTIES]
    asked = [str(Sanction.Kind.SUSPEND), timezone.now(), person.pk, person.pk, seats, which]
    rows = prepared.rows(statement, asked)
    if not rows:
        return None
    values = iter(rows[0])
    group, brand, charter = surely(Group, values), surely(Brand, values), surely(Charter, values)
    profile, membership, seat = made(Profile, values), made(Membership, values), made(BrandSeat, values)
    group.brand, charter.group = brand, group
    for holding in (membership, seat):
        if holding is not None and profile is not None:
            holding.profile = profile
    duties, outside, was_member, paused = values
    return Found(group, charter, membership, seat, frozenset(duties), outside, was_member, paused)
