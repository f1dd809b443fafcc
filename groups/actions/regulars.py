"""A standing yes to a series: down for each of its days from the start, and each can be skipped (product.md). Saying
and ending it is counted (groups/rates.py): each raises `RateLimited`, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Conflict, Invalid
from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups.access import Seat
from groups.actions.announce import event_changed
from groups.actions.choices import seen_by
from groups.actions.locks import lock_group, lock_occurrences, sit_again
from groups.actions.moves import move, places_of
from groups.actions.waitlist import fill
from groups.models import Event, Membership, Occurrence, Regular, Rsvp, RsvpMove
from groups.rates import take_answer
from messaging.log import lock_rooms

State, Why = Rsvp.State, RsvpMove.Why
# What somebody did themselves; the rest was done for them.
_OWN_DEEDS = (Why.ANSWERED, Why.TAKEN, Why.PASSED)


@whole
def become_regular(seat: Seat, *, pace: str | None = None, seen: str | None = None) -> Regular:
    """From now on they come every time: going, or waiting, on each coming day of the series that they have not answered
    yet. `pace` by its name, because each day has its own; on a day without it they are down without one, to choose.

    Doing it again changes pace and `seen` for the days still to be made; None leaves each as it was. Raises `Conflict`
    `not_a_series`, `Invalid` on `pace` or `seen`.
    """
    take_answer(seat.place)
    lock_group(seat.place.group.pk)  # nobody makes another day of the series meanwhile, and nobody leaves
    now = timezone.now()
    coming = _lock_coming(seat, now)
    seat = sit_again(seat, Action.ANSWER_EVENT)
    if seat.occurrence.event.repeats == Event.Repeats.NEVER:
        raise Conflict(_("This event happens once. Answer it, and that is all."), code="not_a_series")
    regular = _standing_yes(seat, pace, seen)
    _lock_rooms(coming)
    for occurrence in coming:
        fill(occurrence, now)
        _put_down(occurrence, [regular], now)
    return regular


@whole
def stop_being_regular(seat: Seat) -> None:
    """No standing yes any more. The day that they are looking at stays as it is; the later ones that they have never
    answered themselves are given back to whoever waits."""
    take_answer(seat.place)
    lock_group(seat.place.group.pk)
    now = timezone.now()
    coming = _lock_coming(seat, now)
    seat = sit_again(seat, Action.ANSWER_EVENT)
    profile = seat.place.profile
    if not Regular.objects.filter(event=seat.occurrence.event, profile=profile).delete()[0]:
        return
    own = RsvpMove.objects.filter(occurrence=OuterRef("occurrence"), profile=profile, why__in=_OWN_DEEDS)
    later = [one for one in coming if one.pk != seat.occurrence.pk]
    _lock_rooms(later)
    _take_back(profile, later, Why.REGULAR, now, unless=Exists(own))


def put_down_regulars(occurrence: Occurrence) -> None:
    """All regulars of the series, in the order in which they became so, for a day that was just made or stands again.
    Who has answered it is passed over, and who is not in the group any more or whose account is closed.

    The caller holds the group's row, under which nobody leaves or becomes regular meanwhile.
    """
    regulars = Regular.objects.filter(event=occurrence.event_id).select_related("profile").order_by("since", "pk")
    _put_down(occurrence, regulars, timezone.now())


def gone(profile: Profile, now: datetime) -> None:
    """They are not in the group any more: no standing yes, no coming answer, and what they held goes to who is next.
    What they told hosts of events that were or are running goes with them, whatever they chose for their words.

    The caller holds the group's row and has ended the membership; the rooms it leaves itself. All coming occurrences of
    the group are locked, not theirs alone: an answer being given at this moment waits, and is then refused.
    """
    Regular.objects.filter(profile=profile).delete()
    coming = Occurrence.objects.filter(group=profile.space, starts_at__gt=now).values_list("pk", flat=True)
    _take_back(profile, lock_occurrences(coming).values(), Why.LEFT_GROUP, now)
    Rsvp.objects.filter(profile=profile).exclude(answer="").update(answer="")


def _standing_yes(seat: Seat, pace: str | None, seen: str | None) -> Regular:
    key = {"event": seat.occurrence.event, "profile": seat.place.profile}
    regular = Regular.objects.filter(**key).first() or Regular(**key)
    names = set(seat.occurrence.paces.values_list("name", flat=True))
    if pace is None:
        pace = regular.pace if names else ""
    if (names or pace) and pace not in names:
        raise Invalid(_("Choose a pace."), field="pace")
    regular.pace, regular.seen = pace, regular.seen if seen is None else seen_by(seen)
    regular.save()
    return regular


def _lock_coming(seat: Seat, now: datetime) -> list[Occurrence]:
    """Of the series, in order of time, and with them the one they are looking at: all in one statement."""
    days = Occurrence.objects.standing().filter(event=seat.occurrence.event_id, starts_at__gt=now)
    locked = lock_occurrences([seat.occurrence.pk, *days.values_list("pk", flat=True)])
    coming = (one for one in locked.values() if one.starts_at > now and one.status == Occurrence.Status.PLANNED)
    return sorted(coming, key=lambda one: (one.starts_at, one.pk))


def _lock_rooms(occurrences: Iterable[Occurrence]) -> None:
    """All that may be entered or left, in one order, before the first of them is."""
    lock_rooms(one.room_id for one in occurrences if one.room_id is not None)


def _put_down(occurrence: Occurrence, regulars: Iterable[Regular], now: datetime) -> None:
    answered = set(occurrence.rsvps.values_list("profile", flat=True))
    current = Membership.objects.current().filter(group=occurrence.group_id, profile__person__is_active=True)
    members = set(current.values_list("profile", flat=True))
    paces = {pace.name: pace for pace in occurrence.paces.all()}
    places, came = places_of(occurrence), False
    for regular in regulars:
        pace = paces.get(regular.pace)
        if regular.profile_id in answered or regular.profile_id not in members:
            continue
        rsvp = Rsvp(occurrence=occurrence, profile=regular.profile, state="", pace=pace, seen=regular.seen)
        if places.has(rsvp.pace_id):
            places.take(rsvp.pace_id)
            move(rsvp, State.GOING, Why.REGULAR, now)
        else:
            move(rsvp, State.WAITLISTED, Why.REGULAR, now)
        came = True
    if came:
        event_changed(occurrence)


def _take_back(
    profile: Profile, occurrences: Iterable[Occurrence], why: str, now: datetime, *, unless: Exists | None = None
) -> None:
    """A no in each of these, which are locked."""
    days = {one.pk: one for one in occurrences}
    answers = Rsvp.objects.filter(profile=profile, occurrence__in=days).exclude(state=State.DECLINED)
    for rsvp in answers.exclude(unless) if unless else answers:
        rsvp.occurrence, rsvp.profile = days[rsvp.occurrence_id], profile
        move(rsvp, State.DECLINED, why, now, room=why != Why.LEFT_GROUP)
        fill(rsvp.occurrence, now)
        event_changed(rsvp.occurrence)
