"""The way out of a socket on a server that knows nothing of us: frames wait in a queue of their own until ASGI's `send`
has taken them, one after the other. Our own servers bring something better (`community.serve.line`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from community.serve import wire
from community.serve.line import OnControl, OnText

Send = Callable[[dict[str, Any]], Awaitable[None]]


class AsgiLine:
    """A `Line`. How much may wait is bounded by the engine's window, as on every line."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.waiting: deque[dict[str, Any]] = deque()
        self.closed = False
        self.task: asyncio.Task[None] | None = None

    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        """What comes in comes through `receive`, to whoever calls it."""

    def write(self, frame: bytes) -> None:
        if not self.closed:
            for text in wire.texts_of(frame):
                self._put({"type": "websocket.send", "text": text.decode()})

    def close(self, code: int, *, deaf: bool = False) -> None:
        if not self.closed:
            self._put({"type": "websocket.close", "code": code})
            self.closed = True

    def _put(self, message: dict[str, Any]) -> None:
        self.waiting.append(message)
        if self.task is None:
            self.task = asyncio.ensure_future(self._bring_out())

    async def _bring_out(self) -> None:
        try:
            while self.waiting:
                await self.send(self.waiting.popleft())
        except Exception:
            # Gone: `receive` tells its reader. Nothing that waits will be needed.
            self.closed = True
            self.waiting.clear()
        finally:
            self.task = None
