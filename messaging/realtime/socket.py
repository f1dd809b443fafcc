"""One connection: who it is, which rooms it follows and how far, what goes out."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from community.errors import SnugError
from community.serve import wire
from community.serve.line import Line
from messaging import serializers
from messaging.realtime import limits
from messaging.realtime.frames import BIGGEST, FrameError
from messaging.realtime.said import FrameId

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
    live: bool = True


class Ping(NamedTuple):
    n: int
    at: float  # seconds of `time.monotonic`
    sent: int  # bytes that had gone out before it


@dataclass(slots=True, eq=False)
class Socket:
    """What goes out is counted; an answered ping confirms what went out before it. Between the two lies the window
    (realtime.md "Heartbeat and back-pressure are one mechanism")."""

    conn: str
    who: Admission
    line: Line
    since: float  # seconds of `time.monotonic`
    subs: dict[UUID, Sub] = field(default_factory=dict)
    lagging: set[Sub] = field(default_factory=set)  # to be pumped when the window is open again
    closing: int | None = None
    open: bool = True  # whether an event may go out now; else its room stays dirty, and the database holds it
    left: int = limits.PING_BYTES  # bytes until there is something to think of, at `mark`
    mark: int = limits.PING_BYTES  # how much will have gone out then; the next of these two:
    ping_at: int = limits.PING_BYTES
    shut_at: int = limits.WINDOW_BYTES
    pinged: deque[Ping] = field(default_factory=deque)
    heard: float = 0.0  # when the last answered ping went out, or the connection began
    bad: int = 0
    kept: bytes = b""  # frames that go out with the next one, or in the next turn of the loop
    on_open: Callable[[set[Sub]], None] | None = None
    on_close: Callable[[], None] | None = None  # by this side

    @property
    def sent(self) -> int:
        """Bytes that have gone out."""
        return self.mark - self.left

    def put(self, frame: bytes) -> None:
        """Out goes a ready-made frame (`wire.frame`). Of a thousand sockets each is met cold, and a number that is
        looked at is one more visit to memory: hence `left` alone."""
        if self.kept:
            frame, self.kept = self.kept + frame, b""
        self.left -= len(frame)
        if self.left <= 0:
            frame += self._at_mark()
        self.line.write(frame)

    def _at_mark(self) -> bytes:
        """The frame of a ping, where one is due; else the window shuts."""
        if self.sent >= self.ping_at:
            return self._ping()
        self._look_ahead(self.sent)
        return b""

    def _look_ahead(self, sent: int) -> None:
        """So much has gone out by now."""
        self.open = self.closing is None and sent < self.shut_at
        self.mark = min(self.ping_at, self.shut_at)
        self.left = self.mark - sent

    def push(self, text: bytes) -> None:
        if self.closing is None:
            self.put(wire.frame(text))

    def keep(self, text: bytes) -> None:
        """The same for what is usually followed at once by something else: both then leave in one write."""
        if self.closing is None:
            if not self.kept:
                asyncio.get_running_loop().call_soon(self.let_go)
            self.kept += wire.frame(text)

    def let_go(self) -> None:
        if self.kept:
            self.put(b"")

    def say(self, op: str, **fields: Any) -> None:
        self.push(serializers.encode({"op": op, **fields}))

    def ping(self, now: float | None = None) -> None:
        if self.closing is None:
            self.line.write(self._ping(now))

    def _ping(self, now: float | None = None) -> bytes:
        """The frame of the next one, counted; empty when too many are open."""
        before, frame = self.sent, b""
        self.ping_at = before + limits.PING_BYTES
        if len(self.pinged) < limits.PINGS:
            n = 1 + secrets.randbelow(BIGGEST)  # who could guess it could open the window without reading
            self.pinged.append(Ping(n, now or time.monotonic(), before))
            frame = wire.frame(b'{"op":"ping","n":%d}' % n)
        self._look_ahead(before + len(frame))
        return frame

    def pong(self, n: int) -> bool:
        """Answers this ping and all before it; False: nothing that waits for an answer was asked so."""
        if not any(ping.n == n for ping in self.pinged):
            return False
        answered = 0
        while answered != n:
            answered, self.heard, confirmed = self.pinged.popleft()
        if self.closing is None:
            self.shut_at = confirmed + limits.WINDOW_BYTES
            self._look_ahead(self.sent)
        if self.lagging and self.open and self.on_open is not None:
            lagging, self.lagging = self.lagging, set()
            self.on_open(lagging)
        return True

    def close(self, code: int, err: str | None = None, retry_ms: int | None = None) -> None:
        """Says why, then closes; nothing goes out after it."""
        if self.closing is None:
            self.let_go()
            if err is not None:
                self.err(err, detail={"close": code}, retry_ms=retry_ms)
            self.closing, self.open = code, False
            self.line.close(code, deaf=code in limits.DEAF)
            if self.on_close is not None:
                self.on_close()

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
