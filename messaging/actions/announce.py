"""After COMMIT: telling all web processes what has been stored."""

from __future__ import annotations

from typing import Any

from community import failpoints, live
from messaging import wakes
from messaging.log import Kind, Stored


def announce(entries: list[Stored]) -> None:
    """For requests, commands and workers; the socket's outbox publishes by itself."""
    failpoints.hit(failpoints.BEFORE_TELL)
    live.tell_many([*wakes.of_events(entries), *notices(entries)])


def notices(entries: list[Stored]) -> list[tuple[str, dict[str, Any]]]:
    """To those whose time in a room has ended, on their own channel: makes it prompt where the room's wake was lost."""
    return [
        wakes.notice(entry.facts.person_id, room=str(entry.draft.room_id))
        for entry in entries
        if entry.draft.kind is Kind.LEFT and entry.facts.person_id is not None
    ]
