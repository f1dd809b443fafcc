"""What people do with events, as the pairs of tests/groups/test_lock_order.py want it: two days of a series that the
stage's member helps to host and comes to, each with its conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone

from community.actions import people
from community.models import Person
from community.surface import Action
from groups.access import Place, Seat, load_occurrence
from groups.actions import event_rooms, events, hosting, rsvps, series
from groups.models import Event, Membership, Occurrence, Regular, Rsvp
from messaging.actions.participants import close_room
from tests.groups.answering import seat

if TYPE_CHECKING:
    from tests.groups.writing_acts import Stage

Act = Callable[[], object]
_HOURS = count()


def two_days(place: Place, member: Membership, waiting: Person) -> list[Occurrence]:
    """With one place each, which the member has had on both and has on the second; somebody waits for that one and is
    offered the first. The rest of the series is still to be made. Of earlier pairs nothing is left."""
    for room in Occurrence.objects.filter(group=place.group, room__isnull=False).values_list("room", flat=True):
        close_room(room)
    Event.objects.filter(group=place.group).delete()
    first_day = timezone.now().date() + timedelta(days=3)
    usual = {"title": "Run", "clock": time(7), "repeats": "weekly", "cohosts": [member.profile_id], "capacity": 1}
    event = events.create(place, day=first_day, until=first_day + timedelta(days=40), **usual)
    first, second, *rest = event.occurrences.order_by("slot")
    Occurrence.objects.filter(pk__in=[one.pk for one in rest]).delete()
    Event.objects.filter(pk=event.pk).update(made_until=None)
    own = member.profile.person
    assert own is not None
    for one in (first, second):
        rsvps.answer(seat(own, one), "going")
        rsvps.answer(seat(waiting, one), "going")
    rsvps.answer(seat(own, first), "declined")
    Rsvp.objects.filter(state="offered").update(offer_until=timezone.now() + timedelta(hours=1))
    Regular.objects.create(event=event, profile=member.profile)
    return [first, second]


def move_series(stage: Stage) -> Act:
    seat, clock = _captains_seat(stage), time(next(_HOURS) % 24)
    return lambda: events.change(seat, scope="onwards", clock=clock)


def cancel_one(stage: Stage) -> Act:
    seat = _captains_seat(stage)
    return lambda: events.cancel(seat)


def revive_series(stage: Stage) -> Act:
    seat = _captains_seat(stage)
    Occurrence.objects.filter(event=stage.occurrence.event_id).update(status=Occurrence.Status.CANCELLED)
    return lambda: events.revive(seat, scope="onwards")


def close_account(stage: Stage) -> Act:
    person = stage.member.profile.person
    assert person is not None
    return lambda: people.disable(stage.cast.olga, person)


def hand_event_over(stage: Stage) -> Act:
    seat = _captains_seat(stage)
    return lambda: hosting.hand_over(seat, stage.member.profile, scope="onwards")


def cannot_host(stage: Stage) -> Act:
    seat = load_occurrence(stage.person(), stage.group.pk, stage.occurrence.pk, Action.MANAGE_EVENT)
    return lambda: hosting.cannot(seat)


def make_ahead(stage: Stage) -> Act:
    assert Event.objects.filter(pk=stage.occurrence.event_id, made_until=None).exists()
    return lambda: series.make_ahead(timezone.now())


def close_rooms(stage: Stage) -> Act:
    later = timezone.now() + timedelta(days=40)
    assert stage.occurrence.room_closed_at is None
    return lambda: event_rooms.close_rooms(later)


PLANNING = (
    *(move_series, cancel_one, revive_series, hand_event_over, cannot_host),
    *(make_ahead, close_rooms, close_account),
)


def _captains_seat(stage: Stage) -> Seat:
    person = stage.captain(Action.MANAGE_EVENT).person
    return load_occurrence(person, stage.group.pk, stage.occurrence.pk, Action.MANAGE_EVENT)
