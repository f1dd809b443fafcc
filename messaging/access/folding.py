"""What somebody has blocked is folded away, for them alone (trust.md R39). Notices are meant for everybody, and stay.

In SQL, of a participant `p` and its room `r`: the pages, the counts and the socket ask with their own statement.
"""

from __future__ import annotations

from uuid import UUID

from community import prepared
from community.models import Profile


def is_folded(author: str, participant: str = "p", room: str = "r") -> str:
    """A condition: the participant has blocked this author."""
    return f"""({room}.kind <> 'notices' AND EXISTS (
        SELECT FROM moderation_block b WHERE b.blocker_id = {participant}.profile_id AND b.blocked_id = {author}
    ))"""


def folded_by(participant: str = "p", room: str = "r") -> str:
    """A column: the profiles that the participant has blocked."""
    return f"""ARRAY(
        SELECT b.blocked_id FROM moderation_block b
        WHERE b.blocker_id = {participant}.profile_id AND {room}.kind <> 'notices' ORDER BY b.blocked_id
    )"""  # noqa: S608 - our own words only


_ROOMS = f"""
SELECT r.id, {folded_by()} FROM messaging_participant p JOIN messaging_room r ON r.id = p.room_id
WHERE p.profile_id = %s AND p.active AND r.kind <> 'notices'
"""  # noqa: S608 - our own words only


def folded_in(profile: Profile) -> list[tuple[UUID, list[UUID]]]:
    """Each room that the profile is in and where something may be folded, with whose words are."""
    return [(room, folded) for room, folded in prepared.rows(_ROOMS, [profile.pk])]
