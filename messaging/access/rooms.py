"""Rooms, and the reader's seat in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from community import prepared
from community.errors import NotFound
from community.models import Person, Profile
from community.surface import Action, Standing
from messaging.access.folding import is_folded
from messaging.models import Message, Participant, Room
from moderation import policy

MOST_UNREAD = 100
# Asked with what is true of the participant; which of the two kinds of posting it is depends on the room.
SAYING = {
    Action.SEND_MESSAGE: policy.may_post,
    Action.POST_NOTICE: policy.may_post,
    Action.EDIT_OWN: policy.may_edit,
    Action.REACT: policy.may_react,
    Action.VOTE: policy.may_vote,
    Action.PIN: policy.may_pin,
    Action.HIDE_MESSAGE: policy.may_hide,
}
OF_ONES_OWN = frozenset((Action.EDIT_OWN, Action.DELETE_OWN))
# A participant is a visible one by definition; a brand's takes part only while its seat speaks.
STANDINGS = {
    Participant.Voice.MEMBER: Standing.MEMBER,
    Participant.Voice.CAPTAIN: Standing.CAPTAIN,
    Participant.Voice.BRAND: Standing.BRAND_SPEAKING,
}


def in_sight(message: str = "m", participant: str = "p") -> str:
    """A condition on what is unread: what is out of sight is not. Those few are looked up once in an index that holds
    nothing else, so that all that is counted is read from `message_seq_once` alone, as before."""
    return f"""{message}.seq <> ALL (ARRAY(
        SELECT h.seq FROM messaging_message h WHERE h.room_id = {participant}.room_id AND h.hidden_at IS NOT NULL
          AND h.seq > GREATEST({participant}.read_seq, {participant}.visible_from_seq)
    ))"""  # noqa: S608 - our own words only


# Of the participant `p` in its room `r`; its parameter is MOST_UNREAD.
UNREAD = f"""(
    SELECT count(*) FROM (
        SELECT FROM messaging_message m
        WHERE m.room_id = p.room_id AND m.seq > GREATEST(p.read_seq, p.visible_from_seq)
          AND m.deleted_at IS NULL AND m.actor_id IS DISTINCT FROM p.profile_id AND NOT {is_folded("m.actor_id")}
          AND {in_sight()}
        LIMIT %s
    ) AS unread
)"""  # noqa: S608 - our own words only
_COUNTS = f"""
SELECT p.room_id, {UNREAD} FROM messaging_participant p JOIN community_profile f ON f.id = p.profile_id
JOIN messaging_room r ON r.id = p.room_id
WHERE f.person_id = %s AND p.active
"""  # noqa: S608 - our own words only


_PRESENT = """
SELECT f.id, f.name, p.voice FROM messaging_participant p JOIN community_profile f ON f.id = p.profile_id
WHERE p.room_id = %s AND p.active ORDER BY f.name, p.id
"""


class Present(NamedTuple):
    """Somebody who is in a room: their profile's key and name, and how they speak there."""

    pk: UUID
    name: str
    voice: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in one room."""

    room: Room
    participant: Participant
    profile: Profile
    person: Person
    closed: str | None = None  # of a direct room, where it was asked: why they say nothing there


def load_room(person: Person, room_id: UUID, action: Action) -> Seat:
    """The seat from which this person may do that. `NotFound` for strangers, former members and missing rooms alike,
    `Forbidden` where a participant may not."""
    participant = (
        Participant.objects.select_related("room", "profile")
        .filter(room_id=room_id, profile__person=person, active=True)
        .first()
    )
    if participant is None:
        raise NotFound
    code = _refusal(participant, action)
    if code is not None:
        raise policy.refusal(code)
    return Seat(participant.room, participant, participant.profile, person)


def _refusal(participant: Participant, action: Action) -> str | None:
    may = SAYING.get(action)
    if may is not None:
        return may(post_facts(participant))
    return policy.check(action, [STANDINGS[Participant.Voice(participant.voice)]])


def post_facts(reader: Participant) -> policy.PostFacts:
    """What is true of somebody in their room now, for the policy; not how slowly it goes."""
    room = reader.room
    return policy.PostFacts(
        room.kind,
        reader.active,
        reader.voice,
        reader.muted_until,
        timezone.now(),
        room.brand_paused_until,
        locked_until=room.locked_until,
    )


def load_message(seat: Seat, mid: UUID, action: Action) -> Message:
    """A message within the reader's window; for editing and deleting one's own only. `NotFound` otherwise."""
    found = Message.objects.filter(pk=mid, room=seat.room, seq__gt=seat.participant.visible_from_seq, deleted_at=None)
    if action in OF_ONES_OWN:
        found = found.filter(actor=seat.profile)
    message = found.first()
    if message is None:
        raise NotFound
    return message


def rooms_of(person: Person) -> QuerySet[Room]:
    return Room.objects.visible_to(person)


def participants(seat: Seat) -> list[Present]:
    """Who is in the room now, by name."""
    return [Present._make(row) for row in prepared.rows(_PRESENT, [seat.room.pk])]


def unread_counts(person: Person) -> dict[UUID, int]:
    """Messages by others that this person has not read, per room, counted to 100 (realtime.md "Delivery")."""
    return dict(prepared.rows(_COUNTS, [MOST_UNREAD, person.pk]))
