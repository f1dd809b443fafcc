"""Cores, processor time and memory of process trees, from /proc."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, GENERATOR_CORE = CORES[0], CORES[-1]


@contextlib.contextmanager
def on_server_core() -> Iterator[None]:
    """What is started in here, and all that it starts, stays on the servers' core."""
    former = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        yield
    finally:
        os.sched_setaffinity(0, former)


def take_generator_core() -> None:
    """This process loads the servers from a core of its own, with as many sockets as the kernel allows."""
    os.sched_setaffinity(0, {GENERATOR_CORE})
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def family(roots: Iterable[int]) -> list[int]:
    """These processes and all that descend from them, as they are now."""
    found = []
    waiting = [pid for pid in roots if Path(f"/proc/{pid}").exists()]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Processor time that these trees have used since they began. Children that ended are counted where their parent
    has taken note of them, so that the difference of two readings misses no short-lived PostgreSQL backend."""
    return sum(_seconds(pid) for pid in family(roots))


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own, of_ended_children = sum(map(int, fields[11:13])) / _TICKS, sum(map(int, fields[13:15])) / _TICKS
        if fields[17] == "1":  # one thread: the scheduler's own count is in nanoseconds
            own = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
    return own + of_ended_children


def memory(roots: Iterable[int]) -> int:
    """Bytes of memory, what is shared counted in parts (Pss)."""
    return sum(_pss(pid) for pid in family(roots))


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def model() -> str:
    """What this machine calls its processor."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "an unnamed processor"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
