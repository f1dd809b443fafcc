"""A private house for faults: its own PostgreSQL and Valkey, two web processes, each behind a proxy, and people."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.errors import AdminShutdown, OperationalError

from community.embedded import EmbeddedStack
from community.embedded.process import wait_until
from tests.faults.history import Seen, Stored, check
from tests.faults.member import Member
from tests.faults.proxy import Proxy
from tests.site import Site

GROUPS, SIZE = 2, 4
HOUSEHOLDS = 20  # tests that one house can serve
DEATH_S = 30
QUIET_S = 24.0  # the promise is 8 s with Redis down, with the margin of ×3


class House:
    def __init__(self, servers: EmbeddedStack, var: Path) -> None:
        assert servers.postgres is not None
        assert servers.valkey is not None
        self.servers, self.postgres, self.valkey = servers, servers.postgres, servers.valkey
        self.points = var / "failpoints"
        self.points.mkdir()
        self.environment = {
            **servers.environment(),
            "SNUG_VAR": str(var),
            "SNUG_RATE_FACTOR": "1000",
            "SNUG_FAILPOINTS": str(self.points),
            "SNUG_TEST_APPLICATION": "tests.faults.application:application",
        }
        self.webs = [Site(self.environment), Site(self.environment)]
        self.fresh: list[dict[str, str]] = []
        self.lines: list[dict[str, str]] = []

    def open(self) -> None:
        self.webs[0].command("migrate", "--verbosity", "0")
        printed = self.webs[0].command("seed_rooms", "--groups", str(HOUSEHOLDS * GROUPS), "--size", str(SIZE))
        self.fresh = [json.loads(line) for line in printed.splitlines()]
        for web in self.webs:
            web.start()

    def close(self) -> None:
        for web in self.webs:
            web.kill()

    def move_in(self) -> None:
        """New rooms with new people: every test begins with an empty history."""
        self.lines = [self.fresh.pop() for _ in range(GROUPS * SIZE)]

    def arm(self, point: str) -> None:
        """The next process that comes by this point dies there, as if the power had gone."""
        for old in self.points.iterdir():
            old.unlink()
        fresh = self.points / "fresh"
        fresh.write_text("kill")
        fresh.rename(self.points / point)

    def replace_the_dead(self) -> None:
        """Waits for the death that was armed and starts the process anew, on the same port."""
        found: list[int] = []

        def died() -> bool:
            found[:] = [n for n, web in enumerate(self.webs) if web.process and web.process.poll() is not None]
            return bool(found)

        assert wait_until(died, DEATH_S), "nobody came by the armed point"
        (number,) = found
        process = self.webs[number].process
        assert process is not None
        assert process.returncode == -signal.SIGKILL
        self.webs[number].start()

    def sql(self, statement: str, params: list[object] | None = None) -> list[tuple[object, ...]]:
        with psycopg.connect(self.postgres.dsn, autocommit=True) as connection:
            done = connection.execute(statement, params or [])
            return done.fetchall() if done.description else []

    def ticket(self, person: str) -> Callable[[], str]:
        """A maker of socket tickets, as `POST /api/v1/ws-ticket` makes them."""

        def make() -> str:
            token = secrets.token_urlsafe(32)
            try:
                self.sql(
                    "INSERT INTO messaging_socketticket (token_hash, person_id, session_key, created_at, expires_at) "
                    "VALUES (%s, %s, '', now(), now() + interval '1 minute')",
                    [hashlib.sha256(token.encode()).digest(), person],
                )
            except (OperationalError, AdminShutdown) as error:
                raise OSError(str(error)) from error
            return token

        return make

    def stored(self) -> list[Stored]:
        return [self._stored(room) for room in dict.fromkeys(line["room"] for line in self.lines)]

    def _stored(self, room: str) -> Stored:
        ((last_seq,),) = self.sql("SELECT last_seq FROM messaging_room WHERE id = %s", [room])
        rows = self.sql(
            "SELECT e.seq, e.kind, f.person_id::text, e.cid::text, m.body FROM messaging_roomevent e "
            "LEFT JOIN community_profile f ON f.id = e.actor_id LEFT JOIN messaging_message m ON m.id = e.message_id "
            "WHERE e.room_id = %s ORDER BY e.seq",
            [room],
        )
        windows = self.sql(
            "SELECT f.person_id::text, p.visible_from_seq, p.left_seq FROM messaging_participant p "
            "JOIN community_profile f ON f.id = p.profile_id WHERE p.room_id = %s",
            [room],
        )
        return Stored(room, int(str(last_seq)), rows, {str(w[0]): (w[1], w[2]) for w in windows})  # type: ignore[arg-type, misc]


class Talk:
    """Everybody in their room, talking, while something happens."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def __aenter__(self) -> Talk:
        self.proxies = [Proxy(web.port) for web in self.house.webs]
        for proxy in self.proxies:
            await proxy.start()
        self.members = [
            # Every room has people at both processes.
            Member(line["person"], line["room"], self.house.ticket(line["person"]), self.proxies, first=n)
            for n, line in enumerate(self.house.lines)
        ]
        self.tasks = [asyncio.ensure_future(member.live()) for member in self.members]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for proxy in self.proxies:
            await proxy.stop()

    async def say(self, count: int, pause: float = 0.02) -> None:
        """Everybody says so many things more, over a while."""
        for n in range(count):
            for member in self.members:
                if not member.over:
                    member.say(f"{n} by {member.seen.person[:8]}")
            await asyncio.sleep(pause)

    async def acked(self, within: float = QUIET_S) -> None:
        """Until every message has its ack."""
        async with asyncio.timeout(within):
            while any(member.waiting and not member.over for member in self.members):
                await self._a_moment()

    async def settled(self, within: float = QUIET_S) -> list[Seen]:
        """Until everybody stands at the head of their room, or the promise is broken (the checker says by whom)."""
        heads = await asyncio.to_thread(lambda: {room.room: room.last_seq for room in self.house.stored()})
        try:
            async with asyncio.timeout(within):
                while any(not m.over and m.place != heads[m.seen.room] for m in self.members):
                    await self._a_moment()
        except TimeoutError:
            pass
        return [member.seen for member in self.members]

    async def _a_moment(self) -> None:
        """A client that stumbled itself is a fault of the harness: it ends the test."""
        for task in self.tasks:
            if task.done() and not task.cancelled():
                task.result()
        await asyncio.sleep(0.05)

    async def breaches(self) -> list[str]:
        await self.acked()
        seen = await self.settled()
        return check(seen, await asyncio.to_thread(self.house.stored))
