"""The roll of an event: who said yes, who else is in the group, and who was ticked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from groups.access import Seat, members_of
from groups.models import Attendance, Rsvp


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    name: str
    pace: str
    there: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """`coming` said yes; `others` may walk in."""

    coming: list[Row]
    others: list[Row]

    @property
    def there(self) -> list[UUID]:
        return [row.pk for row in (*self.coming, *self.others) if row.there]


def roll_of(seat: Seat) -> Roll:
    """By name. For who hosts; the loader has asked."""
    going = dict(
        seat.occurrence.rsvps.filter(state=Rsvp.State.GOING).values_list("profile", "pace__name").order_by("profile")
    )
    there = set(Attendance.objects.filter(occurrence=seat.occurrence, there=True).values_list("profile", flat=True))
    profiles = sorted((one.profile for one in members_of(seat.place)), key=lambda one: (one.name.casefold(), one.pk))
    rows = [Row(one.pk, one.name, going.get(one.pk) or "", one.pk in there) for one in profiles]
    return Roll(
        coming=[row for row in rows if row.pk in going],
        others=[row for row in rows if row.pk not in going],
    )
