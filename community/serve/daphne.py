"""daphne with a WebSocket protocol of ours, on the sans-I/O half of `websockets`: frames that are ready made go
straight to the socket.

Stock daphne speaks WebSocket through autobahn: it makes each frame anew, and Twisted registers the socket with epoll
and takes it off again for every write, which is most of what a delivery costs.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from typing import Any
from urllib.parse import unquote

from daphne.http_protocol import HTTPFactory
from daphne.server import Server
from twisted.internet import reactor
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from community.serve.draining import drain
from community.serve.line import CLOSING_S, DEAF_S, LINE, MESSAGE_BYTES, SLICE, Messages, OnControl, OnText
from community.serve.requests import Request as Ordinary

log = logging.getLogger(__name__)
BACKLOG = 2048
ACCEPT_S = 20  # for the application to decide
READ = 64 * 1024
Message = dict[str, Any]


class _Line(Protocol):
    """Also the `Line` of its own connection."""

    __slots__ = ("clogged", "send", "standing")  # what each write looks at lies together
    transport: Any  # Twisted's types know nothing of sockets
    _raw_query_string = b""  # daphne sets it

    def __init__(self, server: Server) -> None:
        self.server = server
        self.conn = ServerProtocol(max_size=MESSAGE_BYTES)
        self.messages = Messages(self.conn, self.to_application)
        self.queue: asyncio.Queue[Message] | None = None
        self.response: Response | None = None  # until the application has decided
        self.begun = time.monotonic()
        self.deaf = False
        self.standing = False  # accepted, and neither side has begun to close
        self.clogged = False  # something may lie in Twisted's buffers
        self.ending: asyncio.TimerHandle | None = None

    # ---- Twisted's side --------------------------------------------------------------------------------------------

    def readable(self) -> None:
        """What Twisted does when something has come in, without its detours. The end is left to it."""
        try:
            data = self.transport.socket.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            try:
                self.dataReceived(data)
            except Exception:
                log.exception("a connection's bytes could not be read")
                self.transport.abortConnection()
        else:
            self.transport.stopReading()
            self.transport.startReading()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.messages.take_whole(data):
            return
        if self.messages.too_late(len(data)):
            self.transport.abortConnection()
            return
        for start in range(0, len(data), SLICE):
            if self.deaf:
                return
            self.conn.receive_data(data[start : start + SLICE])
            for event in self.conn.events_received():
                self.take(event)
        self.messages.look()
        self.flush()

    def take(self, event: Request | Response | Frame) -> None:
        if isinstance(event, Request):
            self.ask(event)
        elif isinstance(event, Frame):
            self.messages.take(event)
            if event.opcode is Opcode.PING:
                self.answer_ping()

    def answer_ping(self) -> None:
        if self.unsent:
            self.conn.data_to_send()  # who does not read gets no answers to keep for them
        else:
            self.flush()

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802
        self.standing = False
        if self.ending is not None:
            self.ending.cancel()
        if self.queue is not None:
            self.server.protocol_disconnected(self)
            self.queue.put_nowait({"type": "websocket.disconnect", "code": self.conn.close_code or 1006})

    def flush(self) -> None:
        for data in self.conn.data_to_send():
            if data and self.standing:
                self.write(data)  # Twisted ends what it cannot write to, and what was said before the break lies unread
            elif data:
                self.transport.write(data)
                self.clogged = True
            else:
                self.transport.loseConnection()
        if self.conn.state is not State.OPEN or self.transport.disconnecting:
            self.standing = False

    # ---- the application's side ------------------------------------------------------------------------------------

    def ask(self, request: Request) -> None:
        response = self.conn.accept(request)
        if response.status_code != 101:
            self.conn.send_response(response)
            return
        self.response = response
        self.server.protocol_connected(self)
        self.queue = self.server.create_application(self, self.scope(request))
        self.queue.put_nowait({"type": "websocket.connect"})

    def scope(self, request: Request) -> Message:
        path = request.path.partition("?")[0]
        # Names with an underscore may pass for others (CVE-2015-0219).
        headers = [(name.lower(), value) for name, value in request.headers.raw_items() if "_" not in name]
        offered = request.headers.get_all("Sec-WebSocket-Protocol")
        return {
            "type": "websocket",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": self.server.root_path,
            "query_string": self._raw_query_string,
            "headers": [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers],
            "client": _address(self.transport.getPeer()),
            "server": _address(self.transport.getHost()),
            "subprotocols": [word.strip() for line in offered for word in line.split(",")],
            "extensions": {LINE: self},
        }

    def handle_reply(self, message: Message) -> None:
        if self.response is not None:
            self.decide(message, self.response)
            self.response = None
        elif message["type"] == "websocket.close":
            self.close(message.get("code") or CloseCode.NORMAL_CLOSURE)
        elif self.conn.state is State.OPEN:
            self.conn.send_text(str(message["text"]).encode())
        self.flush()

    def decide(self, message: Message, response: Response) -> None:
        if message["type"] != "websocket.accept":
            response = self.conn.reject(403, "")
        elif message.get("subprotocol"):
            response.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
        self.conn.send_response(response)
        # Who has failed meanwhile is on the way out: a reader of ours would outlive it, on a number that is given anew.
        if self.conn.state is State.OPEN and not self.transport.disconnecting:
            self.stand()

    def stand(self) -> None:
        """From here on the connection is a conversation of small frames, none of which waits for another."""
        self.standing = True
        self.transport.setTcpNoDelay(True)
        self.send = self.transport.socket.send
        asyncio.get_running_loop().add_reader(self.transport.fileno(), self.readable)

    def handle_exception(self, error: BaseException) -> None:
        if self.response is None:
            self.close(CloseCode.INTERNAL_ERROR)
        else:
            self.conn.send_response(self.conn.reject(500, ""))
            self.response = None
            self.flush()

    def check_timeouts(self) -> None:
        if self.response is not None and time.monotonic() - self.begun > ACCEPT_S:
            self.handle_reply({"type": "websocket.close"})

    def to_application(self, text: str | None) -> None:
        assert self.queue is not None
        self.queue.put_nowait({"type": "websocket.receive", "text": text})

    # ---- the engine's side (`Line`) --------------------------------------------------------------------------------

    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        self.messages.on_text, self.messages.on_control = on_text, on_control

    def write(self, frame: bytes) -> None:
        if not self.standing:
            return
        sent = 0
        if not self.clogged or not self.unsent:
            self.clogged = False
            try:
                sent = self.send(frame)
            except BlockingIOError:
                pass
            except OSError:
                return  # the reading side sees it, too, and ends the connection
        if sent < len(frame):
            self.transport.write(frame[sent:])
            self.clogged = True

    @property
    def unsent(self) -> bool:
        return bool(self.transport._tempDataBuffer or self.transport.dataBuffer)

    def close(self, code: int, *, deaf: bool = False) -> None:
        if self.conn.state is not State.OPEN:
            return
        self.conn.send_close(code)
        self.flush()
        if deaf:
            self.deaf = True
            self.transport.pauseProducing()
        loop = asyncio.get_running_loop()
        self.ending = loop.call_later(DEAF_S if deaf else CLOSING_S, self.transport.abortConnection)


def _address(address: Any) -> list[Any] | None:
    return [address.host, address.port] if hasattr(address, "port") else None


class _Factory:
    """What daphne asks for the protocol of a connection that is upgraded."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def buildProtocol(self, address: IAddress) -> _Line:  # noqa: N802 - Twisted's name
        return _Line(self.server)


class _Server(Server):
    def run(self) -> None:
        reactor.callWhenRunning(self.begin)
        super().run()

    def begin(self) -> None:
        self.ws_factory = _Factory(self)
        self.http_factory.buildProtocol = self.build
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave)

    def build(self, address: IAddress) -> Any:
        """In the place of the factory's own, whose requests take bodies without end."""
        protocol = HTTPFactory.buildProtocol(self.http_factory, address)
        protocol.requestFactory = Ordinary
        return protocol

    def leave(self) -> None:
        asyncio.ensure_future(drain()).add_done_callback(lambda _: self.stop())


def serve(application: Any, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    _Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        signal_handlers=False,
        verbosity=0,
        server_name="",
    ).run()
