"""The measurements: each takes a started system and gives plain numbers."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bench.generator import Load
from bench.machine import cpu_seconds
from bench.systems.base import Shape, System

SHAPES = (Shape(20, 50, 2), Shape(20, 50, 8), Shape(1, 150, 8), Shape(100, 10, 1))


@dataclass(frozen=True)
class Reading:
    """What stands on the clocks at one moment."""

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


def room_test(system: System, load: Load, seconds: float, warm_up: float) -> dict[str, float]:
    """The closed loop of a shape, over sockets that sit already."""
    load.fill()
    load.run(time.monotonic() + warm_up)
    begun = read(system, load)
    load.run(time.monotonic() + seconds)
    figures = between(begun, read(system, load), load.shape.size, echoes=system.echoes)
    load.drain()
    return figures


def between(begun: Reading, ended: Reading, size: int, *, echoes: bool) -> dict[str, float]:
    """The figures of the room test from two readings. A message that comes back to its own sender is no delivery."""
    wall = ended.at - begun.at
    web, postgres, valkey = ended.web - begun.web, ended.postgres - begun.postgres, ended.valkey - begun.valkey
    acked = ended.acked - begun.acked
    deliveries = (ended.events - begun.events) * ((size - 1) / size if echoes else 1.0)
    cpu = web + postgres + valkey
    return {
        "per_core_second": deliveries / cpu if cpu else 0.0,
        "deliveries": deliveries / wall,
        "sends": acked / wall,
        "core": cpu / wall,
        "web": web / wall,
        "postgres": postgres / wall,
        "valkey": valkey / wall,
        "generator": (ended.generator - begun.generator) / wall,
        "postgres_us": postgres / acked * 1e6 if acked else 0.0,
    }


