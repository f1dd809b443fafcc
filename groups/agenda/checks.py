"""The roll of an event: who said yes, who else is in the group, and who was ticked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from groups.access import Seat, members_of
from groups.access.rsvps import Shown
from groups.models import Attendance


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    name: str
    pace: str
    there: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """`coming` said yes and show it to this reader; `others` may walk in, whatever they said."""

    coming: list[Row]
    others: list[Row]

    @property
    def there(self) -> list[UUID]:
        return [row.pk for row in (*self.coming, *self.others) if row.there]


def roll_of(seat: Seat, who: Shown) -> Roll:
    """By name. For who may check in; the loader has asked. A captain who does not host sees no more yeses than on the
    event's page."""
    going = {goer.profile_id: goer.pace for goer in who.goers}
    there = set(Attendance.objects.filter(occurrence=seat.occurrence, there=True).values_list("profile", flat=True))
    profiles = sorted((one.profile for one in members_of(seat.place)), key=lambda one: (one.name.casefold(), one.pk))
    rows = [Row(one.pk, one.name, going.get(one.pk, ""), one.pk in there) for one in profiles]
    return Roll(
        coming=[row for row in rows if row.pk in going],
        others=[row for row in rows if row.pk not in going],
    )
