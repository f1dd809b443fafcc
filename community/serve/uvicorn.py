"""uvicorn with the same: its WebSocket protocol writes ready-made frames to its transport."""

from __future__ import annotations

import asyncio
import os
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from community.serve.draining import drain
from community.serve.heads import Http
from community.serve.line import CLOSING_S, DEAF_S, HEAD_S, LINE, MESSAGE_BYTES, SLICE, Messages, OnControl, OnText

BACKLOG = 2048


class _Line(WebSocketsSansIOProtocol):
    """Also the `Line` of its own connection."""

    messages: Messages
    deaf = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.patience = self.loop.call_later(HEAD_S, self.give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self.patience.cancel()
        super().connection_lost(exc)

    def give_up(self) -> None:
        """It took too long until somebody was let in."""
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        self.close_timeout = CLOSING_S
        self.messages = Messages(self.conn, self.to_application)
        self.fd = self.transport.get_extra_info("socket").fileno()
        self.plain = self.scheme == "ws"
        if hasattr(self, "scope"):
            self.scope["extensions"] = {LINE: self}  # type: ignore[dict-item]
            self.transport.pause_reading()  # nobody is listened to before being let in

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.accept":
            self.patience.cancel()
            if not self.transport.is_closing():
                self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            self.read_head(data)
        elif self.close_sent or not self.messages.take_whole(data):
            self.read(data)

    def read_head(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def read(self, data: bytes) -> None:
        if self.messages.too_late(len(data)):
            self.transport.abort()
            return
        for start in range(0, len(data), SLICE):
            if self.deaf or self.transport.is_closing():
                return
            super().data_received(data[start : start + SLICE])
        self.messages.look()

    def handle_parser_exception(self) -> None:
        if self.conn.close_sent is None:  # never let in, and told so
            self.transport.close()
        else:
            super().handle_parser_exception()

    def to_application(self, text: str | None) -> None:
        self.queue.put_nowait({"type": "websocket.receive", "text": text})  # type: ignore[typeddict-item]

    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        self.messages.on_text, self.messages.on_control = on_text, on_control

    def handle_text(self, event: Frame) -> None:
        if not self.close_sent:
            self.messages.take(event)
            if self.messages.over:  # not text at all
                self.handle_parser_exception()

    handle_cont = handle_bytes = handle_text

    def handle_pong(self, event: Frame) -> None:
        self.messages.on_control()

    def handle_ping(self) -> None:
        self.messages.on_control()
        answer = b"".join(self.conn.data_to_send())
        # Who does not read gets no answers to keep for them. Nor is it left to the transport: one that cannot write
        # ends, and what was said before the break lies unread.
        if not self.transport.get_write_buffer_size():
            self.write(answer)

    def write(self, frame: bytes) -> None:
        # Between the end of a connection and the engine's hearing of it frames still come; uvloop raises where asyncio
        # keeps quiet, and whoever delivers to a room must not stumble over one of its readers.
        transport = self.transport
        if self.close_sent or transport.is_closing():
            return
        sent = 0
        if self.plain and not transport.get_write_buffer_size():
            try:  # as the transport would, without its queue
                sent = os.write(self.fd, frame)
            except BlockingIOError:
                pass
            except OSError:
                return  # the reading side sees it, too, and ends the connection
        if sent < len(frame):
            transport.write(frame[sent:])

    def close(self, code: int, *, deaf: bool = False) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if deaf:
            self.deaf = True
            self.transport.pause_reading()
        ending = self.transport.abort if deaf else self.transport.close
        self.close_timer = self.loop.call_later(DEAF_S if deaf else CLOSING_S, ending)


class _Server(uvicorn.Server):
    leaving: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn's signal handler, in the main thread but maybe in the middle of a callback."""
        if self.leaving is None:
            self.loop.call_soon_threadsafe(self.leave)
        else:
            super().handle_exit(sig, frame)

    def leave(self) -> None:
        self.leaving = asyncio.ensure_future(drain())
        self.leaving.add_done_callback(self.left)

    def left(self, leaving: asyncio.Task[None]) -> None:
        self.should_exit = True

    async def serve(self, sockets: list[Any] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().serve(sockets)


def serve(application: Any, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=Http,
        ws=_Line,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=None,  # the engine has a heartbeat of its own
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,  # addresses of pages may hold tokens
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
    )
    _Server(config).run()
