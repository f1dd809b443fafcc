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
_buffer = bytearray(CHUNK)
_view = memoryview(_buffer)
CONNECTING = 32  # at once
CONNECT_S = 120
BACKLOG = 2  # windows of a group that may be on their way to somebody: it keeps slow servers from burying themselves
QUIET_S = 0.5
NAP_S = 0.0002
LOST_S = 2.0  # after so long without any sign in a group, what is still under way there is taken as lost


class Line:
    """One socket of the load."""

    __slots__ = ("flight", "group", "heard", "seat", "sock", "step", "tail")

    def __init__(self, seat: Seat, group: Group) -> None:
        self.seat, self.group = seat, group
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.step = 0
        self.heard = b""  # until it sits
        self.tail = b""  # of a chunk that ended within a frame
        self.flight = 0  # its messages that are not acked


class Group:
    """Its members take turns. The next message goes when one is acked, but not into a backlog: BACKLOG windows at most
    are on their way to somebody."""

    __slots__ = ("acked", "events", "moved", "of_one", "sent", "turns", "whole")

    def __init__(self, of_one: int) -> None:
        self.turns: deque[Line] = deque()
        self.of_one = self.whole = of_one  # events that one message makes; at how many the next one is everywhere
        self.sent = self.acked = self.events = 0
        self.moved = 0.0  # when something last happened here

    def room_for(self, window: int) -> int:
        """How many more messages may go now."""
        waiting, on_their_way = self.sent - self.acked, self.sent - self.events // self.of_one
        return min(window - waiting, BACKLOG * window - on_their_way)

    def give_up(self) -> None:
        """What has not come by now never will."""
        self.acked, self.events = self.sent, self.sent * self.of_one


class Load:
    """All sockets of one shape at one system. Close it always."""

    def __init__(self, system: System, shape: Shape) -> None:
        self.system, self.shape = system, shape
        self.lines: dict[int, Line] = {}
        self.groups = [Group(shape.size if system.echoes else shape.size - 1) for _ in range(shape.groups)]
        self.poll = select.epoll()
        self.sent = self.acked = self.events = self.refused = 0
        self.now = 0.0
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
                self._begin(seats.popleft())
            for fd, _ in self.poll.poll(1):
                sitting += self._on_step(self.lines[fd])
            if time.monotonic() - begun > CONNECT_S or self.refused > self.shape.sockets:
                raise RuntimeError(
                    f"{self.system.name}: {sitting} of {self.shape.sockets} sockets sit, {self.refused} were refused"
                )
        took = time.monotonic() - begun
        gc.collect()
        gc.disable()  # a pause of ours would look like one of theirs
        return took

    def _begin(self, seat: Seat) -> None:
        line = Line(seat, self.groups[seat.group])
        line.sock.connect(("127.0.0.1", line.seat.port))
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sock.setblocking(False)
        self.lines[line.sock.fileno()] = line
        line.group.turns.append(line)
        self.poll.register(line.sock.fileno(), select.EPOLLIN)
        self._speak(line)

    def _on_step(self, line: Line) -> bool:
        """Whether it has sat down just now."""
        if line.step < 0:
            self._read(line)
            return False
        try:
            data = line.sock.recv(CHUNK)
        except ConnectionResetError:
            data = b""
        line.heard += data
        if not data:
            self._again(line)
            return False
        self._speak(line)
        if line.step < len(line.seat.steps) or line.seat.ready not in line.heard:
            return False
        line.step, line.heard = -1, b""
        return True

    def _again(self, line: Line) -> None:
        """A server too busy to let somebody in within its own time is asked once more; the time counts."""
        self.refused += 1
        del self.lines[line.sock.fileno()]
        line.group.turns.remove(line)
        line.sock.close()
        self._begin(line.seat)

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
        lines, read, now = self.lines, self._read, time.monotonic
        look = now() + LOST_S / 2
        while True:
            heard = self._poll(until)
            self.now = now()
            for fd, _ in heard:
                read(lines[fd])
            if self.refill and self.now > look:
                look = self.now + LOST_S / 2
                self._give_up(self.now - LOST_S)
            if self.now >= until:
                return

    def _poll(self, until: float) -> list[tuple[int, int]]:
        """What has come. In the closed loop nothing wakes this process, it looks by itself: else whoever sends pays for
        the wake, as no server does for a client on another machine."""
        if not self.refill:
            return self.poll.poll(max(0.0, min(until - time.monotonic(), LOST_S / 2)))
        heard = self.poll.poll(0)
        if not heard:
            time.sleep(NAP_S)
        return heard

    def drain(self, most: float = 5.0) -> None:
        """Sends nothing more and hears until nothing has come for half a second."""
        self.refill = False
        until = time.monotonic() + most
        heard = -1
        while heard != self.events + self.acked and time.monotonic() < until:
            heard = self.events + self.acked
            self.run(time.monotonic() + QUIET_S)

    def fill(self) -> None:
        """Begins the closed loop: in each group as many messages are under way as the window says."""
        self.refill, self.now = True, time.monotonic()
        for group in self.groups:
            group.give_up()
            self._refill(group)

    def _refill(self, group: Group) -> None:
        for _ in range(group.room_for(self.shape.window)):
            self.send(group)

    def _give_up(self, before: float) -> None:
        for group in self.groups:
            if group.moved < before:
                group.give_up()
                self._refill(group)

    def send(self, group: Group) -> None:
        line = group.turns[0]
        group.turns.rotate(-1)
        group.sent += 1
        group.moved = self.now
        self.sent += 1
        line.flight += 1
        line.sock.send(line.seat.say(self.sent, body(self.sent)))

    def _read(self, line: Line) -> None:
        try:
            size = line.sock.recv_into(_buffer)
        except BlockingIOError:
            return
        data = bytes(_view[:size])
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
        found = data.count(MARK)
        self.events += found
        self.follow(line.group, found)

    def follow(self, group: Group, found: int) -> None:
        """That many events have come in this group: the next message may be due."""
        group.events += found
        group.moved = self.now
        if group.events >= group.whole:
            group.whole = (group.events // group.of_one + 1) * group.of_one
            if self.refill:
                self._refill(group)

    def _on_acks(self, line: Line, data: bytes) -> None:
        acked = data.count(line.seat.ack)
        if self.system.error in data:
            raise RuntimeError(f"{self.system.name} refused a message: {data[-500:]!r}")
        line.flight -= acked
        line.group.acked += acked
        self.acked += acked
        if self.refill and acked:
            self._refill(line.group)
