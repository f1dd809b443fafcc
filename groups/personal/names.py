"""How groups, rooms and events are called where one reads about oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from community.personal.telling import SPACE, named
from groups.models import Charter, Event, Group, Occurrence
from messaging.models import Room


def groups(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))


def rooms(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    found = list(Room.objects.filter(pk__in=ids))
    names = groups({room.space for room in found})
    return {room.pk: f"{names.get(room.space, '')}, {room.get_kind_display()}" for room in found}


def events(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return dict(Event.objects.filter(pk__in=ids).values_list("pk", "title"))


def occurrences(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return {one.pk: f"{one.title}, {one.day.isoformat()}" for one in Occurrence.objects.filter(pk__in=ids)}


def charters(ids: Iterable[UUID]) -> Mapping[UUID, str]:
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
