"""What a client can say, read: one class for each op, and what is done with which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from messaging.polling import Asked

FrameId = str | int


@dataclass(frozen=True, slots=True)
class Sub:
    id: FrameId
    epoch: str | None
    rooms: tuple[tuple[UUID, int | None], ...]


class Send(NamedTuple):
    id: FrameId
    room: UUID
    cid: UUID
    body: str
    confirm: tuple[str, ...]
    reply_to: UUID | None = None
    media: tuple[UUID, ...] = ()
    poll: Asked | None = None


class Edit(NamedTuple):
    id: FrameId
    room: UUID
    mid: UUID
    cid: UUID
    body: str
    confirm: tuple[str, ...]


class React(NamedTuple):
    id: FrameId
    room: UUID
    mid: UUID
    cid: UUID
    emoji: str
    on: bool


class Vote(NamedTuple):
    id: FrameId
    room: UUID
    mid: UUID
    cid: UUID
    choices: tuple[int, ...]


class Close(NamedTuple):
    id: FrameId
    room: UUID
    mid: UUID
    cid: UUID


class Del(NamedTuple):
    id: FrameId
    room: UUID
    mid: UUID
    cid: UUID


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong, and with what; `kind` and `category` as moderation knows them."""

    id: FrameId
    kind: str
    subject: UUID
    category: str
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    room: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Unread(Read):
    """Not up to here any more, but from here on."""


@dataclass(frozen=True, slots=True)
class Typing:
    room: UUID
    on: bool


@dataclass(frozen=True, slots=True)
class Pong:
    n: int


Writing = Send | Edit | React | Vote | Close | Del
Asking = Sub | Report  # done by the socket's own worker, one after the other
Queued = Asking | Writing  # counted, answered, done in order
Command = Queued | Read | Typing | Pong
