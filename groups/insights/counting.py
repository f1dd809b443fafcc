"""What is counted of a week. Only of people who were in the group from its beginning to its end: who joins or leaves
meanwhile changes nothing. Of each person no more than `CAPS` allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from groups.models import Group

WEEK = timedelta(days=7)
# What one person can contribute to each number.
CAPS: Mapping[str, int] = MappingProxyType({"active": 1, "messages": 10, "came": 2, "answers": 3})

_COUNTS = f"""
WITH there AS (
    SELECT m.group_id, m.profile_id FROM groups_membership m
    WHERE m.group_id = %(group)s AND m.joined_at <= %(begins)s AND (m.ended_at IS NULL OR m.ended_at >= %(ends)s)
), said AS (
    SELECT t.group_id, t.profile_id, least(count(*), {CAPS["messages"]}) AS n FROM there t
    JOIN messaging_room r ON r.space = t.group_id AND r.kind IN ('talk', 'notices', 'event')
    JOIN messaging_message w ON w.room_id = r.id AND w.actor_id = t.profile_id
    WHERE w.created_at >= %(begins)s AND w.created_at < %(ends)s GROUP BY 1, 2
), came AS (
    SELECT t.group_id, t.profile_id, least(count(*), {CAPS["came"]}) AS n FROM there t
    JOIN groups_attendance a ON a.profile_id = t.profile_id AND a.there
    JOIN groups_occurrence o ON o.id = a.occurrence_id AND o.group_id = t.group_id AND o.status = 'planned'
    WHERE o.starts_at >= %(begins)s AND o.starts_at < %(ends)s GROUP BY 1, 2
), answered AS (
    SELECT t.group_id, t.profile_id, least(count(*), {CAPS["answers"]}) AS n FROM there t
    JOIN groups_rsvp v ON v.profile_id = t.profile_id
    JOIN groups_occurrence o ON o.id = v.occurrence_id AND o.group_id = t.group_id
    WHERE v.since >= %(begins)s AND v.since < %(ends)s GROUP BY 1, 2
), each AS (
    SELECT t.group_id, coalesce(s.n, 0) AS said, coalesce(c.n, 0) AS came, coalesce(a.n, 0) AS answered FROM there t
    LEFT JOIN said s USING (group_id, profile_id) LEFT JOIN came c USING (group_id, profile_id)
    LEFT JOIN answered a USING (group_id, profile_id)
)
SELECT count(*), count(*) FILTER (WHERE e.said + e.came + e.answered > 0),
    coalesce(sum(e.said), 0), coalesce(sum(e.came), 0), coalesce(sum(e.answered), 0), (
        SELECT count(*) FROM groups_occurrence o WHERE o.group_id = %(group)s AND o.status = 'planned'
        AND o.starts_at >= %(begins)s AND o.starts_at < %(ends)s)
FROM each e
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Count:
    """The truth about a group's week, which nobody is told. `there`: how many were in it the whole week."""

    group: UUID
    there: int
    active: int
    messages: int
    came: int
    answers: int
    events: int  # no matter of persons, and not blurred: the brand's desk lists them anyway


def counts(brand: UUID, week: date) -> list[Count]:
    """Of every group of the brand that was there by then; a statement for each, so that none takes long."""
    begins = datetime.combine(week, time(), UTC)
    groups = Group.objects.filter(brand=brand, created_at__lt=begins + WEEK).order_by("pk").values_list("pk", flat=True)
    return [_count(group, begins) for group in groups]


def _count(group: UUID, begins: datetime) -> Count:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"group": group, "begins": begins, "ends": begins + WEEK})
        return Count(group, *map(int, cursor.fetchone()))


def last_week(now: datetime) -> date:
    """The Monday of the last week that is over, in UTC."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday()) - WEEK
