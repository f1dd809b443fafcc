"""How long the servers really worked: this time does not grow while the machine does other things, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PROC = Path("/proc")


def children(pid: int) -> list[int]:
    """Of a process that starts others itself, such as PostgreSQL's; none where the system does not tell."""
    listed = PROC / str(pid) / "task" / str(pid) / "children"
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


def busy_ms(pids: Sequence[int]) -> float:
    """Milliseconds of processor that these processes have used so far, all threads together; 0 outside Linux."""
    return sum(_nanoseconds(task) for pid in pids for task in (PROC / str(pid)).glob("task/*/schedstat")) / 1e6


def _nanoseconds(schedstat: Path) -> int:
    try:
        return int(schedstat.read_text().split()[0])
    except OSError:
        return 0  # a thread that has just ended
