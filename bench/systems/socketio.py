"""Socket.IO with its Redis adapter and node-postgres, websocket only; installed by npm under `var/bench`."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from bench import wire
from bench.machine import free_port
from bench.systems.base import CHECKOUT, Seat, Shape, System

HOME = CHECKOUT / "bench" / "socketio"
PING = b"\x81\x012"  # Engine.IO asks with a frame that holds nothing but "2"
TABLES = """
CREATE TABLE session (token text PRIMARY KEY, person bigint NOT NULL);
CREATE TABLE member (room bigint, person bigint, PRIMARY KEY (room, person));
CREATE TABLE message (id bigserial PRIMARY KEY, room bigint NOT NULL, author bigint NOT NULL, body text NOT NULL,
                      at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON message (room, id);
"""

ACK = b'"acked"'


class SocketIO(System):
    name = "socketio"
    database = "socketio"
    ends = b"]2"
    asks = PING
    echoes = False
    port = 0

    @property
    def installed(self) -> Path:
        return self.stack.var / "socketio"

    def install(self) -> None:
        if self._found() == _wanted() or not shutil.which("npm"):
            return
        self.installed.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HOME / name, self.installed)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=self.installed, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"npm: {done.stderr.strip()[-300:]}", file=sys.stderr)

    def missing(self) -> str | None:
        if not shutil.which("node"):
            return "node is not installed"
        return None if self._found() == _wanted() else "npm could not install it"

    def _found(self) -> dict[str, str]:
        files = {name: self.installed / "node_modules" / name / "package.json" for name in _wanted()}
        return {name: json.loads(file.read_text())["version"] for name, file in files.items() if file.exists()}

    def version(self) -> str:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
        return f"Socket.IO {self._found().get('socket.io')}, Node {node.lstrip('v')}"

    def prepare(self) -> None:
        self.people: dict[tuple[int, int], list[tuple[str, int]]] = {}
        self.stack.make_database(self.database)
        self.stack.sql(self.database, TABLES)

    def start(self, processes: int = 1) -> None:
        self.port = free_port()
        shutil.copy(HOME / "server.js", self.installed)  # packages are found from where it lies
        environment = {
            "PORT": str(self.port),
            "PGHOST": str(self.stack.postgres.sockets),
            "PGUSER": "snug",
            "PGDATABASE": self.database,
            "REDIS_SOCKET": str(self.stack.valkey.socket),
            "NODE_ENV": "production",
        }
        self.spawn(["node", "server.js"], environment, "socketio.log", self.installed)
        self.wait_for(self.port, "socketio.log")

    def seats(self, shape: Shape) -> list[Seat]:
        key = (shape.groups, shape.size)
        if key not in self.people:
            self.people[key] = self._seed(shape)
        return [self._seat(n // shape.size, *one) for n, one in enumerate(self.people[key])]

    def _seed(self, shape: Shape) -> list[tuple[str, int]]:
        """A token and a room for each."""
        first = sum(groups * size for groups, size in self.people) + 1
        people = [
            (secrets.token_hex(16), first + n, first + n // shape.size * shape.size) for n in range(shape.sockets)
        ]
        rows = [(token, person) for token, person, _ in people]
        self.stack.sql(self.database, "INSERT INTO session (token, person) VALUES (%s, %s)", *rows)
        seats = [(room, person) for _, person, room in people]
        self.stack.sql(self.database, "INSERT INTO member (room, person) VALUES (%s, %s)", *seats)
        return [(token, room) for token, _, room in people]

    def _seat(self, group: int, token: str, room: int) -> Seat:
        def say(number: int, body: bytes) -> bytes:
            return wire.text(b'42%d["say",{"room":%d,"body":"%s"}]' % (number, room, body))

        steps = [
            (b"", wire.upgrade(self.port, "/socket.io/?EIO=4&transport=websocket")),
            (b'0{"sid"', wire.text(f'40{{"token":"{token}"}}'.encode())),
            (b'40{"sid"', wire.text(f'420["join",{room}]'.encode())),
        ]
        return Seat(group, self.port, steps, b'"joined"', ACK, say)

    def answer(self, data: bytes) -> bytes | None:
        return wire.text(b"3") if re.search(PING, data) else None


def _wanted() -> dict[str, str]:
    """The packages we name, with their versions."""
    found: dict[str, str] = json.loads((HOME / "package.json").read_text())["dependencies"]
    return found
