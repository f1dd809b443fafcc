"""The waitlist: who is next gets an offer of a place, takes it, passes it on or lets it lapse (reminders.md).
Taking and passing on are counted (groups/rates.py): each raises `RateLimited`, too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Unpack
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict
from community.notifications import Due, tell
from community.notifications.planning import readers_of
from community.surface import Action
from community.whole import one_by_one, whole
from groups.access import Seat
from groups.actions.announce import event_changed
from groups.actions.choices import Choices, hear
from groups.actions.locks import lock_occurrences, sit_again
from groups.actions.moves import Places, change_rooms, move, places_of
from groups.models import Membership, Occurrence, PaceGroup, Rsvp, RsvpMove
from groups.notifications.answers import OFFER
from groups.offers import offer_until, open_from, slept_through
from groups.rates import take_answer

State, Why = Rsvp.State, RsvpMove.Why
_CLOSED = Q(profile__person__is_active=False)


@whole
def accept(seat: Seat, **said: Unpack[Choices]) -> Rsvp:
    """Take the offered place. Who goes already stays as they are. Raises `Conflict` `offer_over` when there is no offer
    (any more), `event_cancelled`, `event_over` or `pace_full` (the place is still held), and as `choices.hear`."""
    take_answer(seat.place)
    seat, now = sit_again(seat, Action.ANSWER_EVENT), timezone.now()
    demand_open(seat.occurrence, now)
    fill(seat.occurrence, now)
    rsvp = answer_of(seat)
    if rsvp.state == State.GOING:
        return rsvp
    _demand_offer(rsvp)
    take(rsvp, hear(seat, rsvp, **said), now)
    event_changed(seat.occurrence)
    return rsvp


@whole
def pass_on(seat: Seat) -> Rsvp:
    """Give the offered place to who is next; that is a no to the event, as possible as any. Who has declined already
    stays so. Raises `Conflict` `offer_over` as `accept` does, or `event_over`."""
    take_answer(seat.place)
    seat, now = sit_again(seat, Action.ANSWER_EVENT), timezone.now()
    demand_open(seat.occurrence, now, no=True)
    fill(seat.occurrence, now)
    rsvp = answer_of(seat)
    if rsvp.state == State.DECLINED:
        return rsvp
    _demand_offer(rsvp)
    move(rsvp, State.DECLINED, Why.PASSED, now)
    fill(seat.occurrence, now)
    event_changed(seat.occurrence)
    return rsvp


def take(rsvp: Rsvp, pace: PaceGroup | None, now: datetime) -> None:
    """Whoever has a place, or is held one, goes in this pace. The occurrence's lock is held. Raises `Conflict`
    `pace_full`."""
    before, rsvp.pace = rsvp.pace_id, pace
    is_other = rsvp.pace_id != before
    if is_other and not places_of(rsvp.occurrence).has_in(rsvp.pace_id):
        raise Conflict(_("This pace is full. You keep the place that you have."), code="pace_full")
    if rsvp.state == State.OFFERED:
        move(rsvp, State.GOING, Why.TAKEN, now)
    else:
        rsvp.save(update_fields=["pace", "seen", "answer"])
        change_rooms(rsvp)
    if is_other:
        fill(rsvp.occurrence, now)


def lapse(now: datetime) -> int:
    """End the offers that nobody answered in time and what closed accounts hold, and offer the places to who is next.
    How many occurrences had any; each in a transaction of its own."""
    coming = Rsvp.objects.filter(occurrence__status=Occurrence.Status.PLANNED, occurrence__starts_at__gt=now)
    over = coming.filter(state=State.OFFERED, offer_until__lte=now).values_list("occurrence", flat=True)
    closed = coming.filter(_CLOSED, state__in=Rsvp.HOLDING).values_list("occurrence", flat=True)
    return one_by_one(partial(_tend, now=now), sorted({*over, *closed}))


@whole
def _tend(occurrence_id: UUID, now: datetime) -> bool:
    occurrence = lock_occurrences([occurrence_id])[occurrence_id]
    changed = fill(occurrence, now)
    if changed:
        event_changed(occurrence)
    return changed


def fill(occurrence: Occurrence, now: datetime) -> bool:
    """Brings the waitlist in order: offers that are over end, and so does what closed accounts hold; free places are
    offered to who is next in line and fits. Whether anything changed. The occurrence's lock is held; to be called
    whenever a place may have become free, and when the occurrence was moved, revived or given other limits.

    Nothing is held for anybody from 45 min before the start.
    """
    if occurrence.status != Occurrence.Status.PLANNED or now >= occurrence.starts_at:
        return False
    freed = _free_closed(occurrence, now)
    ended = _end_offers(occurrence, now)
    made = _offer_what_is_free(occurrence, now)
    return freed or ended or made


def demand_open(occurrence: Occurrence, now: datetime, *, no: bool = False) -> None:
    """Raises `Conflict` for what nobody can answer any more. `no`: the answer is a no, which frees whoever gives it
    until the end, and also of what is cancelled: it may stand again."""
    if no and now < occurrence.ends_at:
        return
    if occurrence.status == Occurrence.Status.CANCELLED:
        raise Conflict(_("This event is cancelled."), code="event_cancelled")
    if now >= occurrence.starts_at:
        raise Conflict(_("This event has begun already."), code="event_over")


def answer_of(seat: Seat) -> Rsvp:
    """The person's answer as it is now, or a new one, unsaved: filling the places may just have changed it."""
    found = Rsvp.objects.filter(occurrence=seat.occurrence, profile=seat.place.profile).select_related("pace").first()
    rsvp = found or Rsvp(state="")
    rsvp.occurrence, rsvp.profile = seat.occurrence, seat.place.profile
    return rsvp


