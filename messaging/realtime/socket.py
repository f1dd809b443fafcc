"""One connection: who it is, which rooms it follows and how far, what goes out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from community.errors import SnugError
from messaging import serializers
from messaging.realtime import limits
from messaging.realtime.frames import FrameError, FrameId

Send = Callable[[dict[str, Any]], Awaitable[None]]
# What an err frame may say; a refusal with a code of its own is "forbidden" with that code in its detail.
CODES = frozenset(
    [
        "bad_frame",
        "unknown_op",
        "invalid",
        "not_found",
        "forbidden",
        "nudge",
        "held",
        "refused",
        "too_large",
        "rate_limited",
        "unavailable",
        "cid_conflict",
    ]
)


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom the handshake let in. `proof` is what the session check compared last."""

    person_id: UUID
    language: str
    session_key: str  # empty: by a ticket without a session (seed commands)
    session_hash: str
    proof: object


@dataclass(slots=True, eq=False)
class Sub:
    """One room followed by one socket: `sent` is the last seq that went out, or that it said it had."""

    room: UUID
    socket: Socket
    profile_id: UUID
    actor: Mapping[str, Any] | None
    sent: int
    visible_from: int
    refusal: str | None  # why they may not post, hence not be typing
    live: bool = True


@dataclass(slots=True, eq=False)
class Socket:
    conn: str
    who: Admission
    send: Send
    since: float  # loop time
    subs: dict[UUID, Sub] = field(default_factory=dict)
    outgoing: deque[bytes] = field(default_factory=deque)
    outgoing_bytes: int = 0
    lagging: set[Sub] = field(default_factory=set)  # to be pumped when it is open again
    closing: int | None = None
    pinged: deque[tuple[int, float]] = field(default_factory=deque)
    pings: int = 0
    heard: float = 0.0  # when the last answered ping went out, or the connection began
    bad: int = 0
    stir: asyncio.Event = field(default_factory=asyncio.Event)
    on_open: Callable[[set[Sub]], None] | None = None

    @property
    def open(self) -> bool:
        """Whether an event may go out now. The window of unconfirmed bytes has its place here."""
        return self.closing is None and self.outgoing_bytes < limits.OUTGOING_BYTES

    def push(self, frame: bytes) -> None:
        """Out it goes, after what waits already."""
        if self.closing is None:
            self.outgoing.append(frame)
            self.outgoing_bytes += len(frame)
            self.stir.set()

    def say(self, op: str, **fields: Any) -> None:
        self.push(serializers.encode({"op": op, **fields}))

    def close(self, code: int, err: str | None = None, retry_ms: int | None = None) -> None:
        """Says why, then closes; nothing goes out after it."""
        if self.closing is None:
            if err is not None:
                self.err(err, detail={"close": code}, retry_ms=retry_ms)
            self.closing = code
            self.stir.set()

    async def write(self) -> None:
        """Brings out what `push` left, until the close."""
        while True:
            await self.stir.wait()
            self.stir.clear()
            while self.outgoing:
                frame = self.outgoing.popleft()
                await self.send({"type": "websocket.send", "text": frame.decode()})
                self.outgoing_bytes -= len(frame)
            if self.closing is not None:
                await self.send({"type": "websocket.close", "code": self.closing})
                return
            if self.lagging and self.on_open is not None:
                lagging, self.lagging = self.lagging, set()
                self.on_open(lagging)

    # ---- errors ----------------------------------------------------------------------------------------------------

    def err(
        self,
        code: str,
        frame_id: FrameId | None = None,
        detail: Mapping[str, Any] | None = None,
        retry_ms: int | None = None,
    ) -> None:
        fields: dict[str, Any] = {"code": code}
        if frame_id is not None:
            fields["id"] = frame_id
        if retry_ms is not None:
            fields["retry_ms"] = retry_ms
        if detail:
            fields["detail"] = dict(detail)
        self.say("err", **fields)

    def misread(self, error: FrameError) -> None:
        """A frame that makes no sense; after too many of them it is over."""
        self.err(error.code, error.frame_id, {"field": error.field} if error.field else None)
        self.bad += error.bad
        if self.bad >= limits.BAD_FRAMES:
            self.close(limits.TOO_MANY_BAD, "bad_frame")

    def refuse(self, refusal: SnugError, frame_id: FrameId | None = None, **more: Any) -> None:
        """A refusal, in the reader's language."""
        code, detail = refusal.code, {**refusal.detail, **more}
        if code not in CODES:
            code, detail = "forbidden", {"code": refusal.code, **detail}
        with translation.override(self.who.language):
            detail["words"] = str(refusal.words) if isinstance(refusal.words, Promise) else refusal.words
        self.err(code, frame_id, detail, refusal.retry_ms)
