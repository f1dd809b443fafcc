"""One occurrence, or it and all that come after it: what an action on a series holds while it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from community.errors import Conflict, Invalid
from community.surface import Action, Standing
from groups.access import Place, Seat, load_group, seat_at
from groups.actions.locks import lock_group, lock_occurrences, sit_again
from groups.models import Event, Host, Membership, Occurrence
from moderation import policy

Scope = Literal["this", "onwards"]
Hosting = list[tuple[UUID, bool]]  # profile, whether it leads
ALONE = "hosts"  # among the `own` of a day whose hosts were chosen for it alone


@dataclass(frozen=True, slots=True)
class Held:
    """`anchor` is the one that was named; `all` are it and those after it, in order of their slots. `pattern`: what is
    done is done to the event as well, for occurrences still to be made."""

    place: Place
    anchor: Occurrence
    all: list[Occurrence]
    pattern: bool

    def coming(self, now: datetime) -> list[Occurrence]:
        return [one for one in self.all if one.ends_at > now]


def hold(seat: Seat, scope: str, now: datetime) -> Held:
    """Locks what the scope takes in and asks anew whether the person may manage it.

    Raises `Conflict` `event_over` for what has ended, `Forbidden` for who hosts this one only and means all others.
    """
    held = _hold_onwards(seat) if _is_wide(seat, scope) else _hold_one(seat)
    return _still_open(held, now)


def look(seat: Seat, scope: str, now: datetime) -> Held:
    """The same without locks, for a preview."""
    anchor, wide = seat.occurrence, _is_wide(seat, scope)
    seat.place.require(Action.MANAGE_EVENT)
    found = _onwards(anchor) if wide else [anchor]
    _demand_pattern(seat)
    return _still_open(Held(seat.place, anchor, found, wide), now)


def hosting_of(event: Event) -> Hosting:
    """Who hosts its days still to be made: whoever does on the latest one that a member leads. One whose hosts were
    chosen for it alone counts only where there is no other."""
    members = Membership.objects.current().filter(group=event.group_id, profile=OuterRef("profile"))
    led = Host.objects.filter(Exists(members), occurrence__event=event, lead=True, profile__person__is_active=True)
    latest = led.alias(alone=Q(occurrence__own__contains=[ALONE])).order_by("alone", "-occurrence__slot").first()
    if latest is None:
        return []
    hosts = Host.objects.filter(occurrence=latest.occurrence_id).order_by("-lead", "pk")
    return list(hosts.values_list("profile", "lead"))


def _still_open(held: Held, now: datetime) -> Held:
    if held.anchor.ends_at <= now:
        raise Conflict(_("This is over. What was stays as it was."), code="event_over")
    return held


def _is_wide(seat: Seat, scope: str) -> bool:
    """What happens once is its own pattern."""
    if scope not in get_args(Scope):
        raise Invalid(_("Choose one of the answers."), field="scope")
    return scope == "onwards" or seat.occurrence.event.repeats == Event.Repeats.NEVER


def _hold_one(seat: Seat) -> Held:
    again = sit_again(seat, Action.MANAGE_EVENT)
    return Held(again.place, again.occurrence, [again.occurrence], pattern=False)


def _hold_onwards(seat: Seat) -> Held:
    """The group first: nothing is made from the pattern meanwhile."""
    group = lock_group(seat.place.group.pk)
    event = Event.objects.select_for_update(no_key=True).get(pk=seat.occurrence.event_id)
    found = _onwards(Occurrence.objects.get(pk=seat.occurrence.pk))
    locked = lock_occurrences([one.pk for one in found])
    again = seat_at(load_group(seat.place.person, group.pk, Action.SEE_EVENTS), seat.occurrence.pk, Action.MANAGE_EVENT)
    for one in locked.values():
        one.event = event
    _demand_pattern(again)
    return Held(again.place, locked[seat.occurrence.pk], [locked[one.pk] for one in found], pattern=True)


def _onwards(anchor: Occurrence) -> list[Occurrence]:
    later = Occurrence.objects.filter(event=anchor.event_id, slot__gte=anchor.slot)
    return list(later.select_related("event", "group__brand").order_by("slot"))


def _demand_pattern(seat: Seat) -> None:
    """Who stands in for one day does not decide about the series."""
    event = seat.occurrence.event
    if event.repeats == Event.Repeats.NEVER or Standing.CAPTAIN in seat.place.standings:
        return
    if seat.place.profile.pk not in {profile for profile, _lead in hosting_of(event)}:
        raise policy.refusal("hosts_only")
