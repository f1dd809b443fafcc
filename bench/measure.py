"""The measurements: each takes a started system, or sockets that sit there, and gives plain numbers by name."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace

from bench.generator import Load
from bench.machine import cpu_seconds, memory
from bench.paced import Paced
from bench.systems.base import Shape, System

Figures = dict[str, float]
SHAPES = (Shape(20, 50, 2), Shape(20, 50, 8), Shape(1, 150, 8), Shape(100, 10, 1))
WARM = Shape(1, 20, 1)
SETTLE_S = 2.0
SLOW, FAST = 20, 600  # messages per second at which latency is read
LOSS_RATE = 100


@dataclass(frozen=True)
class Reading:
    """What stands on the clocks at one moment, in seconds, and what has been counted."""

    at: float
    web: float
    postgres: float
    valkey: float
    generator: float
    sent: int
    acked: int
    events: int


def read(system: System, load: Load) -> Reading:
    return Reading(
        time.monotonic(),
        cpu_seconds(system.roots()),
        cpu_seconds(system.stack.postgres_pids()),
        cpu_seconds(system.stack.valkey_pids()),
        time.process_time(),
        load.sent,
        load.acked,
        load.events,
    )


def room_test(system: System, load: Load, window: int, seconds: float, warm_up: float) -> Figures:
    """The closed loop of a shape, over sockets that sit already."""
    system.stack.settle(system.database)
    load.shape = replace(load.shape, window=window)
    load.fill()
    load.run(time.monotonic() + warm_up)
    begun = read(system, load)
    load.run(time.monotonic() + seconds)
    figures = between(begun, read(system, load), load.shape.size, echoes=system.echoes)
    load.drain()
    return figures


def between(begun: Reading, ended: Reading, size: int, *, echoes: bool) -> Figures:
    """The figures of the room test from two readings. A message that comes back to its own sender is no delivery.
    `per_core_second` counts the system's own processes, `with_stores` PostgreSQL and Valkey too."""
    wall = ended.at - begun.at
    web, postgres, valkey = ended.web - begun.web, ended.postgres - begun.postgres, ended.valkey - begun.valkey
    acked = ended.acked - begun.acked
    deliveries = (ended.events - begun.events) * ((size - 1) / size if echoes else 1.0)
    cpu = web + postgres + valkey
    return {
        "per_core_second": deliveries / web if web else 0.0,
        "with_stores": deliveries / cpu if cpu else 0.0,
        "deliveries": deliveries / wall,
        "sends": acked / wall,
        "core": cpu / wall,
        "web": web / wall,
        "postgres": postgres / wall,
        "valkey": valkey / wall,
        "generator": (ended.generator - begun.generator) / wall,
        "postgres_us": postgres / acked * 1e6 if acked else 0.0,
    }


def sitting_down(system: System, load: Load) -> Figures:
    """Connects all, and what that takes: time, and memory of the web process and Valkey once it is quiet."""
    with closing(Load(system, WARM)) as warm:
        warm.connect()
        warm.run(time.monotonic() + SETTLE_S)
        roots = [*system.roots(), *system.stack.valkey_pids()]
        before = memory(roots)
        took = load.connect()
        load.run(time.monotonic() + SETTLE_S)
        grown = memory(roots) - before
        return {
            "connections": load.shape.sockets / took,
            "refused": load.refused,
            "memory": grown / load.shape.sockets,
        }


def latency(load: Load, rate: int, seconds: float) -> Figures:
    """Milliseconds from send to delivery, half and ninety-nine of a hundred, at so many messages per second."""
    paced = Paced(load)
    paced.run(rate, seconds)
    return {
        f"p50_at_{rate}": paced.percentile(50),
        f"p99_at_{rate}": paced.percentile(99),
        f"lost_at_{rate}": paced.lost() / max(1, paced.expected()),
    }


def loss(load: Load, seconds: float) -> Figures:
    """Deliveries that did not come, came twice or out of line, of so many expected."""
    paced = Paced(load)
    paced.run(LOSS_RATE, seconds)
    return {
        "lost": paced.lost(),
        "doubled": paced.doubled(),
        "out_of_line": paced.out_of_line,
        "expected": paced.expected(),
    }
