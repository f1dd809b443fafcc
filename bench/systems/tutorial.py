"""The Channels tutorial's chat on stock daphne: core layer, ORM, one membership query and one row per message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version

from bench import wire
from bench.machine import free_port
from bench.systems.base import CHECKOUT, Seat, Shape, System

ACK = b'"type": "ack"'


class Tutorial(System):
    name = "tutorial"
    database = "tutorial"
    ends = b"}"
    port = 0

    def version(self) -> str:
        return f"Channels {version('channels')}, channels-redis {version('channels-redis')}, daphne {version('daphne')}"

    def environment(self) -> dict[str, str]:
        return {"BENCH_DATABASE_URL": self.stack.url(self.database), "BENCH_REDIS_URL": self.stack.redis(5)}

    def prepare(self) -> None:
        self.people: dict[tuple[int, int], list[dict[str, str]]] = {}
        self.stack.make_database(self.database)

    def start(self, processes: int = 1) -> None:
        self.port = free_port()
        command = [
            "-m",
            "daphne",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-v",
            "0",
            "bench.tutorial.asgi:application",
        ]
        self.spawn([sys.executable, *command], self.environment(), "tutorial.log")
        self.wait_for(self.port, "tutorial.log")

    def seats(self, shape: Shape) -> list[Seat]:
        key = (shape.groups, shape.size)
        if key not in self.people:
            self.people[key] = self._seed(*key)
        return [self._seat(n // shape.size, line) for n, line in enumerate(self.people[key])]

    def _seed(self, groups: int, size: int) -> list[dict[str, str]]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.tutorial.seed", str(groups), str(size)],
            cwd=CHECKOUT,
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"the tutorial's rooms could not be made:\n{done.stderr[-3000:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def _seat(self, group: int, line: dict[str, str]) -> Seat:
        headers = {"Cookie": f"sessionid={line['session']}", "Origin": f"http://127.0.0.1:{self.port}"}

        def say(number: int, body: bytes) -> bytes:
            return wire.text(b'{"id":%d,"message":"%s"}' % (number, body))

        request = wire.upgrade(self.port, f"/ws/chat/{line['room']}/", headers)
        return Seat(group, self.port, [(b"", request)], b'"type": "welcome"', ACK, say)
