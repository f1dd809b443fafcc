"""What stands at the top of a room, for one reader: not what was said before their time, not what was taken back or is
out of sight, and in a page not by whom they have blocked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from community import prepared
from messaging.access.lines import Line, messages_at
from messaging.access.rooms import Seat


def pinned_here(participant: str = "p") -> str:
    """A column: what stands there for the participant, the latest pinned first."""
    return f"""ARRAY(
        SELECT m.seq FROM messaging_pin n JOIN messaging_message m ON m.id = n.message_id
        WHERE n.room_id = {participant}.room_id AND m.deleted_at IS NULL AND m.hidden_at IS NULL
          AND m.seq > {participant}.visible_from_seq
        ORDER BY n.pinned_at DESC, n.id DESC
    )"""  # noqa: S608 - our own words only


_PINNED = f"SELECT {pinned_here()} FROM messaging_participant p WHERE p.id = %s"  # noqa: S608 - our own words only


def pins(seat: Seat) -> list[Line]:
    """All of them."""
    return lines_of(seat, prepared.rows(_PINNED, [seat.participant.pk])[0][0])


def lines_of(seat: Seat, seqs: Sequence[int], folded: Collection[UUID] = ()) -> list[Line]:
    """Of these numbers; asks nothing where nothing is pinned."""
    found = messages_at(seat.room.pk, seqs) if seqs else []
    return [line for line in found if line.actor_id not in folded]
