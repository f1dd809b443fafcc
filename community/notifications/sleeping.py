"""Who sleeps by now: what a worker or a provider that was away has kept until somebody's quiet hours does not go out in
them. Rows were planned around quiet hours; this asks about those that come late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from community.models import Dispatch
from community.notifications import planning
from community.notifications.kinds import Kind
from community.notifications.many import any_of
from community.notifications.quiet import Quiet, zone_of

State = Dispatch.State
LATE = timedelta(minutes=5)  # what was to go just before quiet hours may be so late
# One line for each wall and its quiet hours: of thousands of rows there are few.
_WALLS = """
SELECT DISTINCT p.time_zone, r.quiet_from, r.quiet_to, statement_timestamp()
FROM community_dispatch d
JOIN community_person p ON p.id = d.person_id
LEFT JOIN community_reach r ON r.person_id = p.id
WHERE d.id = ANY(%s)
"""


def put_off(kind: Kind, ids: Sequence[UUID], token: UUID) -> list[UUID]:
    """Rows by push or mail, claimed under `token`: those that may go by the hour. The others are planned anew."""
    now = None if kind.urgent else _asleep_at(ids)
    if now is None:
        return list(ids)
    with transaction.atomic():
        mine = Dispatch.objects.filter(pk__in=any_of(ids), claim_token=token, state=State.CLAIMED)
        late = _late(kind, list(mine.select_for_update(no_key=True).order_by("pk")), now)
        freed = {"state": State.CANCELLED, "claim_token": None, "claimed_until": None}
        Dispatch.objects.filter(pk__in=any_of(one.pk for one in late)).update(**freed)
        planning.anew(kind, late, now)
    put = {one.pk for one in late}
    return [pk for pk in ids if pk not in put]


def _asleep_at(ids: Sequence[UUID]) -> datetime | None:
    """The present moment, if it lies in the quiet hours of any of their readers."""
    with connection.cursor() as cursor:
        cursor.execute(_WALLS, [list(ids)])
        walls: list[tuple[str, time | None, time | None, datetime]] = cursor.fetchall()
    for zone, start, end, now in walls:
        quiet = planning.ASLEEP if start is None or end is None else Quiet(start, end)
        if quiet.around(now, zone_of(zone)) is not None:
            return now
    return None


def _late(kind: Kind, dispatches: Sequence[Dispatch], now: datetime) -> list[Dispatch]:
    readers = planning.readers_of({one.person_id for one in dispatches if one.person_id})
    may_go_at = planning.rule_of(kind, now)
    late = []
    for one in dispatches:
        reader = readers.get(one.person_id) if one.person_id else None
        stretch = reader.quiet.around(now, reader.zone) if reader else None
        if reader is None or stretch is None or (one.send_at < stretch[0] and now < stretch[0] + LATE):
            continue
        at = may_go_at(now, one.starts_at, reader.quiet, reader.zone)
        if at is None or at > now:
            late.append(one)
    return late
