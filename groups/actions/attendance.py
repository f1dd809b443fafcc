"""Check-in: who hosts ticks who is there, on several devices at once and without a network (product.md "Meeting")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict
from community.surface import Action
from community.whole import whole
from groups.access import Seat
from groups.actions.announce import event_changed
from groups.actions.locks import sit_again
from groups.models import Attendance, Membership, Occurrence

OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=48)  # of the end: a phone may come home before it finds a network
# Of two ticks at the very same moment "there" counts, whichever comes in first.
_MERGE = """
INSERT INTO groups_attendance AS known (occurrence_id, profile_id, there, ticked_at, ticked_by_id)
SELECT %s, ticks.*, %s FROM unnest(%s::uuid[], %s::bool[], %s::timestamptz[]) AS ticks
ON CONFLICT (occurrence_id, profile_id) DO UPDATE SET
    there = EXCLUDED.there, ticked_at = EXCLUDED.ticked_at, ticked_by_id = EXCLUDED.ticked_by_id
WHERE (known.ticked_at, known.there) < (EXCLUDED.ticked_at, EXCLUDED.there)
"""


@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody is there, or was ticked by mistake. `at`: when, by the clock of the host's device."""

    profile_id: UUID
    there: bool
    at: datetime


@whole
def tick(seat: Seat, ticks: Sequence[Tick]) -> list[Attendance]:
    """Merges what a device has ticked, in any order and as often as it likes: for each person the latest tick counts.
    Returns the whole list as it is then, by name.

    Anyone in the group can be ticked, answered or not; who is not in it (any more) is passed over, so that one of them
    does not keep back the rest. Raises `Conflict` `check_in_closed` outside of an hour before the start until 48 h
    after the end, `event_cancelled`.
    """
    seat, now = sit_again(seat, Action.MANAGE_EVENT), timezone.now()
    demand_check_in(seat.occurrence, now)
    latest = _latest(ticks, seat.occurrence, now)
    members = Membership.objects.current().filter(group=seat.place.group, profile__in=latest)
    # In one order, so that two devices take the rows' locks alike.
    rows = [latest[profile] for profile in sorted(members.values_list("profile", flat=True))]
    if rows:
        merge(seat, rows)
    return list(seat.occurrence.attendance.select_related("profile").order_by("profile__name", "profile"))


def demand_check_in(occurrence: Occurrence, now: datetime) -> None:
    """Raises `Conflict` `check_in_closed` or `event_cancelled`."""
    if occurrence.status == Occurrence.Status.CANCELLED:
        raise Conflict(_("This event is cancelled."), code="event_cancelled")
    if not occurrence.starts_at - OPENS_BEFORE <= now < occurrence.ends_at + CLOSES_AFTER:
        words = _("Check-in is open from an hour before the start until two days after the end.")
        raise Conflict(words, code="check_in_closed")


def _latest(ticks: Iterable[Tick], occurrence: Occurrence, now: datetime) -> dict[UUID, Tick]:
    """One for each person. Whatever a device's clock says: not before check-in opened, and not in the future."""
    latest: dict[UUID, Tick] = {}
    for given in ticks:
        at = min(max(given.at, occurrence.starts_at - OPENS_BEFORE), now)
        one = Tick(given.profile_id, given.there, at)
        known = latest.get(one.profile_id)
        if known is None or (known.at, known.there) < (one.at, one.there):
            latest[one.profile_id] = one
    return latest


def merge(seat: Seat, rows: Sequence[Tick]) -> None:
    """One tick for each person, by the person of the seat; pages that show the event hear if one is new or otherwise
    than before. The occurrence is locked."""
    people, there, at = zip(*((one.profile_id, one.there, one.at) for one in rows), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, [seat.occurrence.pk, seat.place.profile.pk, list(people), list(there), list(at)])
        if cursor.rowcount:
            event_changed(seat.occurrence)
