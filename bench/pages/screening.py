"""What screening a usual message takes, in this process."""

from __future__ import annotations

import statistics
import time

from community.surface import Standing
from moderation.screening import Content, screen

GOAL_US = 100.0  # performance.md
TIMES = 5_000
USUAL = Content("message", "Shall we meet at the harbour at 6:30, as last week? 🏃 " * 3, Standing.MEMBER, ("Stride",))


def microseconds() -> float:
    """The median of many."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        screen(USUAL)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6
