"""The brand's share of a space's conversation, as everybody may see it (trust.md R12)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from community import prepared
from moderation.policy.share import WINDOW

_SHARE = f"""
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM messaging_participant b WHERE b.room_id = m.room_id AND b.profile_id = m.actor_id AND b.voice = 'brand'
)) FROM (
    SELECT m.room_id, m.actor_id FROM messaging_message m JOIN messaging_room r ON r.id = m.room_id
    WHERE r.space = %s AND r.kind = 'talk' ORDER BY m.seq DESC LIMIT {WINDOW}
) m
"""  # noqa: S608 - our own number only


class Share(NamedTuple):
    """Of the last `said` messages in Talk, fifty at most, `by_brand` are the brand's."""

    said: int
    by_brand: int


def share_of(space: UUID) -> Share:
    return Share._make(prepared.rows(_SHARE, [space])[0])
