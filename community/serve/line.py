"""What a server of ours puts into `scope["extensions"][LINE]`: the connection itself, without queues or tasks between.

Accepting and the end of a connection stay ASGI's; between them frames come in through a callback and go out as they
are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

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


DEAF_S = 1.0
CLOSING_S = 10.0  # for a slow reader to get to its close frame
