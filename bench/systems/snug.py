"""The product as shipped, on one of its two servers: policy, screening and all; only the rates are lifted."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import secrets
import subprocess
import sys
from itertools import groupby

from bench import wire
from bench.machine import cpu_seconds, free_port, on_server_core
from bench.stack import Stack
from bench.systems.base import CHECKOUT, Seat, Shape, System

_PING = re.compile(rb'"op":"ping","n":(\d+)')
PATH = "/ws/v1/"

ACK = b'"op":"ack"'


class Snug(System):
    database = "snug"
    error = b'"op":"err"'
    sequence = re.compile(rb'"op":"ev"[^}]*?"seq":(\d+)')
    can_be_two = True

    def __init__(self, stack: Stack, server: str) -> None:
        super().__init__(stack)
        self.server = server
        self.name = f"snug-{server}"
        self.ports: list[int] = []
        self.people: dict[tuple[int, int], list[dict[str, str]]] = {}

    def missing(self) -> str | None:
        if self.server == "uvicorn" and (_serve() is None or importlib.util.find_spec("uvicorn") is None):
            return "this Snug has no uvicorn"
        return None

    def environment(self) -> dict[str, str]:
        return {
            "SNUG_VAR": str(self.stack.var),
            "SNUG_RATE_FACTOR": "1000000",
            "DATABASE_URL": self.stack.url(self.database),
            "REDIS_URL": self.stack.valkey.url,
            "PYTHONUNBUFFERED": "1",
        }

    def prepare(self) -> None:
        if not self.stack.sql(self.database, "SELECT 1 FROM pg_tables WHERE tablename = 'messaging_room'"):
            self.manage("migrate", "--verbosity", "0")

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CHECKOUT,
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, processes: int = 1) -> None:
        self.ports = [free_port() for _ in range(processes)]
        for port in self.ports:
            self.spawn([sys.executable, *self.command(port)], self.environment(), f"{self.name}.log")
        for port in self.ports:
            self.wait_for(port, f"{self.name}.log")

    def command(self, port: int) -> list[str]:
        if _serve() is not None:
            return ["-m", "community.serve", "--server", self.server, "--host", "127.0.0.1", "--port", str(port)]
        words = ["-v", "0", "--no-server-name", "--websocket-max-message-size", "65536"]
        return ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), *words, "community.asgi:application"]

    def seats(self, shape: Shape) -> list[Seat]:
        """The same people each time, with new tickets; of two processes each has every other one."""
        lines = self._people(shape)
        tokens = [secrets.token_urlsafe(32) for _ in lines]
        self.stack.sql(
            self.database,
            "INSERT INTO messaging_socketticket (token_hash, person_id, session_key, created_at, expires_at) "
            "VALUES (%s, %s, '', now(), now() + interval '10 minutes')",
            *(
                (hashlib.sha256(token.encode()).digest(), line["person"])
                for token, line in zip(tokens, lines, strict=True)
            ),
        )
        return [
            self._seat(n // shape.size, self.ports[n % len(self.ports)], line["room"], token)
            for n, (line, token) in enumerate(zip(lines, tokens, strict=True))
        ]

    def _people(self, shape: Shape) -> list[dict[str, str]]:
        key = (shape.groups, shape.size)
        if key not in self.people:
            printed = self.manage("seed_rooms", "--groups", str(shape.groups), "--size", str(shape.size))
            lines = [json.loads(line) for line in printed.splitlines()]
            assert len(list(groupby(lines, key=lambda line: line["room"]))) == shape.groups
            self.people[key] = lines
        return self.people[key]

    def one_by_one(self, shape: Shape, seconds: float) -> float:
        """Seconds of PostgreSQL's processor time per message, when each is stored alone by `messages.send`."""
        lines = "\n".join(json.dumps(line) for line in self._people(shape))
        self.stack.settle(self.database)
        with on_server_core():
            child = subprocess.Popen(
                [sys.executable, "-m", "bench.one_by_one", str(seconds)],
                cwd=CHECKOUT,
                env={**os.environ, **self.environment()},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        self.children.append(child)
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(lines)
        child.stdin.close()
        if child.stdout.readline() != "ready\n":
            raise RuntimeError("messages could not be stored one by one")
        begun = cpu_seconds(self.stack.postgres_pids())
        count = int(child.stdout.readline())
        return (cpu_seconds(self.stack.postgres_pids()) - begun) / count

    def _seat(self, group: int, port: int, room: str, token: str) -> Seat:
        headers = {"Authorization": f"Bearer {token}", "Sec-WebSocket-Protocol": "snug.v1"}
        follow = json.dumps({"op": "sub", "id": 1, "rooms": [{"room": room, "since": None}]}).encode()
        mark = secrets.token_hex(4)
        start = f'{{"op":"send","id":1,"room":"{room}","cid":"{mark}-0000-4000-8000-'.encode()

        def say(number: int, body: bytes) -> bytes:
            return wire.text(b'%s%012x","body":"%s"}' % (start, number, body))

        steps = [(b"", wire.upgrade(port, PATH, headers)), (b'"op":"hello"', wire.text(follow))]
        return Seat(group, port, steps, b'"op":"subd"', ACK, say)

    def answer(self, data: bytes) -> bytes | None:
        asked = _PING.findall(data)
        return wire.text(b'{"op":"pong","n":%s}' % asked[-1]) if asked else None


def _serve() -> object:
    """The product's own way to start a web process, where it is built already."""
    return importlib.util.find_spec("community.serve")
