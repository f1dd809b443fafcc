"""One run: the database, the measures, the table."""

from __future__ import annotations

import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.pages import ground, report
from bench.pages.cast import Size
from bench.pages.check import breaches
from bench.pages.measure import measure
from bench.pages.screening import GOAL_US, microseconds
from bench.pages.seed import seed
from bench.pages.visits import visits


def run(var: Path, requests: int) -> int:
    """The exit status: 0 when every page keeps its figures."""
    size = Size()
    _prepare(var, size)
    results = measure(visits(), requests, ground.postmaster(var))
    screening = microseconds()
    report.publish(size, results, screening)
    return 0 if screening <= GOAL_US and all(result.keeps for result in results) else 1


def _prepare(var: Path, size: Size) -> None:
    call_command("migrate", verbosity=0)
    if not ground.is_whole(var):
        began = time.monotonic()
        print(f"Seeding {size.groups:,} groups, {size.people:,} people, {size.messages:,} messages …", flush=True)
        seed(size, timezone.now())
        broken = breaches()
        if broken:
            raise SystemExit(f"The seed breaks what the database keeps: {broken}")
        ground.mark_whole(var)
        print(f"Seeded and checked in {time.monotonic() - began:.0f} s.", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would in time; it must not begin while we measure
