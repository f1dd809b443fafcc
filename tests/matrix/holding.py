"""Held messages on the stage: one of each participant in each room."""

import uuid
from collections.abc import Mapping

from django.utils import timezone

from community.models import Person, Profile
from messaging import held_words
from messaging.models import Participant, Pending, Room
from messaging.models.pending import WAITS
from tests.cast import Cast


def held_of_all(cast: Cast, names: Mapping[Person | None, str]) -> dict[tuple[str, str], uuid.UUID]:
    """Their cids, by name and kind of room."""
    seats = Participant.objects.filter(room__space=cast.harbour.pk, active=True)
    return {
        (names[seat.profile.person], seat.room.kind): held_by(seat.profile, seat.room).cid
        for seat in seats.select_related("room", "profile__person")
        if seat.profile.person in names
    }


def held_by(profile: Profile, room: Room) -> Pending:
    pk, now = uuid.uuid4(), timezone.now()
    words = held_words.lock_up(pk, "Waits for somebody")
    whose = {"room": room, "actor": profile, "cid": uuid.uuid4(), "mac": b"1" * 16}
    return Pending.objects.create(pk=pk, words=words, rule="r", held_at=now, until=now + WAITS, **whose)
