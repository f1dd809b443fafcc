"""uvicorn with the same: its WebSocket protocol writes ready-made frames to its transport."""

from __future__ import annotations

import asyncio
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from community.serve.draining import drain
from community.serve.line import CLOSING_S, DEAF_S, LINE, OnText

BACKLOG = 2048
MESSAGE_BYTES = 64 * 1024


class _Line(WebSocketsSansIOProtocol):
    """Also the `Line` of its own connection."""

    on_text: OnText | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        self.close_timeout = CLOSING_S
        if hasattr(self, "scope"):
            self.scope["extensions"] = {LINE: self}  # type: ignore[dict-item]

    def hear(self, on_text: OnText) -> None:
        self.on_text = on_text

    def send_receive_event_to_app(self) -> None:
        if self.on_text is None:
            super().send_receive_event_to_app()
            return
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type != "text":
            self.on_text(None)
            return
        try:
            text = bytes(data).decode()
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.handle_parser_exception()
            return
        self.on_text(text)

    def write(self, frame: bytes) -> None:
        if not self.close_sent:
            self.transport.write(frame)

    def close(self, code: int, *, deaf: bool = False) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if deaf:
            self.transport.pause_reading()
            self.loop.call_later(DEAF_S, self.transport.abort)
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)


class _Server(uvicorn.Server):
    leaving: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn's signal handler, in the main thread but maybe in the middle of a callback."""
        if self.leaving is None:
            self.loop.call_soon_threadsafe(self.leave, sig, frame)
        else:
            super().handle_exit(sig, frame)

    def leave(self, sig: int, frame: FrameType | None) -> None:
        exit_now = super().handle_exit
        self.leaving = asyncio.ensure_future(drain())
        self.leaving.add_done_callback(lambda _: exit_now(sig, frame))

    async def serve(self, sockets: list[Any] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().serve(sockets)


def serve(application: Any, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
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
