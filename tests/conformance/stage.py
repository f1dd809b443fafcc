"""A server that lets the connections of a scenario in or refuses them, and hands them to whoever plays it."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from tests.browser.client.scripted import ScriptedServer
from tests.conformance.scenario import Frame, first_like

PATIENCE_S = 40


class Line:
    """One connection; what the client says is kept until it is taken."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.came = threading.Condition()
        self.heard: list[tuple[float, Frame]] = []
        self.over = False
        self.last_said = time.monotonic()
        self.fences = 1_000_000

    def listen(self) -> None:
        try:
            for text in self.socket:
                with self.came:
                    self.heard.append((time.monotonic(), json.loads(text)))
                    self.came.notify_all()
        except ConnectionClosed:
            pass
        with self.came:
            self.over = True
            self.came.notify_all()

    def say(self, said: Frame | list[Frame]) -> None:
        self.last_said = time.monotonic()
        self.socket.send(json.dumps(said))

    def take(self, like: Frame) -> tuple[float, Frame]:
        """The next frame of this op and room, and when it came after what was said last."""
        with self.came:
            self.came.wait_for(lambda: self.over or first_like(like, self.frames()) is not None, PATIENCE_S)
            frame = first_like(like, self.frames())
            assert frame is not None, f"the client never said this, but {self.frames()}"
            at = next(at for at, one in self.heard if one is frame)
            self.heard = [entry for entry in self.heard if entry[1] is not frame]
            return at - self.last_said, frame

    def frames(self) -> list[Frame]:
        return [frame for _, frame in self.heard]

    def fence(self) -> None:
        """Until the client has dealt with all that was said: its pong comes after it."""
        self.fences += 1
        self.socket.send(json.dumps({"op": "ping", "n": self.fences}))
        wanted = {"op": "pong", "n": self.fences}
        with self.came:
            assert self.came.wait_for(lambda: self.over or wanted in self.frames(), PATIENCE_S)
            assert wanted in self.frames(), "the client went instead of answering a ping"
            self.heard = [entry for entry in self.heard if entry[1] != wanted]

    def rest(self) -> list[Frame]:
        """What was said without having been asked for; how far one has read may be told at any time."""
        return [frame for frame in self.frames() if frame["op"] not in ("read", "typing")]


class Stage(ScriptedServer):
    def __init__(self, plan: list[bool]) -> None:
        self.plan = plan
        self.lines: queue.Queue[Line] = queue.Queue()
        super().__init__()

    def next_line(self) -> Line:
        return self.lines.get(timeout=PATIENCE_S)

    def _handshake(self, connection: ServerConnection, request: Any) -> Any:
        number, self.handshakes = self.handshakes, self.handshakes + 1
        if number < len(self.plan) and self.plan[number]:
            return None
        return connection.respond(403, "no")

    def _run(self, socket: ServerConnection) -> None:
        line = Line(socket)
        self.lines.put(line)
        line.listen()


def until(holds: Callable[[], bool], what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what()
        time.sleep(0.02)
