"""A server that plays `snug.v1` from a script, and the static files of the client: to see what the web client does
when the line misbehaves in ways that a real server would not show on demand.
"""

from __future__ import annotations

import functools
import json
import queue
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

STATIC = Path(__file__).resolve().parents[3] / "messaging" / "static"
ROOM = "11111111-1111-4111-8111-111111111111"
SELF = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
BEN = {"id": "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "name": "Ben Okafor", "badge": None}
PATIENCE = 10

Frame = dict[str, Any]
Script = Callable[["Line"], None]


def said(seq: int, body: str = "", **more: Any) -> Frame:
    """An event of the log, as the server sends it."""
    return {
        "op": "ev",
        "room": ROOM,
        "seq": seq,
        "kind": "msg.new",
        "at": "2026-06-09T16:00:00Z",
        "actor": BEN,
        "mid": f"00000000-0000-4000-8000-{seq:012d}",
        "body": body or f"words {seq}",
    } | more


def ack(send: Frame, seq: int, *, dup: bool = False) -> Frame:
    """The answer to a `send`: it is stored."""
    mid = f"00000000-0000-4000-8000-{seq:012d}"
    return {"op": "ack", "id": send["id"], "room": ROOM, "cid": send["cid"], "seq": seq, "mid": mid, "dup": dup}


class Line:
    """One connection, as a script sees it."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket

    def say(self, *frames: Frame) -> None:
        for frame in frames:
            self.socket.send(json.dumps(frame))

    def say_together(self, *frames: Frame) -> None:
        self.socket.send(json.dumps(frames))

    def hear(self, op: str, within: float = PATIENCE) -> Frame:
        """The next frame of this kind; others before it are let go."""
        while True:
            frame: Frame = json.loads(self.socket.recv(timeout=within))
            if frame["op"] == op:
                return frame

    def silence(self, seconds: float) -> list[Frame]:
        """Everything said within that time."""
        heard: list[Frame] = []
        try:
            while True:
                heard.append(json.loads(self.socket.recv(timeout=seconds)))
        except TimeoutError:
            return heard

    def greet(self, epoch: str = "e1", ping_s: float = 20) -> None:
        self.say({"op": "hello", "v": 1, "conn": "c", "epoch": epoch, "ping_s": ping_s, "limits": {}, "now": ""})

    def grant(self, head: int) -> Frame:
        """Answer the next `sub`, as wished. Returns it."""
        sub = self.hear("sub")
        for wish in sub["rooms"]:
            start = head if wish["since"] is None else wish["since"]
            self.say({"op": "subd", "id": sub["id"], "room": wish["room"], "head": head, "from": start})
        return sub

    def close(self, code: int) -> None:
        self.socket.close(code)


class ScriptedServer:
    """Each connection takes the next script; when there is none left the handshake is refused."""

    def __init__(self) -> None:
        self.scripts: queue.Queue[Script] = queue.Queue()
        self.failures: list[BaseException] = []
        self.done = threading.Semaphore(0)
        self.session_status = 200
        self.session_retry_after = 0
        self.session_asked = 0
        self.session_asked_at = 0.0
        self.handshakes = 0
        self.sockets: Server = serve(
            self._run,
            "127.0.0.1",
            0,
            subprotocols=["snug.v1"],
            process_request=self._handshake,  # type: ignore[list-item]
        )
        self.pages = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, self))
        threading.Thread(target=self.sockets.serve_forever, daemon=True).start()
        threading.Thread(target=self.pages.serve_forever, args=[0.02], daemon=True).start()  # s until it sees an end

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.pages.server_address[1]}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.sockets.socket.getsockname()[1]}/"

    def play(self, *scripts: Script) -> None:
        for script in scripts:
            self.scripts.put(script)

    def wait(self, count: int = 1) -> None:
        """Until so many scripts have come to their end; what failed inside one fails here."""
        for _ in range(count):
            assert self.done.acquire(timeout=PATIENCE * 2), self.failures or "a script did not come to its end"
        assert not self.failures, self.failures

    def stop(self) -> None:
        self.sockets.shutdown()
        self.pages.shutdown()
        self.pages.server_close()

    def _handshake(self, connection: ServerConnection, request: Any) -> Any:
        self.handshakes += 1
        if self.scripts.empty():
            return connection.respond(403, "no")
        return None

    def _run(self, socket: ServerConnection) -> None:
        script = self.scripts.get()
        try:
            script(Line(socket))
        except ConnectionClosed:
            pass
        except Exception as failure:
            self.failures.append(failure)
        finally:
            self.done.release()
        try:
            while True:  # stays open, as a server does, until the client goes
                socket.recv()
        except ConnectionClosed:
            pass


class _Files(SimpleHTTPRequestHandler):
    def __init__(self, server: ScriptedServer, *args: Any) -> None:
        self.script = server
        super().__init__(*args, directory=str(STATIC))

    def do_GET(self) -> None:
        if self.path == "/session":
            self.script.session_asked_at = time.monotonic()
            self.script.session_asked += 1
            self._answer(self.script.session_status, b"{}")
        elif self.path == "/":
            self._answer(200, b"<!doctype html><title>client</title>")
        else:
            super().do_GET()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if self.script.session_retry_after:
            self.send_header("Retry-After", str(self.script.session_retry_after))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""
