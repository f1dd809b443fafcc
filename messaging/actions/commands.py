"""What a person can say in a room, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from community.errors import SnugError
from messaging.polling import Asked


class Send(NamedTuple):
    """New words. `cid` is made once per message and kept through retries; `confirm` names rules the author has read;
    `reply_to` is the message that they answer."""

    person_id: UUID
    room_id: UUID
    cid: UUID
    body: str
    confirm: tuple[str, ...] = ()
    at: datetime | None = None
    reply_to: UUID | None = None
    media: tuple[UUID, ...] = ()  # photos and files that were uploaded before, in this order; then words are no duty
    poll: Asked | None = None  # the words ask this


class Edit(NamedTuple):
    """Other words for one's own message."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID
    body: str
    confirm: tuple[str, ...] = ()


class React(NamedTuple):
    """One's emoji on a message, or taken off it again."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID
    emoji: str
    on: bool


class Vote(NamedTuple):
    """What one chooses in a poll, by places of its options, instead of what one chose before; none takes it back."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID
    choices: tuple[int, ...]


class Close(NamedTuple):
    """A poll ended before its time."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID


class Delete(NamedTuple):
    """One's own message taken back."""

    person_id: UUID
    room_id: UUID
    mid: UUID
    cid: UUID


class Ack(NamedTuple):
    """It is committed. `dup`: it was so before. `changed`: what was stored differs (`{body, rule, spans}`)."""

    room: UUID
    cid: UUID
    seq: int
    mid: UUID | None
    dup: bool
    changed: dict[str, Any] | None = None


Command = Send | Edit | React | Vote | Close | Delete
Answer = Ack | SnugError
