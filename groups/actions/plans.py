"""What can be said of an event, and what of it can be kept: each field cleaned by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Required, TypedDict
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Invalid
from community.zones import find_zone
from groups.access import Place
from groups.actions import words
from groups.models import LONGEST_MINUTES, MOST_PLACES, TITLE_LENGTH, Event, Group, Membership

MOST_PACES = 8
SHORTEST_MINUTES = 5
FARTHEST = timedelta(days=3 * 366)  # from today; a calendar has an end, and a clock cannot show what lies beyond it
TIME = frozenset({"day", "clock", "zone", "minutes"})  # what decides from when to when it is
PLACE = frozenset({"area", "point"})
WORDS = frozenset({"title", "about", "question"})  # what goes out of sight after a report
_Clean = Callable[[Any, Place], Any]


class Pace(TypedDict, total=False):
    """`cap` None: as many as the event takes. `leader` is the profile of a member."""

    name: Required[str]
    cap: int | None
    leader: UUID | None


class Fields(TypedDict, total=False):
    """Some of what is said of an event; what is not named stays as it is. `day`, `clock` and `zone` are the place's
    own; `capacity` None: no limit."""

    title: str
    about: str
    area: str
    point: str
    question: str
    day: date
    clock: time
    zone: str
    minutes: int
    capacity: int | None
    paces: Sequence[Pace]


def cleaned(place: Place, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields as they may be stored; paces as plain data. Raises `Invalid` on the field."""
    return {name: _CLEAN[name](value, place) for name, value in given.items()}


def pattern_of(place: Place, repeats: str, interval: int, first: date, until: date | None) -> dict[str, Any]:
    """How often it happens. Raises `Invalid` on `repeats`, `interval`, `until`."""
    if repeats not in Event.Repeats.values:
        raise Invalid(_("Choose one of the answers."), field="repeats")
    if repeats == Event.Repeats.NEVER:
        return {"repeats": repeats, "interval": 1, "until": None}
    interval = whole_number(interval, 1, 12, "interval")
    if until is not None:
        _demand_near(until, "until")
        if until < first:
            raise Invalid(_("The last day comes after the first."), field="until")
    return {"repeats": repeats, "interval": interval, "until": until}


def members_among(group: Group, profiles: Iterable[UUID]) -> set[UUID]:
    """Those that are profiles of current members of the group whose accounts are open."""
    current = Membership.objects.current().filter(group=group, profile__in=list(profiles))
    current = current.filter(profile__person__is_active=True)
    return set(current.values_list("profile", flat=True))


def demand_member(group: Group, profile: UUID, field: str) -> UUID:
    if not members_among(group, [profile]):
        raise Invalid(_("Choose somebody who is in the group."), field=field)
    return profile


def whole_number(value: Any, least: int, most: int, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(_("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most}, field=field)
    return value


def _text(field: str, kind: words.Kind, most: int, *, need: bool = False) -> _Clean:
    def clean(value: Any, place: Place) -> str:
        return words.checked(value, kind, place.group, place.standing, field=field, most=most, need=need)

    return clean


def _zone(value: Any, place: Place) -> str:
    """The group's own unless another is named."""
    zone = find_zone(str(value)) if value else place.group.time_zone
    if zone is None:
        raise Invalid(_("A time zone looks like Europe/Berlin."), field="zone")
    return zone


def _clock(value: Any, place: Place) -> time:
    return time(value.hour, value.minute)


def _day(value: Any, place: Place) -> date:
    day = date(value.year, value.month, value.day)
    _demand_near(day, "day")
    return day


def _demand_near(day: date, field: str) -> None:
    if abs(day - timezone.now().date()) > FARTHEST:
        raise Invalid(_("Choose a day within the next three years."), field=field)


def _minutes(value: Any, place: Place) -> int:
    return whole_number(value, SHORTEST_MINUTES, LONGEST_MINUTES, "minutes")


def _capacity(value: Any, place: Place) -> int | None:
    return None if value is None else whole_number(value, 1, MOST_PLACES, "capacity")


def _paces(value: Any, place: Place) -> list[dict[str, Any]]:
    paces = [_pace(one, place) for one in value]
    if len(paces) > MOST_PACES:
        raise Invalid(_("Keep it to %(most)d paces.") % {"most": MOST_PACES}, field="paces")
    if len({one["name"].casefold() for one in paces}) < len(paces):
        raise Invalid(_("Two paces have the same name."), field="paces")
    leaders = {UUID(one["leader"]) for one in paces if one["leader"]}
    if members_among(place.group, leaders) != leaders:
        raise Invalid(_("Choose somebody who is in the group."), field="paces")
    return paces


def _pace(one: Mapping[str, Any], place: Place) -> dict[str, Any]:
    leader = one.get("leader")
    name = words.checked(one["name"], "title", place.group, place.standing, field="paces", most=40, need=True)
    cap = one.get("cap")
    return {
        "name": name,
        "cap": None if cap is None else whole_number(cap, 1, MOST_PLACES, "paces"),
        "leader": str(leader) if leader else None,
    }


_CLEAN: Mapping[str, _Clean] = {
    "title": _text("title", "title", TITLE_LENGTH, need=True),
    "about": _text("about", "plan", 1000),
    "area": _text("area", "title", 80),
    "point": _text("point", "bio", 160),
    "question": _text("question", "bio", 140),
    "day": _day,
    "clock": _clock,
    "zone": _zone,
    "minutes": _minutes,
    "capacity": _capacity,
    "paces": _paces,
}
