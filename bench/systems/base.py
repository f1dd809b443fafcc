"""What every system of the bench can do, and what they share: processes on the servers' core, ports, waiting."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.machine import on_server_core
from bench.stack import Stack

CHECKOUT = Path(__file__).resolve().parent.parent.parent
START_S = 60
Child = subprocess.Popen[bytes] | subprocess.Popen[str]


@dataclass(frozen=True)
class Shape:
    """`groups` × `size` sockets, each in one group; `window` messages of a group are under way at once."""

    groups: int
    size: int
    window: int

    def __str__(self) -> str:
        return f"{self.groups}×{self.size}, window {self.window}"

    @property
    def key(self) -> str:
        return f"{self.groups}x{self.size}w{self.window}"

    @property
    def sockets(self) -> int:
        return self.groups * self.size


@dataclass
class Seat:
    """How one socket gets from connecting to its group. `steps`: what it says after it has heard what; empty means at
    once. It sits when it has heard `ready`. `ack` comes once for each of its messages that is acked."""

    group: int
    port: int
    steps: list[tuple[bytes, bytes]]
    ready: bytes
    ack: bytes
    say: Callable[[int, bytes], bytes]  # (number, body) → the bytes of a message to the group


class System(ABC):
    """One of the servers compared. `start` before anything else, `stop` always."""

    name: str
    database = "postgres"
    ends: bytes = b"}]"  # every frame ends with one of these bytes
    error: bytes = b'"refused"'  # never comes when all is well
    asks: bytes = b'"ping"'  # with this in it, data may ask for an answer
    echoes = True  # whether the sender's own message comes back as an event, which is no delivery
    stores = True
    sequence: re.Pattern[bytes] | None = None  # of an event: its place in the room, one more than the former
    can_be_two = False  # whether `start` knows what to do with two processes

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.children: list[Child] = []

    def install(self) -> None:  # noqa: B027
        """Fetches what it needs into `var/bench`, where that can be done without being root."""

    def missing(self) -> str | None:
        """Why it cannot run on this machine, in words; None if it can."""
        return None

    def prepare(self) -> None:  # noqa: B027 (not all have something to do here)
        """Once per bench: databases and the like."""

    @abstractmethod
    def start(self, processes: int = 1) -> None:
        """Returns when it takes connections. Raises RuntimeError with the end of its log when it does not."""

    @abstractmethod
    def seats(self, shape: Shape) -> list[Seat]:
        """Seats for all sockets of a shape, group by group, with credentials that are good once."""

    def answer(self, data: bytes) -> bytes | None:
        """What a client must say to keep its connection, if this asks for it."""
        return None

    def version(self) -> str:
        return ""

    def stop(self) -> None:
        for child in self.children:
            end(child)
        self.children.clear()

    def roots(self) -> list[int]:
        """The processes of this system itself; the stack's PostgreSQL and Valkey are counted beside."""
        return [child.pid for child in self.children]

    def spawn(self, command: Sequence[str], environment: dict[str, str], log: str, cwd: Path = CHECKOUT) -> None:
        with on_server_core(), (self.stack.var / "log" / log).open("ab") as out:
            child = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C comes to us, and we end it
            )
        self.children.append(child)

    def wait_for(self, port: int, log: str) -> None:
        deadline = time.monotonic() + START_S
        while not takes_connections(port):
            if time.monotonic() > deadline or any(child.poll() is not None for child in self.children):
                words = (self.stack.var / "log" / log).read_text(errors="replace")[-3000:]
                raise RuntimeError(f"{self.name} did not start:\n{words}")
            time.sleep(0.05)


def end(child: Child) -> None:
    """Ends a process and its whole session, first kindly."""
    for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def takes_connections(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
