"""A person's seat in a standing room of a space, and where they left off: what its page opens with, in one query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BinaryField,
    BooleanField,
    DateTimeField,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models.expressions import RawSQL

from community.errors import NotFound
from community.models import Person
from messaging.access.folding import folded_by, is_folded
from messaging.access.pins import PINNED_HERE
from messaging.access.rooms import Seat, in_sight
from messaging.closed import closed
from messaging.models import Participant

_HERE = ("messaging_participant", "messaging_room")
# In our own words: asked on every page, and made from expressions they take longer to write than to answer.
_FIRST_UNREAD = RawSQL(  # noqa: S611 - our own words only
    f"""SELECT m.seq FROM messaging_message m
    WHERE m.room_id = messaging_participant.room_id AND m.deleted_at IS NULL
      AND m.seq > GREATEST(messaging_participant.read_seq, messaging_participant.visible_from_seq)
      AND m.actor_id IS DISTINCT FROM messaging_participant.profile_id
      AND NOT {is_folded("m.actor_id", *_HERE)} AND {in_sight("m", "messaging_participant")}
    ORDER BY m.seq LIMIT 1""",  # noqa: S608
    (),
    BigIntegerField(),
)
_SAID_BEFORE = RawSQL(
    """EXISTS (SELECT FROM messaging_message m WHERE m.room_id = messaging_participant.room_id
      AND m.seq <= messaging_participant.visible_from_seq)""",
    (),
    BooleanField(),
)
_HOLDS = RawSQL(
    """EXISTS (SELECT FROM messaging_pending q WHERE q.room_id = messaging_participant.room_id
      AND q.actor_id = messaging_participant.profile_id AND q.put_away_at IS NULL AND q.state <> 'released')""",
    (),
    BooleanField(),
)
_SPOKE_AT = RawSQL(
    """CASE WHEN messaging_room.slow_until > now() THEN (SELECT m.created_at FROM messaging_message m
      WHERE m.room_id = messaging_participant.room_id AND m.actor_id = messaging_participant.profile_id
      ORDER BY m.seq DESC LIMIT 1) END""",
    (),
    DateTimeField(),
)
_CLOSED = RawSQL(  # noqa: S611 - our own words only
    closed("messaging_room", "messaging_participant.profile_id"), (), TextField()
)
_CALLED = RawSQL(
    """CASE WHEN messaging_participant.voice = 'captain' THEN (SELECT count(*) FROM messaging_crewcall c
      WHERE c.profile_id = messaging_participant.profile_id AND c.until > now()) ELSE 0 END""",
    (),
    BigIntegerField(),
)
_PINS = RawSQL(PINNED_HERE, (), ArrayField(BigIntegerField()))  # noqa: S611 - our own words only
_MINE = "FROM messaging_roomdraft d WHERE d.participant_id = messaging_participant.id"
_DRAFT = RawSQL(f"(SELECT d.words {_MINE})", (), BinaryField())  # noqa: S611 - our own words only
_DRAFTED = RawSQL(f"(SELECT d.version {_MINE})", (), BigIntegerField())  # noqa: S611
_FOLDED = RawSQL(folded_by(*_HERE), (), ArrayField(UUIDField()))  # noqa: S611 - our own words only


class Opening(NamedTuple):
    """`first_unread`: seq of the first message by somebody else that the person has not read, None when all is read.
    `said_before`: whether anything was said before the reader's window; not what, and not by whom. `holds`: whether
    there is anything to say about own words that a rule held. `folded`: the profiles whose words are folded here,
    because the person has blocked them. `spoke_at`: their own last words; asked alone where everybody goes slowly."""

    seat: Seat
    first_unread: int | None
    said_before: bool
    holds: bool
    folded: frozenset[UUID] = frozenset()
    spoke_at: datetime | None = None
    draft: tuple[bytes, int] | None = None  # what the reader is writing, locked up, and its version
    pins: tuple[int, ...] = ()  # seqs of what stands at the top, as this reader may see it
    called: int = 0  # how often a captain has called their crew in the last 24 hours


def load_standing(person: Person, space: UUID, kind: str) -> Opening:
    """The seat in the space's room of this kind. `NotFound` for who is no participant. What may be done there is asked
    by whoever does it: reading is what a participant may."""
    return _opening(person, Participant.objects.filter(room__space=space, room__kind=kind))


def load_opening(person: Person, room: UUID) -> Opening:
    """The same for one room by its id."""
    return _opening(person, Participant.objects.filter(room=room))


def _opening(person: Person, where: QuerySet[Participant]) -> Opening:
    participant = (
        where.filter(profile__person=person, active=True)
        .select_related("room", "profile")
        .annotate(
            first_unread=_FIRST_UNREAD,
            said_before=_SAID_BEFORE,
            holds=_HOLDS,
            folded=_FOLDED,
            spoke_at=_SPOKE_AT,
            closed=_CLOSED,
            called=_CALLED,
            pins=_PINS,
            draft=_DRAFT,
            drafted=_DRAFTED,
        )
        .first()
    )
    if participant is None:
        raise NotFound
    seat = Seat(participant.room, participant, participant.profile, person, participant.closed)
    folded = frozenset(participant.folded)
    draft = (bytes(participant.draft), participant.drafted) if participant.drafted else None
    return Opening(
        seat,
        participant.first_unread,
        participant.said_before,
        participant.holds,
        folded,
        participant.spoke_at,
        draft,
        tuple(participant.pins),
        participant.called,
    )
