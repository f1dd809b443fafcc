"""What the groups of the demo plan: made, answered and ticked as people do it. Run again it adds what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from community.models import Profile
from community.surface import Action
from community.whole import whole
from groups.access import Seat, load_group, load_occurrence, membership
from groups.actions import attendance, events, regulars, rsvps
from groups.actions.attendance import Tick
from groups.actions.locks import lock_occurrences
from groups.actions.moves import move
from groups.actions.plans import Pace
from groups.demo.cast import Crew
from groups.demo.clock import BERLIN
from groups.demo.people import crews_of_today, person_of
from groups.models import Event, Group, Occurrence, Rsvp, RsvpMove

KNOWN_BEFORE = timedelta(days=8)  # so long it stood there already
AWAY = 2  # days at least, so that there is time to answer


@dataclass(frozen=True, slots=True)
class Planned:
    """One event. `weekday`: Monday is 0. `going` answer in this order, each with the pace of their place in it;
    `every` come every time; `off`: how many times ahead one is cancelled."""

    title: str
    weekday: int
    clock: time
    says: dict[str, Any]
    going: Sequence[str] = ()
    paces: Sequence[Pace] = ()
    every: Sequence[str] = ()
    off: int = 0


_LOOP = Planned(
    title="Easy harbour loop",
    weekday=3,
    clock=time(18, 30),
    says={
        "repeats": "weekly",
        "minutes": 75,
        "area": "Landungsbrücken",
        "point": "Brücke 3, under the clock tower",
        "about": "Eight flat kilometres along the water. Nobody is left behind, and there is cake.",
    },
    going=("cara", "ana", "ben", "kwame", "sofia", "paul", "layla"),
    paces=({"name": "5:30", "cap": 6}, {"name": "6:00"}, {"name": "6:30"}),
    every=("marek", "elif"),
    off=3,
)
_LONG = Planned(
    title="Long run to Blankenese",
    weekday=5,
    clock=time(9),
    says={
        "minutes": 120,
        "capacity": 14,
        "area": "Near Landungsbrücken",
        "point": "The ticket machine on Brücke 1",
        "about": "Flat, easy to follow, back by train. We stop once for photos and end at a bakery.",
        "question": "Do you need a lift home?",
    },
    going=("cara", "ben", "miriam", "theo", "kwame", "hanna", "ines", "deniz", "noor"),
    paces=({"name": "5:30", "cap": 5}, {"name": "6:00"}, {"name": "6:30"}),
)
_LAMPS = Planned(
    title="Lamps through the old tunnel",
    weekday=4,
    clock=time(21, 15),
    says={
        "minutes": 90,
        "capacity": 6,
        "area": "St. Pauli",
        "point": "At the foot of the south stairs",
        "about": "Under the river and back, with lamps. Six people, because the lift holds six.",
    },
    going=("cara", "marek", "rania", "tomas", "freya", "yusuf", "luca", "ana", "okan"),
)
_WOODS = Planned(
    title="Mud and buns",
    weekday=6,
    clock=time(9, 30),
    says={"repeats": "weekly", "minutes": 100, "area": "Harburg hills", "point": "Last stop of the bus, by the map"},
    going=("jonas", "ben", "greta", "arne", "priya", "ana"),
    every=("freya",),
)
_STAIRS = Planned(
    title="Stairs of Blankenese",
    weekday=2,
    clock=time(19),
    says={"repeats": "weekly", "minutes": 60, "capacity": 8, "area": "Blankenese", "point": "Bottom of the long stair"},
    going=("hal", "cleo", "juno", "vera", "pablo"),
)
PLANS = {"anchor": (_LOOP, _LONG, _LAMPS), "trees": (_WOODS,), "mountain": (_STAIRS,)}
BEEN = "Breakfast by the locks"
_CAME = ("cara", "ana", "ben", "hanna", "theo", "yusuf")


def make_events() -> None:
    """Everything that is planned, who comes to it, and one that was yesterday."""
    for crew, group, _today in crews_of_today():
        for planned in PLANS[crew.emblem]:
            if not Event.objects.filter(group=group, title=planned.title).exists():
                _plan(crew, group, planned)
        if crew.emblem == "anchor" and not Event.objects.filter(group=group, title=BEEN).exists():
            _look_back(crew, group)


def _plan(crew: Crew, group: Group, planned: Planned) -> None:
    place = load_group(person_of(crew.captain), group.pk, Action.PLAN_EVENT)
    when: dict[str, Any] = {"day": _next(planned.weekday), "clock": planned.clock}
    event = events.create(place, title=planned.title, paces=planned.paces, **when, **planned.says)
    days = list(event.occurrences.order_by("slot"))
    for number, key in enumerate(planned.going):
        paces = list(days[0].paces.all())
        pace = paces[number % len(paces)].pk if paces else None
        rsvps.answer(_seat(key, days[0], Action.ANSWER_EVENT), Rsvp.State.GOING, pace=pace)
    for key in planned.every:
        pace_name = planned.paces[1]["name"] if planned.paces else ""
        regulars.become_regular(_seat(key, days[0], Action.ANSWER_EVENT), pace=pace_name)
    if planned.off:
        seat = _seat(crew.captain, days[planned.off], Action.MANAGE_EVENT)
        events.cancel(seat, reason="The quay is closed for repairs that evening")


def _look_back(crew: Crew, group: Group) -> None:
    """No answer can be given to what has begun: these were given when it was still to come."""
    now = timezone.now()
    place = load_group(person_of(crew.captain), group.pk, Action.PLAN_EVENT)
    day = now.astimezone(BERLIN).date() - timedelta(days=1)
    event = events.create(
        place, title=BEEN, day=day, clock=time(7), area="Rothenburgsort", minutes=60, at=now - KNOWN_BEFORE
    )
    one = event.occurrences.get()
    _say_yes_then(one, now - KNOWN_BEFORE)
    there = [Tick(_profile(key, one).pk, key != "theo", one.starts_at) for key in _CAME]
    attendance.tick(_seat(crew.captain, one, Action.MANAGE_EVENT), there)


@whole
def _say_yes_then(occurrence: Occurrence, at: datetime) -> None:
    one = lock_occurrences([occurrence.pk])[occurrence.pk]
    for number, key in enumerate(_CAME):
        rsvp = Rsvp(occurrence=one, profile=_profile(key, one), state="")
        move(rsvp, Rsvp.State.GOING, RsvpMove.Why.ANSWERED, at + timedelta(hours=number))


def _seat(key: str, occurrence: Occurrence, action: Action) -> Seat:
    return load_occurrence(person_of(key), occurrence.group_id, occurrence.pk, action)


def _profile(key: str, occurrence: Occurrence) -> Profile:
    current = membership(person_of(key), occurrence.group)
    assert current is not None
    return current.profile


def _next(weekday: int) -> date:
    first = timezone.now().astimezone(BERLIN).date() + timedelta(days=AWAY)
    return first + timedelta(days=(weekday - first.weekday()) % 7)
