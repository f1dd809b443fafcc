"""A person's seat in a standing room of a space, and where they left off: what its page opens with, in one question."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from community import prepared
from community.errors import NotFound
from community.made import columns, surely
from community.models import Person, Profile
from messaging.access.folding import folded_by, is_folded
from messaging.access.pins import pinned_here
from messaging.access.rooms import Seat, in_sight
from messaging.closed import closed
from messaging.models import Participant, Room

_MINE = "FROM messaging_roomdraft d WHERE d.participant_id = p.id"
_STANDING = f"""
SELECT {columns(Room, "r")}, {columns(Participant, "p")}, {columns(Profile, "f")}, {closed()} AS closed,
    (
        SELECT m.seq FROM messaging_message m
        WHERE m.room_id = p.room_id AND m.deleted_at IS NULL AND m.seq > GREATEST(p.read_seq, p.visible_from_seq)
          AND m.actor_id IS DISTINCT FROM p.profile_id AND NOT {is_folded("m.actor_id")} AND {in_sight()}
        ORDER BY m.seq LIMIT 1
    ) AS first_unread,
    EXISTS (
        SELECT FROM messaging_message m WHERE m.room_id = p.room_id AND m.seq <= p.visible_from_seq
    ) AS said_before,
    EXISTS (
        SELECT FROM messaging_pending q WHERE q.room_id = p.room_id AND q.actor_id = p.profile_id
          AND q.put_away_at IS NULL AND q.state <> 'released'
    ) AS holds,
    {folded_by()} AS folded,
    CASE WHEN r.slow_until > now() THEN (
        SELECT m.created_at FROM messaging_message m
        WHERE m.room_id = p.room_id AND m.actor_id = p.profile_id ORDER BY m.seq DESC LIMIT 1
    ) END AS spoke_at,
    (SELECT d.words {_MINE}) AS draft, (SELECT d.version {_MINE}) AS drafted,
    {pinned_here()} AS pins,
    CASE WHEN p.voice = 'captain' THEN (
        SELECT count(*) FROM messaging_crewcall c WHERE c.profile_id = p.profile_id AND c.until > now()
    ) ELSE 0 END AS called
FROM community_profile f
JOIN messaging_participant p ON p.profile_id = f.id AND p.active
JOIN messaging_room r ON r.id = p.room_id
WHERE f.person_id = %s AND {{which}} ORDER BY p.id LIMIT 1
"""  # noqa: S608 - our own words only
_OF_KIND = _STANDING.format(which="r.space = %s AND r.kind = %t")
_BY_ID = _STANDING.format(which="p.room_id = %s")


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
    return _opening(person, _OF_KIND, space, str(kind))


def load_opening(person: Person, room: UUID) -> Opening:
    """The same for one room by its id."""
    return _opening(person, _BY_ID, room)


def _opening(person: Person, statement: str, *which: object) -> Opening:
    rows = prepared.rows(statement, [person.pk, *which])
    if not rows:
        raise NotFound
    values = iter(rows[0])
    room, participant, profile = surely(Room, values), surely(Participant, values), surely(Profile, values)
    participant.room, participant.profile = room, profile
    closed_by, first_unread, said_before, holds, folded, spoke_at, draft, drafted, pins, called = values
    return Opening(
        Seat(room, participant, profile, person, closed_by),
        first_unread,
        said_before,
        holds,
        frozenset(folded),
        spoke_at,
        (bytes(draft), drafted) if drafted else None,
        tuple(pins),
        called,
    )
