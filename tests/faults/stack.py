"""A private house for faults: its own PostgreSQL and Valkey, a web process on each of our servers, and a steward."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from community.embedded import EmbeddedStack
from community.embedded.postgres import binary
from community.embedded.process import wait_until
from tests.faults.history import Row, Stored
from tests.faults.member import Seat
from tests.faults.staff import Staff
from tests.site import Site

GROUPS, SIZE = 2, 4  # of one round
AT_A_TIME = 12  # groups made at once
DEATH_S = 30
DRAIN_S = "2"
GOODBYE_S = 30  # clients sent away, the last batch, the servers' own time

_ROWS = """
SELECT e.seq, e.kind, f.person_id::text, e.cid::text, m.body FROM messaging_roomevent e
LEFT JOIN community_profile f ON f.id = e.actor_id LEFT JOIN messaging_message m ON m.id = e.message_id
WHERE e.room_id = %s ORDER BY e.seq
"""
_SEATS = """
SELECT f.person_id::text, p.visible_from_seq, p.left_seq, p.read_seq FROM messaging_participant p
JOIN community_profile f ON f.id = p.profile_id WHERE p.room_id = %s
"""
_TICKET = """
INSERT INTO messaging_socketticket (token_hash, person_id, session_key, created_at, expires_at)
VALUES (%s, %s, '', now(), now() + interval '1 minute')
"""


class House:
    def __init__(self, servers: EmbeddedStack, var: Path) -> None:
        assert servers.postgres is not None
        assert servers.valkey is not None
        self.servers, self.postgres, self.valkey = servers, servers.postgres, servers.valkey
        self.var, self.points, staff_points = var, var / "failpoints", var / "failpoints-staff"
        self.environment = {**servers.environment(), "SNUG_VAR": str(var), "SNUG_RATE_FACTOR": "1000"}
        for directory in (self.points, staff_points):
            directory.mkdir()
        failing = self.environment | {"SNUG_FAILPOINTS": str(self.points)}
        self.webs = [Site(failing, server=server, SNUG_DRAIN_S=DRAIN_S) for server in ("daphne", "uvicorn")]
        self.staff = Staff(self.environment | {"SNUG_FAILPOINTS": str(staff_points)}, staff_points)
        self.fresh: list[Seat] = []
        self.seats: list[Seat] = []

    def open(self) -> None:
        self.webs[0].command("migrate", "--verbosity", "0")
        self.staff.start()
        for web in self.webs:
            web.start()

    def close(self) -> None:
        self.staff.stop()
        for web in self.webs:
            web.kill()

    def move_in(self) -> None:
        """New rooms with new people: every round begins with an empty history."""
        self.unarm()
        if len(self.fresh) < GROUPS * SIZE:
            self.fresh += [Seat(**line) for line in self.staff.do("seed", groups=AT_A_TIME, size=SIZE)]
        self.seats = [self.fresh.pop() for _ in range(GROUPS * SIZE)]

    @property
    def rooms(self) -> list[str]:
        return list(dict.fromkeys(seat.room for seat in self.seats))

    # ---- web processes ---------------------------------------------------------------------------------------------

    def arm(self, point: str, order: str = "kill") -> None:
        """The next process that comes by this point obeys: `kill` is as if the power had gone."""
        self.unarm()
        fresh = self.points / "fresh"
        fresh.write_text(order)
        fresh.rename(self.points / point)

    def unarm(self) -> None:
        for old in self.points.iterdir():
            old.unlink()

    def replace_the_dead(self) -> None:
        """Waits for the death that was armed and starts the process anew, on the same port."""
        found: list[int] = []

        def died() -> bool:
            found[:] = [n for n, web in enumerate(self.webs) if web.process and web.process.poll() is not None]
            return bool(found)

        if not wait_until(died, DEATH_S):
            raise TimeoutError("nobody came by the armed point")
        (number,) = found
        process = self.webs[number].process
        assert process is not None
        assert process.returncode == -signal.SIGKILL
        self.webs[number].start()

    def kill(self, number: int) -> None:
        self.webs[number].kill()
        self.webs[number].start()

    def restart(self, number: int) -> None:
        """As a rolling update does: asked to go, given time, started anew."""
        web = self.webs[number]
        assert web.process is not None
        web.process.terminate()
        web.process.wait(GOODBYE_S)
        web.start()

    def signal_web(self, number: int, what: signal.Signals) -> None:
        process = self.webs[number].process
        assert process is not None
        process.send_signal(what)

    def stopped_web(self) -> int:
        """Waits until one of them stands still at the armed point."""
        found: list[int] = []

        def stands() -> bool:
            found[:] = [n for n, web in enumerate(self.webs) if web.process and _stands_still(web.process.pid)]
            return bool(found)

        if not wait_until(stands, DEATH_S):
            raise TimeoutError("nobody came by the armed point")
        return found[0]

    # ---- servers ---------------------------------------------------------------------------------------------------

    def sql(self, statement: str, params: list[object] | None = None, database: str = "") -> list[tuple[Any, ...]]:
        with psycopg.connect(self._dsn(database), autocommit=True) as connection:
            done = connection.execute(statement, params or [])
            return done.fetchall() if done.description else []

    def _dsn(self, database: str) -> str:
        return self.postgres.dsn if not database else f"{self.postgres.dsn.rsplit('/', 1)[0]}/{database}"

    def terminate_backends(self) -> None:
        """All sessions of the web processes end in the middle of whatever they do."""
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'snug'",
            database="postgres",
        )

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.valkey.url)

    def signal_valkey(self, what: signal.Signals) -> None:
        found = self.valkey.running()
        assert found is not None
        found.send_signal(what)

    def dump(self) -> Path:
        file = self.var / "snug.dump"
        self._pg("pg_dump", "-Fc", "-d", "snug", "-f", str(file))
        return file

    def restore(self, file: Path, swapping: Callable[[], None]) -> None:
        """As an operator does it: beside the old one, given another name for its log, then put in its place.
        `swapping` is called just before."""
        self.sql("CREATE DATABASE snug_restored TEMPLATE template0", database="postgres")
        self._pg("pg_restore", "-d", "snug_restored", str(file))
        environment = self.environment | {"DATABASE_URL": self._dsn("snug_restored")}
        Site(environment).command("restore")
        self.sql("ALTER DATABASE snug ALLOW_CONNECTIONS false", database="postgres")
        swapping()
        self.terminate_backends()
        self.sql("ALTER DATABASE snug RENAME TO snug_lost", database="postgres")
        self.sql("ALTER DATABASE snug_restored RENAME TO snug", database="postgres")
        self.sql("DROP DATABASE snug_lost", database="postgres")
        file.unlink()

    def _pg(self, program: str, *words: str) -> None:
        command = [binary(program), "-h", str(self.postgres.sockets), "-U", "snug", *words]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    # ---- what people need, and what is there -----------------------------------------------------------------------

    def ticket(self, person: str) -> Callable[[], str]:
        """A maker of socket tickets, as `POST /api/v1/ws-ticket` makes them."""

        def make() -> str:
            token = secrets.token_urlsafe(32)
            try:
                self.sql(_TICKET, [hashlib.sha256(token.encode()).digest(), person])
            except psycopg.Error as error:
                raise OSError(str(error)) from error
            return token

        return make

    def heads(self) -> dict[str, int]:
        rows = self.sql("SELECT id::text, last_seq FROM messaging_room WHERE id = ANY(%s::uuid[])", [self.rooms])
        return {str(row[0]): int(row[1]) for row in rows}

    def stored(self) -> list[Stored]:
        heads = self.heads()
        return [self._stored(room, heads[room]) for room in self.rooms]

    def _stored(self, room: str, head: int) -> Stored:
        rows = [Row(*row) for row in self.sql(_ROWS, [room])]
        seats = self.sql(_SEATS, [room])
        windows = {str(seat[0]): (int(seat[1]), seat[2]) for seat in seats}
        return Stored(room, head, rows, windows, {str(seat[0]): int(seat[3]) for seat in seats})


def _stands_still(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_STOPPED)
    except psutil.Error:
        return False
