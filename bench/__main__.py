"""`python -m bench`: the room test of Snug beside others. Prints tables; a full run also writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from bench import course, report
from bench.course import PARTS, Plan
from bench.goals import OURS
from bench.machine import CORES, take_generator_core
from bench.measure import SHAPES, Figures
from bench.stack import Stack
from bench.systems.base import CHECKOUT, Shape, System
from bench.systems.ejabberd import Ejabberd
from bench.systems.picows import Picows
from bench.systems.snug import Snug
from bench.systems.socketio import SocketIO
from bench.systems.tutorial import Tutorial

DOCUMENT = CHECKOUT / "docs" / "benchmarks.md"
FULL_ROUNDS = 3


def main() -> int:
    options = _options()
    shapes = [shape_of(word) for word in options.shapes.split(",") if word] or list(SHAPES)
    parts = [word for word in options.parts.split(",") if word] or list(PARTS)
    plan = Plan(shapes, parts, options.seconds, options.warm_up)
    stack = Stack(Path(os.environ.get("SNUG_VAR") or CHECKOUT / "var") / "bench")
    wanted = [word for word in options.systems.split(",") if word]
    systems = [one for one in _systems(stack) if not wanted or one.name in wanted]
    if len(CORES) < 2:
        print("One core only: servers and load share it, and the figures are worth little.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is stopped then, too
    try:
        stack.start()
        take_generator_core()
        found = _rounds(systems, plan, options.rounds)
        result = report.Result(found, report.about(stack, systems, plan, options.rounds))
    except KeyboardInterrupt:
        return 130
    finally:
        stack.remove()
    full = not wanted and shapes == list(SHAPES) and set(parts) == set(PARTS) and options.rounds >= FULL_ROUNDS
    report.publish(result, DOCUMENT, write=full)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--systems", default="", help="names with commas between; all if empty")
    parser.add_argument("--shapes", default="", help="such as 20x50w2,1x150w8; all four if empty")
    parser.add_argument("--parts", default="", help=f"of {','.join(PARTS)}; all if empty")
    parser.add_argument("--rounds", type=int, default=FULL_ROUNDS)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument("--warm-up", type=float, default=1.5, help="seconds before each room test")
    return parser.parse_args()


def _systems(stack: Stack) -> list[System]:
    ours = [Snug(stack, name.removeprefix("snug-")) for name in OURS]
    return [*ours, Tutorial(stack), Picows(stack), SocketIO(stack), Ejabberd(stack)]


def _rounds(systems: list[System], plan: Plan, rounds: int) -> dict[str, Figures]:
    """The median of each figure, by system. Each round begins with another system."""
    here = []
    for system in systems:
        system.install()
        why = system.missing()
        if why:
            print(f"{system.name} is left out: {why}", flush=True)
        else:
            system.prepare()
            here.append(system)
    found: dict[str, defaultdict[str, list[float]]] = {system.name: defaultdict(list) for system in here}
    for number in range(rounds):
        for n in range(len(here)):
            system = here[(n + number) % len(here)]
            figures = course.run(system, plan)
            for name, value in figures.items():
                found[system.name][name].append(value)
            print(f"round {number + 1}: {report.progress(system.name, figures)}", flush=True)
    return {name: {figure: median(values) for figure, values in lists.items()} for name, lists in found.items()}


def shape_of(word: str) -> Shape:
    """`20x50w2`: groups, sockets in each, window."""
    groups, _, rest = word.partition("x")
    size, _, window = rest.partition("w")
    return Shape(int(groups), int(size), int(window))


if __name__ == "__main__":
    sys.exit(main())
