"""What a server of ours puts into `scope["extensions"][LINE]`: the connection itself, without queues or tasks between.

Accepting and the end of a connection stay ASGI's; between them frames come in through a callback and go out as they
are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from websockets.frames import CloseCode, Frame, Opcode, apply_mask  # type: ignore[attr-defined]
from websockets.protocol import State
from websockets.server import ServerProtocol

LINE = "snug.line"
OnText = Callable[[str | None], None]  # None: a binary message
OnControl = Callable[[], None]


class Line(Protocol):
    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        """From now on messages come to `on_text`, synchronously, and no longer through ASGI's `receive`; of each ping
        or pong of the WebSocket itself `on_control` is told."""

    def write(self, frame: bytes) -> None:
        """Sends one or more frames of `wire.frame`. Never blocks and never raises; what the network does not take at
        once waits in the transport, which the engine's window of unconfirmed bytes bounds."""

    def close(self, code: int, *, deaf: bool = False) -> None:
        """Sends a close frame; nothing can be written after it. `deaf`: nothing more is read either, and the connection
        ends after `DEAF_S`: a flood stays in its sender's own buffers."""


class Messages:
    """Text messages out of frames, however they were cut."""

    def __init__(self, conn: ServerProtocol, on_text: OnText) -> None:
        self.conn, self.on_text = conn, on_text
        self.on_control: OnControl = _passed_over
        self.late = 0
        self.parts: list[bytes | bytearray | memoryview] = []
        self.binary = False
        self.resting = False  # what comes next is the beginning of a frame

    def look(self) -> None:
        """After the state machine has read something: whether it stands between two frames. It takes a header in
        pieces, so that an empty buffer says nothing; where it waits does."""
        waits: Any = self.conn.parser
        while (inner := getattr(waits, "gi_yieldfrom", None)) is not None:
            waits = inner
        self.resting = getattr(waits, "__name__", "") == "at_eof" and not self.conn.reader.buffer

    def take_whole(self, data: bytes) -> bool:
        """The usual case in one step: nothing is half read, and this is exactly one text message in one frame. False:
        something else, left to the state machine, which costs three times as much."""
        if not self.resting or self.parts or self.conn.state is not State.OPEN or len(data) < _LEAST:
            return False
        start, size = 2, data[1] & 0x7F
        if size == _MEDIUM:
            start, size = 4, int.from_bytes(data[2:4])
        if (size > _MEDIUM and start == 2) or len(data) != start + 4 + size:
            return False
        if data[0] != _WHOLE_TEXT or not data[1] & _MASKED or size > MESSAGE_BYTES:
            return False
        try:
            text = str(apply_mask(data[start + 4 :], data[start : start + 4]), "utf-8")
        except UnicodeDecodeError:
            return False
        self.on_text(text)
        return True

    def too_late(self, size: int) -> bool:
        """Before so many bytes are read: whether the other side was sent a close and goes on as if it had not been."""
        if self.conn.close_sent is None:
            return False
        self.late += size
        return self.late > LATE_BYTES

    @property
    def over(self) -> bool:
        """Whether this side has closed the connection, or failed it. The other side's close is answered by the state
        machine as soon as it is read; what came in one piece with it was said before it all the same."""
        return self.conn.close_sent is not None and not self.conn.close_rcvd_then_sent

    def take(self, frame: Frame) -> None:
        """Hands over what is whole. What is no UTF-8 fails the connection; once it is over nothing is handed over."""
        if frame.opcode not in DATA:
            if frame.opcode is not Opcode.CLOSE:
                self.on_control()
            return
        if frame.opcode is not Opcode.CONT:
            self.binary = frame.opcode is Opcode.BINARY
        self.parts.append(frame.data)
        if len(self.parts) > PARTS:
            self.conn.fail(CloseCode.POLICY_VIOLATION)
        if self.over:
            self.parts = []
            return
        if not frame.fin:
            return
        data = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        self.parts = []
        try:
            text = None if self.binary else str(data, "utf-8")
        except UnicodeDecodeError:
            self.conn.fail(CloseCode.INVALID_DATA)
        else:
            self.on_text(text)


def _passed_over() -> None:
    """Nobody listens yet."""


_WHOLE_TEXT, _MASKED = 0x81, 0x80  # RFC 6455, section 5.2
_MEDIUM = 126  # the size follows in two bytes
_LEAST = 6  # bytes: a masked frame without content
DATA = frozenset((Opcode.TEXT, Opcode.BINARY, Opcode.CONT))
PARTS = 64  # of one message: empty ones cost their sender almost nothing
MESSAGE_BYTES = 64 * 1024  # the engine takes 16 KiB and answers what is larger; this only bounds memory
SLICE = 4096  # taken in at once: a flood is cut after tens of frames, not after all that one read has brought
LATE_BYTES = 256 * 1024  # read after a close was sent: enough for what was under way
HEAD_BYTES, HEADERS, HEAD_S = 32 * 1024, 128, 30  # of a request, and until a WebSocket is accepted
DEAF_S = 1.0
CLOSING_S = 10.0  # for a slow reader to get to its close frame
