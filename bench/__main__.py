"""`python -m bench`: measures, prints one table."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from bench.generator import Load
from bench.machine import take_generator_core
from bench.measure import SHAPES, room_test
from bench.stack import Stack
from bench.systems.base import Shape, System
from bench.systems.ejabberd import Ejabberd
from bench.systems.picows import Picows
from bench.systems.snug import Snug
from bench.systems.socketio import SocketIO
from bench.systems.tutorial import Tutorial

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--systems", default="", help="names, all if empty")
    parser.add_argument("--shapes", default="", help="such as 20x50w2,1x150w8; all four if not given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--warm-up", type=float, default=1.5)
    options = parser.parse_args()
    shapes = [_shape(word) for word in options.shapes.split(",") if word] or list(SHAPES)
    stack = Stack(Path(os.environ.get("SNUG_VAR") or CHECKOUT / "var") / "bench")
    others = [Tutorial(stack), Picows(stack), SocketIO(stack), Ejabberd(stack)]
    systems = [Snug(stack, "daphne"), Snug(stack, "uvicorn"), *others]
    known = {system.name: system for system in systems}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all is stopped then, too
    try:
        stack.start()
        take_generator_core()
        for _ in range(options.rounds):
            for name in options.systems.split(",") if options.systems else known:
                _measure(known[name], shapes, options.seconds, options.warm_up)
    finally:
        stack.remove()
    return 0


def _measure(system: System, shapes: list[Shape], seconds: float, warm_up: float) -> None:
    why = system.missing()
    if why:
        print(f"{system.name}: skipped, {why}")
        return
    system.prepare()
    try:
        system.start()
        for shape in shapes:
            load = Load(system, shape)
            try:
                took = load.connect()
                system.stack.settle()
                figures = room_test(system, load, seconds, warm_up)
                words = " ".join(f"{name}={value:,.2f}" for name, value in figures.items())
                print(f"{system.name:14} {shape!s:18} {shape.sockets / took:,.0f} conn/s {words}", flush=True)
            finally:
                load.close()
    finally:
        system.stop()


def _shape(word: str) -> Shape:
    groups, _, rest = word.partition("x")
    size, _, window = rest.partition("w")
    return Shape(int(groups), int(size), int(window))


if __name__ == "__main__":
    sys.exit(main())
