"""The HTTP half of uvicorn, with an end to what may come before a request is known, so many bytes, so many seconds, and
to what comes with it. Stock uvicorn bounds none of these."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from community.serve.bodies import Body, announced
from community.serve.line import HEAD_BYTES, HEAD_S, HEADERS, SLICE

BODY_S, BODY_LEAST = 30, 32 * 1024  # who brings fewer bytes of a body in so many seconds is given up
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Http(HttpToolsProtocol):
    """Requests, until one of them becomes a WebSocket."""

    heading = True  # a request's head is awaited, or half read
    head = 0  # its bytes so far
    patience: asyncio.TimerHandle | None = None  # ends with the head; of an upgrade, with the connection's handing over
    body: Body | None = None
    brought = 0  # bytes of the body in this span of `BODY_S`
    content = 0  # bytes of all bodies of this connection
    done = False  # nothing more is read

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self.rest()
        self.end_body()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE):
            if self.done or self.transport.is_closing() or self.transport.get_protocol() is not self:
                return
            piece, content = data[start : start + SLICE], self.content
            self.head += len(piece) if self.heading else 0
            super().data_received(piece)
            self.look(len(piece) - (self.content - content))

    def look(self, beside: int) -> None:
        """After the parser has read something, so many bytes of it no body. What parts the pieces of one and what comes
        behind it fill memory as it does."""
        if self.heading and self.head:
            if self.head > HEAD_BYTES or len(self.headers or ()) > HEADERS:
                self.refuse(_TOO_LARGE)
            elif self.patience is None:
                self.wait()
        elif not self.heading and self.body is not None:
            self.refuse_body(self.body.take(beside))

    def refuse(self, answer: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:  # else it would stand in the middle of another
            self.transport.write(answer)
        self.transport.close()

    # ---- time ------------------------------------------------------------------------------------------------------

    def wait(self) -> None:
        self.patience = self.loop.call_later(HEAD_S, self.give_up)

    def rest(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def give_up(self) -> None:
        self.transport.close()

    def wait_for_body(self) -> None:
        self.brought = 0
        self.patience = self.loop.call_later(BODY_S, self.look_at_body)

    def look_at_body(self) -> None:
        """It goes on, or it is we who do not read: else it would keep its share of what all may send in."""
        if self.brought >= BODY_LEAST or self.flow.read_paused:
            self.wait_for_body()
        else:
            self.transport.close()

    # ---- the parser's side -----------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        """Not what comes behind a body: it would pass what a proxy puts right, and stand beside what that said."""
        if self.heading:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.heading, self.head = False, 0
        self.body = Body()
        length = dict(self.headers).get(b"content-length", b"")
        self.refuse_body(announced(int(length)) if length.isdigit() else None)
        if not (self.parser.should_upgrade() and self._should_upgrade()):
            self.rest()
            self.wait_for_body()
        elif self.patience is None:  # one that brings a body is never handed over, and goes when its time is over
            self.wait()

    def on_body(self, body: bytes) -> None:
        self.brought += len(body)
        self.content += len(body)
        if self.transport.is_closing() or (self.body and self.refuse_body(self.body.take(len(body)))):
            return
        super().on_body(body)

    def refuse_body(self, answer: bytes | None) -> bool:
        if answer is not None:
            if self.cycle is not None and not self.cycle.response_started and not self.pipeline:
                self.transport.write(answer)
            self.transport.close()
        return answer is not None

    def end_body(self) -> None:
        if self.body is not None:
            self.body.give_back()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not (self.parser.should_upgrade() and self._should_upgrade()):
            self.rest()
        self.heading = True
        self.end_body()

    def handle_websocket_upgrade(self) -> None:
        self.rest()
        if self.cycle is None or self.cycle.response_complete:
            super().handle_websocket_upgrade()
        else:  # what was asked before is answered, and with that it ends
            self.cycle.keep_alive = False
            self.done = True