def _demand_offer(rsvp: Rsvp) -> None:
    if rsvp.state != State.OFFERED:
        raise Conflict(_("This offer has ended. Answer again, and you are next in line."), code="offer_over")


def _free_closed(occurrence: Occurrence, now: datetime) -> bool:
    """Nobody comes by an account that operators have closed. Opened again, it answers anew."""
    held = list(occurrence.rsvps.filter(_CLOSED, state__in=Rsvp.HOLDING).select_related("profile").order_by("pk"))
    for rsvp in held:
        rsvp.occurrence = occurrence
        move(rsvp, State.DECLINED, Why.CLOSED, now)
    return bool(held)


def _end_offers(occurrence: Occurrence, now: datetime) -> bool:
    """An offer from before the event was moved or revived was made for another time: it begins again. Whoever slept
    from its beginning to its end keeps their place in line: nothing that is free goes to somebody behind them."""
    over = Q(offer_until__lte=now) | Q(since__lt=occurrence.timed_at)
    offers = list(occurrence.rsvps.filter(over, state=State.OFFERED).select_related("profile").order_by("place"))
    again = [rsvp for rsvp in offers if rsvp.since < occurrence.timed_at and now < open_from(occurrence.starts_at)]
    asleep = _who_slept(offers)
    for rsvp in offers:
        if rsvp not in again:
            rsvp.occurrence = occurrence
            move(rsvp, State.WAITLISTED if rsvp in asleep else State.DECLINED, Why.LAPSED, now)
    _offer(occurrence, again, now)
    return bool(offers)


def _who_slept(offers: Sequence[Rsvp]) -> list[Rsvp]:
    readers = readers_of(rsvp.profile.person_id for rsvp in offers if rsvp.profile.person_id)
    found = []
    for rsvp in offers:
        reader = readers.get(rsvp.profile.person_id) if rsvp.profile.person_id else None
        if reader and rsvp.offer_until and slept_through(rsvp.since, rsvp.offer_until, reader.quiet, reader.zone):
            found.append(rsvp)
    return found


def _offer_what_is_free(occurrence: Occurrence, now: datetime) -> bool:
    if now >= open_from(occurrence.starts_at) or not _waiting(occurrence).exists():
        return False
    places = places_of(occurrence)
    return places.left != 0 and _offer(occurrence, _next_in_line(occurrence, places), now)


def _next_in_line(occurrence: Occurrence, places: Places) -> list[Rsvp]:
    """In order, whoever fits. Who waits for a full pace does not keep those behind from places in another."""
    found = []
    for rsvp in _waiting(occurrence).select_related("profile").order_by("place"):
        if places.has(rsvp.pace_id):
            places.take(rsvp.pace_id)
            found.append(rsvp)
    return found


def _waiting(occurrence: Occurrence) -> QuerySet[Rsvp]:
    """Those who can still be offered a place: accounts in use, people who are still in the group."""
    member = Membership.objects.current().filter(group=occurrence.group_id, profile=OuterRef("profile"))
    return occurrence.rsvps.filter(Exists(member), state=State.WAITLISTED, profile__person__is_active=True)


def _offer(occurrence: Occurrence, rsvps: Sequence[Rsvp], now: datetime) -> bool:
    readers = readers_of(rsvp.profile.person_id for rsvp in rsvps if rsvp.profile.person_id)
    dues = []
    for rsvp in rsvps:
        reader = readers.get(rsvp.profile.person_id) if rsvp.profile.person_id else None
        until = offer_until(now, occurrence.starts_at, reader.quiet, reader.zone) if reader else None
        if until is not None:
            rsvp.occurrence = occurrence
            dues.append(_due(move(rsvp, State.OFFERED, Why.OFFERED, now, until=until), now, until))
    tell(OFFER, dues)
    return bool(dues)


def _due(rsvp: Rsvp, now: datetime, until: datetime) -> Due:
    return Due(
        person_id=rsvp.profile.person_id,
        subject=rsvp.occurrence_id,
        variant=rsvp.place or 0,
        moment=until,
        due_at=now,
        useful_until=until,
        space=rsvp.occurrence.group_id,
        starts_at=rsvp.occurrence.starts_at,
    )
