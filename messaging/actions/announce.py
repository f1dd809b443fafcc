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
    """On a person's own channel: to those who have voted in secret, and to those whose time in a room has ended, which
    makes it prompt where the room's wake was lost."""
    ballots = [wakes.of_own_ballot(entry) for entry in entries]
    return [found for found in ballots if found is not None] + [
        wakes.notice(entry.facts.person_id, room=str(entry.draft.room_id))
        for entry in entries
        if entry.draft.kind is Kind.LEFT and entry.facts.person_id is not None
    ]
