"""One run: the database, the ticks, the table."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.reminders import seed
from bench.sections import REMINDERS, with_part
from community.models import Channel, Dispatch
from community.notifications import sending, ticks
from community.notifications.channels.base import Outcome, Parcel

PAPER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEADING = "# Benchmarks\n"
DUE, GOAL_S, TIMES = 10_000, 2.0, 3


@dataclass(frozen=True)
class Line:
    """`busy_s`: of the processor, this process and PostgreSQL; what the clock says depends on who else is there."""

    words: str
    rows: int
    seconds: float
    busy_s: float
    goal_s: float = GOAL_S

    def cells(self) -> list[str]:
        goal = f"≤ {self.goal_s:g} s" + (" **missed**" if self.seconds > self.goal_s else "") if self.goal_s else ""
        return [self.words, f"{self.rows:,}", f"{self.seconds:.2f}", f"{self.busy_s:.2f}", goal]


class AtOnce:
    """A push service that takes everything at once."""

    def carry(self, parcels: Sequence[Parcel], ends: float) -> Iterator[tuple[Dispatch, Outcome]]:
        return ((parcel.dispatch, Outcome.SENT) for parcel in parcels)


def run() -> int:
    """The exit status: 0 when every tick keeps its goal."""
    call_command("migrate", verbosity=0)
    seed.people()
    lines = [*_planning("spread over a week", 1.0), *_planning("all in the same minute", 0.0, goal_s=0)]
    seed.events(1.0)
    sending.CARRIERS = {**sending.CARRIERS, Channel.PUSH: AtOnce()}
    lines += [_sending("the inbox", Channel.APP), _sending("push, taken at once", Channel.PUSH)]
    text = table(lines)
    print(text)
    paper = PAPER.read_text() if PAPER.exists() else HEADING
    PAPER.write_text(with_part(paper, REMINDERS, text))
    return 0 if all(line.seconds <= line.goal_s for line in lines if line.goal_s) else 1


def _planning(words: str, spread: float, *, goal_s: float = GOAL_S) -> list[Line]:
    size = f"{seed.GROUPS:,} groups × {seed.COMING} coming × {seed.SIZE} going, {words}"
    firsts, nexts = [], []
    for _ in range(TIMES):
        seed.events(spread)
        seed.settle()
        firsts.append(_timed(f"plan, the first tick: {size}", ticks.plan, goal_s))
        nexts.append(_timed(f"plan, every tick after it: {size}", ticks.plan, GOAL_S))
    return [_middle(firsts), _middle(nexts)]


def _sending(words: str, channel: Channel) -> Line:
    found = []
    for _ in range(TIMES):
        seed.due(channel, DUE)
        found.append(_timed(f"send: {words}", ticks.send, GOAL_S))
        sent = Dispatch.objects.filter(channel=channel, state="sent").count()
        assert sent == DUE, f"{sent} were sent"
    return _middle(found)


def _middle(found: Sequence[Line]) -> Line:
    middle = median(line.seconds for line in found)
    return next(line for line in found if line.seconds == middle)


def _timed(words: str, tick: Callable[[], int], goal_s: float) -> Line:
    busy, began = _busy(), time.perf_counter()
    rows = tick()
    line = Line(words, rows, time.perf_counter() - began, _busy() - busy, goal_s)
    print("  ".join(line.cells()), flush=True)
    return line


def _busy() -> float:
    """Seconds of processor so far: of this process, and of the session that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        theirs = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + float(theirs.user + theirs.system)


def table(lines: Sequence[Line]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    said = (
        f"By `make bench-reminders`, {timezone.now():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, PostgreSQL {postgres} with fsync, load {os.getloadavg()[0]:.1f}: one tick at a "
        f"time, the middle one of {TIMES}. Processor: what the worker and its session used; with more load than cores "
        "the clock also tells of others. The line without a goal is a thousand groups that meet in the same minute, "
        "planned in one go; planning looks 15 hours ahead, so nobody waits for it."
    )
    rows = [["", "rows", "seconds", "processor, s", "goal"], ["---", "---:", "---:", "---:", "---"]]
    rows += [line.cells() for line in lines]
    return "\n".join(["## Reminders", "", said, "", *(f"| {' | '.join(row)} |" for row in rows)])
