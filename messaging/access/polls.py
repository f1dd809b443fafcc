"""Polls as their reader may see them now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from community.errors import NotFound
from community.surface import Action
from messaging.access.lines import Line, messages_at
from messaging.access.rooms import Seat, load_message
from messaging.models import PollBallot
from messaging.polling import told


def handed_in(seat: Seat, lines: Iterable[Line]) -> frozenset[UUID]:
    """The secret polls among these messages in which the reader has handed in a ballot. Where there are none nothing is
    asked."""
    secret = [line.mid for line in lines if line.poll is not None and line.poll["secret"]]
    if not secret:
        return frozenset()
    mine = PollBallot.objects.filter(poll__in=secret, profile=seat.profile)
    return frozenset(mine.values_list("poll", flat=True))


def load_poll(seat: Seat, mid: UUID, action: Action) -> tuple[Line, dict[str, Any]]:
    """The message that asks, and its poll as its reader may see it now, of a secret one with
    `handed_in`. Raises `NotFound`, also where it is out of sight."""
    message = load_message(seat, mid, action)
    found = messages_at(seat.room.pk, [message.seq])
    line = found[0] if found else None
    if line is None or line.poll is None or line.hidden or line.deleted:
        raise NotFound
    return line, own(told(mid, line.poll, timezone.now()), seat, mid in handed_in(seat, [line]))


def own(shape: dict[str, Any], seat: Seat, handed: bool) -> dict[str, Any]:
    """With what the reader has chosen; of a secret ballot only that it was handed in."""
    if shape["secret"]:
        return shape | {"handed_in": handed}
    return shape
