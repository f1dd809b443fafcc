"""Polls, asked and answered through the actions of this package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from community.surface import Action
from messaging import access, serializers
from messaging.actions import messages
from messaging.actions.messages import Ack
from messaging.polling import Asked
from tests.messaging.rooms import Space

DAYS = ("Tuesday", "Wednesday", "Thursday")


def soon(seconds: float = 3600) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def ask(
    space: Space,
    n: int = 0,
    *,
    options: Sequence[str] = DAYS,
    multiple: bool = False,
    secret: bool = False,
    ends: datetime | None = None,
    question: str = "When do we run?",
) -> UUID:
    ends = ends or (soon() if secret else None)
    asked = Asked(tuple(options), multiple, secret, ends)
    mid = messages.send(space.people[n], space.talk.pk, uuid4(), question, poll=asked).mid
    assert mid
    return mid


def vote(space: Space, mid: UUID, n: int, *choices: int, cid: UUID | None = None) -> Ack:
    return messages.vote(space.people[n], space.talk.pk, mid, cid or uuid4(), choices)


def close(space: Space, mid: UUID, n: int = 0) -> Ack:
    return messages.close(space.people[n], space.talk.pk, mid, uuid4())


def page(space: Space, n: int = 0) -> list[dict[str, Any]]:
    seat = access.load_room(space.people[n], space.talk.pk, Action.READ_MESSAGES)
    return serializers.page(access.history(seat, limit=100))


def shown(space: Space, mid: UUID, n: int = 0) -> dict[str, Any]:
    """The poll as somebody reads it."""
    (found,) = (one for one in page(space, n) if one["mid"] == str(mid))
    poll: dict[str, Any] = found["poll"]
    return poll


def counts(space: Space, mid: UUID, n: int = 0) -> list[int]:
    return [option["count"] for option in shown(space, mid, n)["options"]]


def end_now(mid: UUID) -> None:
    """As its clock will. What is asked never changes, so the row is written as if it had been asked earlier."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # without triggers
        cursor.execute(
            "UPDATE messaging_poll SET asked_at = now() - interval '2 hours', closes_at = now() - interval '1 minute'"
            " WHERE message_id = %s",
            [mid],
        )
        cursor.execute("SET session_replication_role = origin")
