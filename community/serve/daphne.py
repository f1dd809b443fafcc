"""daphne with a protocol class that writes ready-made frames straight to the socket.

Stock daphne makes each frame anew, and Twisted registers the socket with epoll and takes it off again for every write:
most of what a delivery costs.
"""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor

from community.serve.draining import drain
from community.serve.line import CLOSING_S, DEAF_S, LINE, OnText

BACKLOG = 2048
MESSAGE_BYTES = 64 * 1024  # the engine takes 16 KiB and answers what is larger; this only bounds memory
NEVER_S = 10**9


class _Line(WebSocketProtocol):
    """Also the `Line` of its own connection."""

    on_text: OnText | None = None

    def onConnect(self, request: Any) -> Any:  # noqa: N802 - autobahn's names
        self.extensions = {LINE: self}
        return super().onConnect(request)

    def hear(self, on_text: OnText) -> None:
        self.on_text = on_text

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        if self.on_text is None:
            super().onMessage(payload, isBinary)
        elif self.state == self.STATE_OPEN:
            self.on_text(None if isBinary else payload.decode())

    def write(self, frame: bytes) -> None:
        transport = self.transport
        if self.state != self.STATE_OPEN or transport.disconnecting:
            return
        if transport._tempDataBuffer or transport.dataBuffer or transport.TLS:
            transport.write(frame)
            return
        try:
            sent = transport.socket.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the reading side sees it, too, and ends the connection
        if sent < len(frame):
            transport.write(frame[sent:])

    def close(self, code: int, *, deaf: bool = False) -> None:
        if self.state != self.STATE_OPEN:
            return
        self.sendClose(code=code)
        if deaf:
            self.transport.pauseProducing()
            asyncio.get_running_loop().call_later(DEAF_S, self.transport.abortConnection)


class _Server(Server):
    def run(self) -> None:
        reactor.callWhenRunning(self.begin)
        super().run()

    def begin(self) -> None:
        self.ws_factory.protocol = _Line
        self.ws_factory.setProtocolOptions(closeHandshakeTimeout=CLOSING_S, autoPingTimeout=0)
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave)

    def leave(self) -> None:
        asyncio.ensure_future(drain()).add_done_callback(lambda _: self.stop())

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, _Line):
            scope["extensions"] = protocol.extensions
        return super().create_application(protocol, scope)


def serve(application: Any, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    _Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        signal_handlers=False,
        ping_interval=NEVER_S,  # the engine has a heartbeat of its own
        websocket_max_message_size=MESSAGE_BYTES,
        websocket_max_frame_size=MESSAGE_BYTES,
        verbosity=0,
        server_name="",
    ).run()
