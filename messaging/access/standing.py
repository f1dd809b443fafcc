"""A person's seat in a standing room of a space, and where they left off: what its page opens with, in one query."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from community.errors import NotFound
from community.models import Person
from messaging.access.rooms import Seat
from messaging.models import Message, Participant


class Opening(NamedTuple):
    """`first_unread`: seq of the first message by somebody else that the person has not read, None when all is read.
    `said_before`: whether anything was said before the reader's window; not what, and not by whom."""

    seat: Seat
    first_unread: int | None
    said_before: bool


def load_standing(person: Person, space: UUID, kind: str) -> Opening:
    """The seat in the space's room of this kind. `NotFound` for who is no participant. What may be done there is asked
    by whoever does it: reading is what a participant may."""
    unread = (
        Message.objects.filter(room=OuterRef("room"), deleted_at=None)
        .filter(seq__gt=Greatest(OuterRef("read_seq"), OuterRef("visible_from_seq")))
        .filter(Q(actor=None) | ~Q(actor=OuterRef("profile")))
        .order_by("seq")
        .values("seq")
    )
    before = Message.objects.filter(room=OuterRef("room"), seq__lte=OuterRef("visible_from_seq"))
    participant = (
        Participant.objects.select_related("room", "profile")
        .filter(room__space=space, room__kind=kind, profile__person=person, active=True)
        .annotate(first_unread=Subquery(unread[:1]), said_before=Exists(before))
        .first()
    )
    if participant is None:
        raise NotFound
    seat = Seat(participant.room, participant, participant.profile, person)
    return Opening(seat, participant.first_unread, participant.said_before)
