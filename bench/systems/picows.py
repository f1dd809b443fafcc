"""A bare picows broadcaster: what is left when nothing is asked or stored."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import version

from bench import wire
from bench.machine import free_port
from bench.systems.base import Seat, Shape, System

ACK = b'"op":"ack"'


class Picows(System):
    name = "picows"
    echoes = False
    stores = False
    port = 0

    def missing(self) -> str | None:
        return None if importlib.util.find_spec("picows") else "picows is not installed (bench/requirements.txt)"

    def version(self) -> str:
        return f"picows {version('picows')}"

    def start(self, processes: int = 1) -> None:
        self.port = free_port()
        self.spawn([sys.executable, "-m", "bench.picows_room", str(self.port)], {}, "picows.log")
        self.wait_for(self.port, "picows.log")

    def seats(self, shape: Shape) -> list[Seat]:
        return [self._seat(n // shape.size) for n in range(shape.sockets)]

    def _seat(self, group: int) -> Seat:
        # As long as what the others carry: names of room, message and author.
        start = b'{"op":"ev","room":"00000000-0000-4000-8000-%012x","cid":"00000000-0000-4000-8000-' % group

        def say(number: int, body: bytes) -> bytes:
            return wire.text(b'%s%012x","body":"%s"}' % (start, number, body))

        return Seat(group, self.port, [(b"", wire.upgrade(self.port, f"/{group}"))], b'"op":"welcome"', ACK, say)
