"""What stands above an answer: the message it answers, as its reader may see it now (trust.md R3, R39)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from community import prepared
from messaging.access.folding import is_folded
from messaging.access.lines import Line
from messaging.access.rooms import Seat
from messaging.log.sql import uuids


class Quote(NamedTuple):
    """`actor_id` and `name` are also a former member's, whose `person_id` is None."""

    mid: UUID
    body: str
    version: int
    actor_id: UUID | None
    person_id: UUID | None
    name: str | None
    voice: str | None


# Neither what was taken back or is out of sight, nor what is from before the reader's window or by whom they blocked.
_QUOTES = f"""
SELECT m.id, m.body, m.version, f.id, f.person_id, f.name, v.voice
FROM messaging_participant p
JOIN messaging_room r ON r.id = p.room_id
JOIN messaging_message m ON m.room_id = p.room_id AND m.seq > p.visible_from_seq AND m.id = ANY(%t::uuid[])
LEFT JOIN community_profile f ON f.id = m.actor_id
LEFT JOIN messaging_participant v ON v.room_id = m.room_id AND v.profile_id = f.id
WHERE p.id = %t AND m.deleted_at IS NULL AND m.hidden_at IS NULL AND NOT {is_folded("m.actor_id")}
"""  # noqa: S608 - our own words only


def quotes(seat: Seat, lines: Iterable[Line]) -> dict[UUID, Quote]:
    """By message; what the reader may not see, or no longer, is missing. Where nothing is answered nothing is asked."""
    return quoted(seat, {line.reply_mid for line in lines if line.reply_mid is not None})


def quoted(seat: Seat, mids: Iterable[UUID]) -> dict[UUID, Quote]:
    asked = list(mids)
    if not asked:
        return {}
    found = [Quote._make(row) for row in prepared.rows(_QUOTES, [uuids(asked), seat.participant.pk])]
    return {quote.mid: quote for quote in found}
