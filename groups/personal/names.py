"""How groups, rooms and events are called where one reads about oneself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from community.lists import listed
from community.models import Person
from community.personal.telling import SPACE, named
from groups.models import Charter, Event, Group, Membership, Occurrence
from messaging.models import Room


def groups(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))


def rooms(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    found = list(Room.objects.filter(pk__in=ids))
    names = groups({room.space for room in found}, person)
    return {room.pk: listed((names.get(room.space, ""), room.get_kind_display())) for room in found}


def events(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    return {one.pk: one.title if here else one.group.name for one, here in _with_place(Event, ids, person)}


def occurrences(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    found = _with_place(Occurrence, ids, person)
    return {one.pk: listed((one.title, one.day.isoformat())) if here else one.group.name for one, here in found}


def _with_place(model: type[Event | Occurrence], ids: Iterable[UUID], person: Person) -> Iterator[tuple[Any, bool]]:
    """Each with its group, and whether they are in it: what others plan now is not for who has left (trust.md R2)."""
    inside = set(Membership.objects.current().filter(profile__person=person).values_list("group", flat=True))
    for one in model._base_manager.filter(pk__in=ids).select_related("group"):
        yield one, one.group_id in inside


def charters(ids: Iterable[UUID], person: Person) -> Mapping[UUID, str]:
    found = Charter.objects.filter(pk__in=ids).select_related("group")
    return {
        one.pk: _("%(group)s, version %(number)d") % {"group": one.group.name, "number": one.version} for one in found
    }


named(Group, groups)
named(SPACE, groups)
named(Room, rooms)
named(Event, events)
named(Occurrence, occurrences)
named(Charter, charters)
