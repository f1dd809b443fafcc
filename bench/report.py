"""From medians to tables: for the terminal, and for docs/benchmarks.md, which keeps its own data for the next run."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import machine
from bench.course import Plan
from bench.goals import DAPHNE_OF_OTHER, GOALS, NONE_OF, OURS, Goal, Table
from bench.measure import FAST, LOSS_RATE, SLOW, Figures
from bench.sections import with_parts_of
from bench.stack import Stack
from bench.systems.base import System

BETWEEN = "[decision 0015](decisions/0015-what-a-core-second-is.md)"
YES, NO, OLD = "✓", "✗", "†"
_DATA = re.compile(r"```json\n(.*?)\n```", re.DOTALL)
READING = """\
Every system stores each message in the same PostgreSQL (fsync and synchronous_commit on) after asking whether its
author is a member, acks it when it is committed, and delivers it to all others of its group; picows does none of that
and shows what the machine gives. All processes of a system, its PostgreSQL and its Valkey run on one core; the load
runs on another. *Window* is how many messages of a group are not acked at once: the next is sent when one is acked,
with at most two windows on their way to somebody. A delivery is a message that came to somebody else than its author.
*Per core-second* is deliveries by the seconds of processor time of the system's own processes, *with stores* by that of
PostgreSQL and Valkey together with them; neither depends on how fast the load is nor on what else the machine does. The
goals are of the first: PostgreSQL has a goal of its own. Where the load uses less than 90 % of its core, it is not what
limits the rates."""


@dataclass(frozen=True)
class Result:
    """`found`: medians by system. `about`: how it was measured, in words. `old`: systems taken from an earlier run."""

    found: Table
    about: Mapping[str, str]
    old: frozenset[str] = field(default_factory=frozenset)


def about(stack: Stack, systems: Sequence[System], plan: Plan, rounds: int) -> dict[str, str]:
    here = [system.version() for system in systems if system.missing() is None]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kernel = platform.release().partition("-")[0]
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{machine.model()}, {len(machine.CORES)} cores, {memory:.0f} GiB; Linux {kernel}",
        "versions": ", ".join([f"Python {platform.python_version()}", stack.versions(), *filter(None, here)]),
        "run": f"{rounds} rounds, all systems in each, {plan.seconds:g} s per measurement; medians",
    }


def progress(name: str, figures: Figures) -> str:
    """One line while a bench runs."""
    words = [
        f"{figure.removesuffix('.per_core_second')} {value:,.0f}/core-s"
        for figure, value in figures.items()
        if figure.endswith(".per_core_second")
    ]
    return f"{name:13} " + (", ".join(words) or f"{len(figures)} figures")


def publish(result: Result, document: Path, *, write: bool) -> None:
    """Prints the tables; with `write` they become the document."""
    former = document.read_text() if document.exists() else ""
    result = with_old(result, former)
    text = tables(result)
    print(f"\n{text}")
    if write:
        document.write_text(with_parts_of(page(result, text), former))
        print(f"\nWritten to {document}.")
    else:
        print("\nNot written: only a full run of three rounds or more makes docs/benchmarks.md.")


def with_old(result: Result, document: str) -> Result:
    """Comparators that were not run, from the data of the last full table; of these only what was measured now."""
    data = _DATA.search(document)
    last: Table = json.loads(data[1])["found"] if data else {}
    measured = {name for figures in result.found.values() for name in figures}
    missing = {
        name: kept
        for name, figures in last.items()
        if name not in result.found and name not in OURS
        if (kept := {figure: value for figure, value in figures.items() if figure in measured})
    }
    return Result({**result.found, **missing}, result.about, frozenset(missing))


def page(result: Result, text: str) -> str:
    data = {"about": result.about, "found": result.found}
    return (
        "# Benchmarks\n\nWritten by `make bench`; bench/README.md says more about what is measured and how.\n\n"
        f"{text}\n\n## How to read it\n\n{READING}\n\n## The data\n\n```json\n{json.dumps(data, indent=1)}\n```\n"
    )


def tables(result: Result) -> str:
    lines = [f"- {words[0].upper()}{words[1:]}: {said}" for words, said in result.about.items()]
    sections = {
        "Against the goals": goals_table(result),
        "The room test": room_table(result),
        "Besides": other_table(result),
    }
    old = [f"{OLD} not run now: from an earlier full run."] if result.old else []
    return "\n\n".join(["\n".join(lines), *(f"## {name}\n\n{text}" for name, text in sections.items() if text), *old])


# ---- the goals -----------------------------------------------------------------------------------------------------


def goals_table(result: Result) -> str:
    """With what is not reached in words below it; empty where no goal was measured."""
    rows = [row for goal in GOALS if (row := goal_row(goal, result))]
    rows += _loss_rows(result.found) + _daphne_rows(result.found)
    if not rows:
        return ""
    head = ["", "must", "goal", *(name.removeprefix("snug-") for name in OURS), "must", "goal"]
    return f"{table(head, rows)}\n\n{_not_reached(rows)}"


def _not_reached(rows: Sequence[Sequence[str]]) -> str:
    missed = [f"{title} (must be {must})" for title, must, *_, reached, _ in rows if reached == NO]
    return f"Not reached: {'; '.join(missed)}. What stands between: {BETWEEN}." if missed else "Every must is reached."


def goal_row(goal: Goal, result: Result) -> list[str] | None:
    """Ratios of both servers; the better one counts. None where nothing was measured."""
    ratios = {name: goal.ratio(result.found, name) for name in OURS}
    known = [ratio for ratio in ratios.values() if ratio is not None]
    if not known:
        return None
    best = goal.better(known)
    sign = "≤ " if goal.lower else "≥ "
    return [
        goal.title + (f" {OLD}" if goal.theirs in result.old else ""),
        f"{sign}{goal.must:g}",
        f"{sign}{goal.goal:g}",
        *("–" if ratio is None else f"{ratio:.2f}" for ratio in ratios.values()),
        *(YES if goal.reached(best, mark) else NO for mark in (goal.must, goal.goal)),
    ]


def _loss_rows(found: Table) -> list[list[str]]:
    said = {name: found.get(name, {}) for name in OURS}
    if not any("expected" in figures for figures in said.values()):
        return []
    fine = all(not sum(figures.get(word, 0) for word in NONE_OF) for figures in said.values())
    words = [
        "–" if "expected" not in figures else " / ".join(f"{figures[word]:.0f}" for word in NONE_OF)
        for figures in said.values()
    ]
    title = f"1 × 150 at {LOSS_RATE} messages/s: lost / doubled / out of line"
    return [[title, "0", "0", *words, *([YES if fine else NO] * 2)]]


def _daphne_rows(found: Table) -> list[list[str]]:
    rows = []
    for figure in shapes_of(found):
        daphne, other = (found.get(name, {}).get(f"{figure}.per_core_second") for name in OURS)
        if daphne and other:
            fine = YES if daphne / other >= DAPHNE_OF_OTHER else NO
            title = f"{shape_words(figure)}: daphne vs uvicorn"
            rows.append([title, f"≥ {DAPHNE_OF_OTHER:g}", "", f"{daphne / other:.2f}", "", fine, ""])
    return rows


# ---- plain figures -------------------------------------------------------------------------------------------------


def shapes_of(found: Table) -> list[str]:
    names = (name for figures in found.values() for name in figures)
    shapes = dict.fromkeys(name.partition(".")[0] for name in names if name.endswith(".per_core_second"))
    return [name for name in shapes if name != "two"]


def shape_words(key: str) -> str:
    groups, size, window = re.split("[xw]", key)
    return f"{groups} × {size}, window {window}"


def room_table(result: Result) -> str:
    head = ["", "", "deliveries per core-s", "with stores", "deliveries/s", "durable sends/s", "server core used"]
    head += ["of it web", "PostgreSQL", "Valkey", "load's core used"]
    rows = []
    for shape in shapes_of(result.found):
        for name, figures in result.found.items():
            if f"{shape}.deliveries" in figures:
                rows.append([shape_words(shape), _name(name, result), *_room_cells(figures, shape, name)])
    return table(head, rows) if rows else ""


def _room_cells(figures: Mapping[str, float], shape: str, name: str) -> list[str]:
    def of(word: str) -> float:
        return figures[f"{shape}.{word}"]

    sends = f"{of('sends'):,.0f}" + (" (not stored)" if name == "picows" else "")
    shares = [f"{of(word):.0%}" for word in ("core", "web", "postgres", "valkey", "generator")]
    plain = [f"{of(word):,.0f}" for word in ("per_core_second", "with_stores", "deliveries")]
    return [*plain, sends, *shares]


def other_table(result: Result) -> str:
    head = ["", f"p50 / p99 at {SLOW}/s, ms", f"p50 / p99 at {FAST}/s, ms", "KiB per idle socket", "connections/s"]
    head += [f"lost of 1 × 150 at {LOSS_RATE}/s", "PostgreSQL µs per message: window 2 / window 8 / one by one"]
    rows = [
        [
            _name(name, result),
            *(pair(figures, f"p50_at_{rate}", f"p99_at_{rate}", digits=1) for rate in (SLOW, FAST)),
            pair({"memory": figures["memory"] / 1024} if "memory" in figures else {}, "memory"),
            pair(figures, "connections"),
            f"{figures['lost'] / figures['expected']:.1%}" if figures.get("expected") else "–",
            pair(figures, "20x50w2.postgres_us", "20x50w8.postgres_us", "one_by_one_us"),
        ]
        for name, figures in result.found.items()
    ]
    return table(head, rows)


def pair(figures: Mapping[str, float], *names: str, digits: int = 0) -> str:
    """Figures side by side, a dash for what was not measured."""
    words = [f"{figures[name]:,.{digits}f}" if name in figures else "–" for name in names]
    return "–" if set(words) == {"–"} else " / ".join(words)


def _name(name: str, result: Result) -> str:
    return f"{name} {OLD}" if name in result.old else name


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown whose columns also stand one below the other in a terminal."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, *rows]
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
