"""Why somebody says nothing in a direct room (trust.md R39, R40), as a column of whatever statement knows the room:
always as it is at this moment, and for all other rooms nothing is looked up."""

from __future__ import annotations

WAITS, UNANSWERED, OVER, BLOCKED = "direct_waits", "direct_unanswered", "direct_over", "direct_blocked"


def closed(room: str = "r", profile: str = "f.id") -> str:
    """A refusal code of the policy, or NULL. Of a block it tells only the one who blocks: to the other all is as it
    was."""
    return f"""CASE WHEN {room}.kind = 'direct' THEN (
        SELECT CASE
            WHEN NOT EXISTS (
                SELECT FROM messaging_participant o
                WHERE o.room_id = d.room_id AND o.profile_id <> {profile} AND o.active
            ) THEN '{OVER}'
            WHEN d.opened_at IS NULL AND d.asker_id = {profile} THEN '{WAITS}'
            WHEN EXISTS (
                SELECT FROM moderation_block b
                WHERE b.blocker_id = {profile} AND b.blocked_id IN (d.low_id, d.high_id)
            ) THEN '{BLOCKED}'
            WHEN d.opened_at IS NULL THEN '{UNANSWERED}'
        END FROM messaging_direct d WHERE d.room_id = {room}.id
    ) END"""  # noqa: S608 - our own words only
