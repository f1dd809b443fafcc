"""One move around the places of an occurrence, and the log of them. The only writer of a state; its callers hold the
occurrence's lock and say on commit that it has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from community.notifications import withdraw
from groups.actions import event_rooms
from groups.models import Occurrence, PaceGroup, Rsvp, RsvpMove
from groups.notifications.answers import OFFER

State = Rsvp.State
_WAITING = (State.WAITLISTED, State.OFFERED)


@dataclass(slots=True)
class Places:
    """How many places there still are; None: no limit. Read under the lock, and counted down by who gives them out."""

    left: int | None
    paces: dict[UUID, int | None]

    def has(self, pace: UUID | None) -> bool:
        """Whether somebody of this pace finds a place; where there are paces, None is still to choose any of them."""
        return self.left != 0 and self.has_in(pace)

    def has_in(self, pace: UUID | None) -> bool:
        """The same for who has a place already, and comes from another pace."""
        if pace is None:
            return not self.paces or any(left != 0 for left in self.paces.values())
        return self.paces.get(pace) != 0

    def take(self, pace: UUID | None) -> None:
        self.left = None if self.left is None else self.left - 1
        in_pace = self.paces.get(pace) if pace else None
        if pace is not None and in_pace is not None:
            self.paces[pace] = in_pace - 1


def places_of(occurrence: Occurrence) -> Places:
    """Counted anew from the rows: `taken` of an object in memory is as old as the object."""
    held: Counter[UUID | None] = Counter(occurrence.rsvps.filter(state__in=Rsvp.HOLDING).values_list("pace", flat=True))
    left = None if occurrence.capacity is None else occurrence.capacity - held.total()
    return Places(left, _left_in(occurrence, held))


def move(rsvp: Rsvp, after: str, why: str, now: datetime, *, until: datetime | None = None, room: bool = True) -> Rsvp:
    """Brings an answer as the database has it, or a new one without a state, into the state `after` and writes the line
    of it. `until`: of an offer. `room`: False where the caller ends the person's part in all rooms itself."""
    before = rsvp.state
    rsvp.state, rsvp.since, rsvp.offer_until = after, now, until
    if after not in _WAITING:
        rsvp.place = None
    elif rsvp.place is None:
        rsvp.place = _next_place(rsvp.occurrence)
    if after == State.DECLINED:
        rsvp.pace, rsvp.answer = None, ""
    rsvp.save()
    RsvpMove.objects.create(
        occurrence=rsvp.occurrence, profile=rsvp.profile, before=before, after=after, why=why, at=now
    )
    if before == State.OFFERED and rsvp.profile.person_id is not None:
        withdraw(rsvp.occurrence_id, kinds=[OFFER], people=[rsvp.profile.person_id])
    if room and State.GOING in (before, after):
        change_rooms(rsvp)
    return rsvp


def change_rooms(rsvp: Rsvp) -> None:
    """Whoever goes by name takes part in the event's chat room, which opens with the first yes of all; whoever stops,
    or hides from now on, does not any more."""
    if rsvp.takes_part:
        event_rooms.come_in(rsvp.occurrence, rsvp.profile)
    else:
        if rsvp.state == State.GOING:
            event_rooms.opened(rsvp.occurrence)
        event_rooms.go_out(rsvp.occurrence, rsvp.profile)


def _left_in(occurrence: Occurrence, held: Mapping[UUID | None, int]) -> dict[UUID, int | None]:
    caps = PaceGroup.objects.filter(occurrence=occurrence).values_list("pk", "cap")
    return {pk: None if cap is None else cap - held.get(pk, 0) for pk, cap in caps}


def _next_place(occurrence: Occurrence) -> int:
    """Never given twice: who has left the line left a line in the log."""
    given = occurrence.moves.filter(after=State.WAITLISTED).count()
    highest = occurrence.rsvps.aggregate(highest=Max("place"))["highest"] or 0
    return max(given, highest) + 1
