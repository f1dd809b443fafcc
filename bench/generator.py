"""The load: many sockets in one loop over epoll, which look for marks in bytes instead of parsing frames.

That is exact, however a server cuts or gathers its frames: each body holds its mark once, and a chunk that does not end
where a frame ends waits for the rest, so that no mark is ever cut in two.
"""

from __future__ import annotations

import gc
import select
import socket
import time
from collections import deque
from collections.abc import Callable

from bench.systems.base import Seat, Shape, System
from bench.words import MARK, body

CHUNK = 1 << 18
CONNECTING = 64  # at once
CONNECT_S = 120


class Line:
    """One socket of the load."""

    __slots__ = ("flight", "heard", "members", "seat", "sock", "step", "tail")

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.step = 0
        self.heard = b""  # until it sits
        self.tail = b""  # of a chunk that ended within a frame
        self.flight = 0  # its messages that are not acked
        self.members: deque[Line] = deque()  # all lines of its group, whose turn is next in front


class Load:
    """All sockets of one shape at one system. Close it always."""

    def __init__(self, system: System, shape: Shape) -> None:
        self.system, self.shape = system, shape
        self.lines: dict[int, Line] = {}
        self.groups: list[deque[Line]] = [deque() for _ in range(shape.groups)]
        self.poll = select.epoll()
        self.sent = self.acked = self.events = 0
        self.hear: Callable[[Line, bytes], None] = self.count
        self.refill = False

    def close(self) -> None:
        for line in self.lines.values():
            line.sock.close()
        self.poll.close()
        gc.enable()

    # ---- sitting down ----------------------------------------------------------------------------------------------

    def connect(self) -> float:
        """Connects and subscribes all; returns how many seconds that took. Raises RuntimeError when one is refused."""
        seats = deque(self.system.seats(self.shape))
        begun = time.monotonic()
        sitting = 0
        while sitting < self.shape.sockets:
            while seats and len(self.lines) - sitting < CONNECTING:
                self._begin(Line(seats.popleft()))
            for fd, _ in self.poll.poll(1):
                sitting += self._on_step(self.lines[fd])
            if time.monotonic() - begun > CONNECT_S:
                raise RuntimeError(f"{self.system.name}: {sitting} of {self.shape.sockets} sockets after {CONNECT_S} s")
        took = time.monotonic() - begun
        gc.collect()
        gc.disable()  # a pause of ours would look like one of theirs
        return took

    def _begin(self, line: Line) -> None:
        line.sock.connect(("127.0.0.1", line.seat.port))
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sock.setblocking(False)
        self.lines[line.sock.fileno()] = line
        self.groups[line.seat.group].append(line)
        line.members = self.groups[line.seat.group]
        self.poll.register(line.sock.fileno(), select.EPOLLIN)
        self._speak(line)

    def _on_step(self, line: Line) -> bool:
        """Whether it has sat down just now."""
        if line.step < 0:
            self._read(line)
            return False
        data = line.sock.recv(CHUNK)
        line.heard += data
        if not data:
            raise RuntimeError(f"{self.system.name} refused a socket: {line.heard[-500:]!r}")
        self._speak(line)
        if line.step < len(line.seat.steps) or line.seat.ready not in line.heard:
            return False
        line.step, line.heard = -1, b""
        return True

    def _speak(self, line: Line) -> None:
        steps = line.seat.steps
        while line.step < len(steps) and steps[line.step][0] in line.heard:
            # What was waited for counts once: the next step waits for what comes after it.
            line.heard = line.heard.partition(steps[line.step][0])[2] if steps[line.step][0] else b""
            line.sock.sendall(steps[line.step][1])
            line.step += 1

    # ---- talking ---------------------------------------------------------------------------------------------------

    def run(self, until: float) -> None:
        """Hears, and sends what the window allows, until that monotonic time."""
        lines, poll, read, now = self.lines, self.poll.poll, self._read, time.monotonic
        while (left := until - now()) > 0:
            for fd, _ in poll(left):
                read(lines[fd])

    def fill(self) -> None:
        """Begins the closed loop: each ack lets the group's next message go, from its next member."""
        self.refill = True
        for group in self.groups:
            for _ in range(self.shape.window):
                self.send(group)

    def send(self, group: deque[Line]) -> None:
        line = group[0]
        group.rotate(-1)
        self.sent += 1
        line.flight += 1
        line.sock.send(line.seat.say(self.sent, body(self.sent)))

    def _read(self, line: Line) -> None:
        try:
            data = line.sock.recv(CHUNK)
        except BlockingIOError:
            return
        if not data:
            raise RuntimeError(f"{self.system.name} closed a socket; the last it said: {line.tail[-300:]!r}")
        if line.tail:
            data = line.tail + data
            line.tail = b""
        if data[-1] not in self.system.ends:
            line.tail = data
            return
        self.hear(line, data)
        if line.flight:
            self._on_acks(line, data)
        if self.system.asks in data:
            answer = self.system.answer(data)
            if answer:
                line.sock.send(answer)

    def count(self, line: Line, data: bytes) -> None:
        self.events += data.count(MARK)

    def _on_acks(self, line: Line, data: bytes) -> None:
        acked = data.count(self.system.ack)
        line.flight -= acked
        self.acked += acked
        if self.refill:
            for _ in range(acked):
                self.send(line.members)
