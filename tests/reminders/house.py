"""A private house for reminders: PostgreSQL with fsync, Valkey, a mail server, and a crew of workers, beats and loops
that can be killed, stopped, joined by others and told a wrong time."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from community.embedded import EmbeddedStack
from community.embedded.process import wait_until
from tests import servers
from tests.site import CHECKOUT, Site
from tests.smtp_server import SmtpServer

DEATH_S = 40
TRIES = 40


@dataclass
class Hand:
    """One of the crew, and how it is to be."""

    role: str  # worker, beat, loop
    name: str
    pid: int = 0
    shift_s: float = 0.0
    failing: bool = True  # comes by armed points

    def lives(self) -> bool:
        try:
            return bool(self.pid) and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class House:
    def __init__(self, stack: EmbeddedStack, var: Path, smtp: SmtpServer) -> None:
        assert stack.postgres is not None
        assert stack.valkey is not None
        self.postgres, self.valkey, self.smtp = stack.postgres, stack.valkey, smtp
        self.points, self.log = var / "failpoints", var / "crew.log"
        self.points.mkdir()
        self.environment = {
            **stack.environment(),
            "SNUG_VAR": str(var),
            "SNUG_FAILPOINTS": str(self.points),
            "SNUG_TEST_SMTP": str(smtp.port),
            "SNUG_TEST_LOG": str(self.log),
        }
        self.crew: list[Hand] = []
        self.kills = 0
        self.keeper: subprocess.Popen[str] | None = None

    def open(self) -> None:
        Site(self.environment).command("migrate", "--verbosity", "0")
        self.keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.reminders.keeper"],
            cwd=CHECKOUT,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.hire()

    def close(self) -> None:
        self.dismiss()
        if self.keeper is not None:
            self.keeper.kill()
            self.keeper.communicate()

    def do(self, order: str, **fields: Any) -> Any:
        assert self.keeper is not None
        assert self.keeper.stdin is not None
        assert self.keeper.stdout is not None
        self.keeper.stdin.write(json.dumps({"do": order, **fields}) + "\n")
        self.keeper.stdin.flush()
        answer = self.keeper.stdout.readline()
        if not answer:
            raise RuntimeError(f"the keeper died of: {order}\n{self.said()}")
        return json.loads(answer)

    def said(self) -> str:
        return self.log.read_text()[-4000:] if self.log.exists() else ""

    # ---- the crew --------------------------------------------------------------------------------------------------

    def hire(self, workers: int = 2, beats: int = 1, loops: int = 1, shifts: tuple[float, ...] = ()) -> None:
        """Just these, in the place of whoever was there. `shifts`: by how much the workers' clocks are wrong."""
        self.dismiss()
        wrong = [*shifts, *[0.0] * workers][:workers]
        self.crew = [Hand("worker", f"worker{n}", shift_s=shift_s) for n, shift_s in enumerate(wrong)]
        self.crew += [Hand("beat", f"beat{n}") for n in range(beats)]
        self.crew += [Hand("loop", f"loop{n}") for n in range(loops)]
        self.replace_the_dead()

    def dismiss(self, *roles: str) -> None:
        """Ends all of these roles, or everybody, as a power cut would."""
        for hand in self.crew:
            if not roles or hand.role in roles:
                self.kill(hand)

    def kill(self, hand: Hand) -> None:
        if hand.lives():
            self.kills += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(hand.pid, signal.SIGKILL)
            if not wait_until(lambda: not hand.lives(), DEATH_S):
                raise TimeoutError(f"{hand.name} does not die")
        hand.pid = 0

    def kill_one(self, dice: random.Random) -> None:
        hand = dice.choice([one for one in self.crew if one.role != "beat" and one.lives()])
        self.kill(hand)

    def replace_the_dead(self) -> None:
        for hand in self.crew:
            if not hand.lives():
                fields = {"role": hand.role, "name": hand.name, "failing": hand.failing, "shift_s": hand.shift_s}
                hand.pid = self.do("start", **fields)

    # ---- points ----------------------------------------------------------------------------------------------------

    def kill_at(self, point: str, seconds: float) -> bool:
        """Whoever comes by this point first dies there and is replaced. False: nobody came by in so many seconds."""
        fresh = self.points / "fresh"
        fresh.write_text("kill")
        fresh.rename(self.points / point)
        working = [hand for hand in self.crew if hand.lives()]
        died = wait_until(lambda: any(not hand.lives() for hand in working), seconds)
        if not died:
            (self.points / point).unlink(missing_ok=True)
            died = any(not hand.lives() for hand in working)
        self.kills += died
        self.replace_the_dead()
        return died

    # ---- servers ---------------------------------------------------------------------------------------------------

    def sql(self, statement: str, params: list[object] | None = None, database: str = "") -> list[tuple[Any, ...]]:
        dsn = f"{self.postgres.dsn.rsplit('/', 1)[0]}/{database}" if database else self.postgres.dsn
        for tried in range(TRIES):
            try:
                with psycopg.connect(dsn, autocommit=True) as connection:
                    done = connection.execute(statement, params or [])
                    return done.fetchall() if done.description else []
            except psycopg.OperationalError:  # its backends are being ended
                if tried == TRIES - 1:
                    raise
                time.sleep(0.05)
        raise AssertionError

    def terminate_backends(self) -> None:
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'snug'",
            database="postgres",
        )


@contextlib.contextmanager
def opened_house() -> Iterator[House]:
    """Nothing of it is left afterwards."""
    with servers.private_var() as var, SmtpServer() as smtp:
        stack = EmbeddedStack(var, fsync=True)
        stack.join()
        house = House(stack, var, smtp)
        try:
            house.open()
            yield house
        finally:
            house.close()
            stack.leave()


Fault = Callable[[House, random.Random, float], None]
