"""A room that is locked for the night: what stands in the place of the field, and until when."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from messaging.access import Seat
from messaging.access.rooms import post_facts
from messaging.page_words import habit_words
from moderation import policy


def night(seat: Seat, zone: tzinfo) -> dict[str, Any]:
    """Whether that alone keeps the reader from writing: the field is there all the same, out of sight, for the
    morning."""
    until = seat.room.locked_until
    if until is None or policy.may_post(post_facts(seat.participant)) != "room_locked":
        return {"locked": ""}
    return {"locked": str(habit_words()["locked_until"]).replace("{time}", f"{until.astimezone(zone):%H:%M}")}
