"""A space's rooms as they are read from outside, in an emergency that its people were told of (trust.md R10). The floor
above decides who may, and writes down whose words were shown."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from messaging.models import Message, Room

PAGE = 50
_SHARED = (Room.Kind.TALK, Room.Kind.NOTICES, Room.Kind.EVENT)  # rooms of two are not looked into at all


class Pane(NamedTuple):
    """At most `PAGE` messages, oldest first; `older`: the number before which there are more, None where there are
    none."""

    messages: list[Message]
    older: int | None


def shared_rooms(space: UUID) -> QuerySet[Room]:
    """Talk, Notices, then those of events as they were opened."""
    return Room.objects.filter(space=space, kind__in=_SHARED).order_by("-kind", "created_at", "pk")


def said_in(room: Room, before: int | None = None) -> Pane:
    """The newest words before that number. Neither what was taken back nor what is out of sight, nor held words."""
    standing = Message.objects.filter(room=room, deleted_at=None, hidden_at=None).select_related("actor", "poll")
    if before is not None:
        standing = standing.filter(seq__lt=before)
    found = list(standing.order_by("-seq")[: PAGE + 1])
    shown = found[:PAGE][::-1]
    return Pane(shown, shown[0].seq if len(found) > PAGE else None)
