"""What a server of ours puts into `scope["extensions"][LINE]`: the connection itself, without queues or tasks between.

Accepting and the end of a connection stay ASGI's; between them frames come in through a callback and go out as they
are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from websockets.frames import CloseCode, Frame, Opcode
from websockets.server import ServerProtocol

LINE = "snug.line"
OnText = Callable[[str | None], None]  # None: a binary message


class Line(Protocol):
    def hear(self, on_text: OnText) -> None:
        """From now on messages come to `on_text`, synchronously, and no longer through ASGI's `receive`."""

    def write(self, frame: bytes) -> None:
        """Sends a frame of `wire.frame`. Never blocks and never raises; what the network does not take at once waits in
        the transport, which the engine's window of unconfirmed bytes bounds."""

    def close(self, code: int, *, deaf: bool = False) -> None:
        """Sends a close frame; nothing can be written after it. `deaf`: nothing more is read either, and the connection
        ends after `DEAF_S`: a flood stays in its sender's own buffers."""


class Messages:
    """Text messages out of frames, however they were cut."""

    def __init__(self, conn: ServerProtocol, on_text: OnText) -> None:
        self.conn, self.on_text = conn, on_text
        self.parts: list[bytes | bytearray | memoryview] = []
        self.binary = False

    def take(self, frame: Frame) -> None:
        """Hands over what is whole. What is no UTF-8 fails the connection; after a close nothing is handed over."""
        if frame.opcode not in DATA:
            return
        if frame.opcode is not Opcode.CONT:
            self.binary = frame.opcode is Opcode.BINARY
        self.parts.append(frame.data)
        if len(self.parts) > PARTS:
            self.conn.fail(CloseCode.POLICY_VIOLATION)
        if self.conn.close_sent is not None:
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


DATA = frozenset((Opcode.TEXT, Opcode.BINARY, Opcode.CONT))
PARTS = 64  # of one message: empty ones cost their sender almost nothing
MESSAGE_BYTES = 64 * 1024  # the engine takes 16 KiB and answers what is larger; this only bounds memory
DEAF_S = 1.0
CLOSING_S = 10.0  # for a slow reader to get to its close frame
