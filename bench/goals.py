"""What the product must reach beside others, and what it aims at; as ratios, so that the machine does not matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Table = Mapping[str, Mapping[str, float]]  # system → figure → median
OURS = ("snug-daphne", "snug-uvicorn")


@dataclass(frozen=True)
class Goal:
    """Our `figure` divided by theirs. `theirs` names a system, or with `own` another figure of the same server."""

    title: str
    figure: str
    theirs: str
    must: float
    goal: float
    lower: bool = False
    own: bool = False

    def ratio(self, table: Table, ours: str) -> float | None:
        """None where something was not measured."""
        mine = table.get(ours, {}).get(self.figure)
        other = table.get(ours, {}).get(self.theirs) if self.own else table.get(self.theirs, {}).get(self.figure)
        return mine / other if mine is not None and other else None

    def reached(self, ratio: float, mark: float) -> bool:
        return ratio <= mark if self.lower else ratio >= mark

    def better(self, ratios: list[float]) -> float:
        return min(ratios) if self.lower else max(ratios)


def _room(shape: str, words: str, marks: dict[str, tuple[float, float]]) -> list[Goal]:
    return [
        Goal(f"{words}: deliveries per core-second vs {name}", f"{shape}.per_core_second", name, must, goal)
        for name, (must, goal) in marks.items()
    ]


GOALS = [
    *_room(
        "20x50w2",
        "20 × 50, window 2",
        {"tutorial": (25, 40), "ejabberd": (2.5, 4), "socketio": (1.5, 2), "picows": (0.55, 0.85)},
    ),
    *_room(
        "20x50w8",
        "20 × 50, window 8",
        {"tutorial": (45, 80), "ejabberd": (5, 8), "socketio": (2.5, 4), "picows": (1.0, 1.6)},
    ),
    *_room(
        "1x150w8",
        "1 × 150, window 8",
        {"tutorial": (50, 80), "ejabberd": (8, 12), "socketio": (3, 4), "picows": (1.5, 2.2)},
    ),
    *_room(
        "100x10w1",
        "100 × 10, window 1",
        {"tutorial": (25, 40), "ejabberd": (2.2, 3.5), "socketio": (1.6, 2.5), "picows": (0.45, 0.7)},
    ),
    Goal("p99 of deliveries at 20 messages/s vs tutorial", "p99_at_20", "tutorial", 0.1, 0.06, lower=True),
    Goal("p99 of deliveries at 600 messages/s vs socketio", "p99_at_600", "socketio", 1, 0.4, lower=True),
    Goal("memory per idle socket vs tutorial", "memory", "tutorial", 0.75, 0.45, lower=True),
    Goal("connections per second vs tutorial", "connections", "tutorial", 1.6, 4),
    Goal("two processes on one core vs one", "two.per_core_second", "20x50w2.per_core_second", 0.85, 0.95, own=True),
    Goal(
        "PostgreSQL's CPU per durable message vs one by one",
        "20x50w8.postgres_us",
        "one_by_one_us",
        0.35,
        0.2,
        lower=True,
        own=True,
    ),
]
NONE_OF = ("lost", "doubled", "out_of_line")  # in the loss run, of each of our servers
DAPHNE_OF_OTHER = 0.75  # of the other server's deliveries per core-second, in each shape
