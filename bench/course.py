"""What is measured of one system in one round, in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from bench.generator import Load
from bench.measure import FAST, SLOW, Figures, latency, loss, room_test, sitting_down
from bench.systems.base import Shape, System
from bench.systems.snug import Snug

PARTS = ("rooms", "sitting", "latency", "loss", "two", "postgres")
ROOM, CROWD = (20, 50), (1, 150)  # groups and size
TOO_SLOW_FOR_FAST = {"tutorial"}  # it cannot carry a tenth of that


@dataclass(frozen=True)
class Plan:
    shapes: Sequence[Shape]
    parts: Collection[str]
    seconds: float
    warm_up: float

    def windows(self, groups: int, size: int) -> list[int]:
        return [one.window for one in self.shapes if (one.groups, one.size) == (groups, size)]

    def crowds(self) -> list[tuple[int, int]]:
        """Numbers of groups and sizes, each once: those with the same sockets are measured over the same sockets."""
        found = [key for key, _ in groupby((one.groups, one.size) for one in self.shapes if "rooms" in self.parts)]
        first = [ROOM] if {"sitting", "latency"} & set(self.parts) else []
        last = [CROWD] if "loss" in self.parts else []
        return list(dict.fromkeys([*first, *found, *last]))


def run(system: System, plan: Plan) -> Figures:
    """All parts of the plan at this system, which is started and stopped here. Names of the room test's figures begin
    with the shape."""
    figures: Figures = {}
    if crowds := plan.crowds():
        try:
            system.start()
            for groups, size in crowds:
                figures |= _crowd(system, plan, groups, size)
        finally:
            system.stop()
    if "two" in plan.parts and system.can_be_two:
        figures |= _two(system, plan)
    if "postgres" in plan.parts and isinstance(system, Snug):
        try:
            figures["one_by_one_us"] = system.one_by_one(Shape(*ROOM, 1), plan.seconds) * 1e6
        finally:
            system.stop()
    return figures


def _crowd(system: System, plan: Plan, groups: int, size: int) -> Figures:
    figures: Figures = {}
    with closing(Load(system, Shape(groups, size, 1))) as load:
        if (groups, size) == ROOM and "sitting" in plan.parts:
            figures |= sitting_down(system, load)
        else:
            load.connect()
        if (groups, size) == ROOM and "latency" in plan.parts:
            figures |= latency(load, SLOW, plan.seconds)
            if system.name not in TOO_SLOW_FOR_FAST:
                figures |= latency(load, FAST, plan.seconds)
        if (groups, size) == CROWD and "loss" in plan.parts:
            figures |= loss(load, plan.seconds)
        for window in plan.windows(groups, size) if "rooms" in plan.parts else []:
            found = room_test(system, load, window, plan.seconds, plan.warm_up)
            figures |= {f"{Shape(groups, size, window).key}.{name}": value for name, value in found.items()}
    return figures


def _two(system: System, plan: Plan) -> Figures:
    """Two processes on one core, each with half of every group."""
    try:
        system.start(processes=2)
        with closing(Load(system, Shape(*ROOM, 2))) as load:
            load.connect()
            found = room_test(system, load, 2, plan.seconds, plan.warm_up)
    finally:
        system.stop()
    return {f"two.{name}": value for name, value in found.items()}
