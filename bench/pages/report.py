"""The table, to the terminal and into docs/benchmarks.md between its two marks."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import django
from django.db import connection
from django.utils import timezone

from bench.pages.cast import Size
from bench.pages.measure import Result
from bench.pages.screening import GOAL_US
from bench.sections import PAGES, with_part

PAPER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEADING = "# Benchmarks\n"


def publish(size: Size, results: Sequence[Result], screening: float) -> None:
    """To the terminal and into the paper, of which nothing but its own section is touched; it is added where there is
    none yet. `screening`: microseconds."""
    table = f"{_table(size, results)}\n\n{missed(results)}\n\n{_screening(screening)}"
    print(table)
    paper = PAPER.read_text() if PAPER.exists() else HEADING
    PAPER.write_text(with_part(paper, PAGES, table))


def _table(size: Size, results: Sequence[Result]) -> str:
    said = (
        f"By `make bench-pages`, {_circumstances()}, with {size.groups:,} groups, {size.people:,} people and "
        f"{size.messages:,} messages: {len(results[0].times)} requests of each kind, one at a time and in turn, to one "
        "web process over loopback. Milliseconds from the request to the last byte; the goals are those of the median. "
        "Processor: what the web process and PostgreSQL used of it; with more load than cores the clock also tells of "
        "others."
    )
    lines = [
        "## Pages",
        "",
        said,
        "",
        "| | median | p95 | max | processor | queries | goal |",
        "|---|---:|---:|---:|---:|---:|---|",
        *map(_line, results),
    ]
    return "\n".join(lines)


def missed(results: Sequence[Result]) -> str:
    """Which goals are missed, in words, and by how much."""
    found = [said for result in results for said in _over(result)]
    return f"Missed: {'; '.join(found)}." if found else "Every goal is reached."


def _over(result: Result) -> list[str]:
    goal, name = result.kind.goal, result.kind.name
    over = [f"{name}, {result.median:.1f} ms of {goal.ms:.0f}"] if result.median > goal.ms else []
    if goal.queries is not None and result.queries > goal.queries:
        over.append(f"{name}, {result.queries} queries of {goal.queries}")
    return over


def _screening(taken: float) -> str:
    kept = "" if taken <= GOAL_US else " **missed**"
    return f"Screening a usual message takes {taken:.0f} µs (the median; goal ≤ {GOAL_US:.0f} µs{kept})."


def _line(result: Result) -> str:
    goal = result.kind.goal
    wanted = f"≤ {goal.ms:.0f} ms" + (f", ≤ {goal.queries} queries" if goal.queries else "")
    kept = "" if result.keeps else " **missed**"
    times = f"{result.median:.1f} | {result.p95:.1f} | {max(result.times):.1f} | {result.busy:.1f}"
    return f"| {result.kind.name} | {times} | {result.queries} | {wanted}{kept} |"


def _circumstances() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    return (
        f"{timezone.now():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {postgres}, load {os.getloadavg()[0]:.1f}"
    )
