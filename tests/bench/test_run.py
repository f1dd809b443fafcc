"""The whole way, small: servers start, people sit down, talk is counted, and all of it ends with the bench."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bench import machine
from community.embedded.process import wait_until
from tests.servers import FOREIGN, private_var
from tests.test_architecture import CHECKOUT, PACKAGES, sources

pytestmark = pytest.mark.slow
SMALL = ("--systems", "snug-daphne", "--rounds", "1", "--seconds", "1", "--warm-up", "0.3", "--shapes", "2x4w2")


def begin(var: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench", *SMALL, *words],
        cwd=CHECKOUT,
        env={**{name: value for name, value in os.environ.items() if name not in FOREIGN}, "SNUG_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def running(var: Path) -> list[str]:
    """Whatever runs with this directory in its command or its environment."""
    found = []
    for one in psutil.process_iter():
        try:
            if str(var) in " ".join([*one.cmdline(), one.environ().get("SNUG_VAR", "")]) and one.pid != os.getpid():
                found.append(" ".join(one.cmdline()))
        except psutil.Error:
            continue
    return found


def test_a_small_room_is_measured_and_nothing_is_left() -> None:
    with private_var() as var:
        bench = begin(var, "--parts", "rooms")
        said, _ = bench.communicate(timeout=180)
        assert bench.returncode == 0, said
        (line,) = [line for line in said.splitlines() if re.match(r"\| 2 × 4, window 2 +\| snug-daphne ", line)]
        figures = [float(cell.replace(",", "")) for cell in line.split("|")[3:7]]
        per_core_second, with_stores, deliveries, sends = figures
        assert deliveries == pytest.approx(3 * sends, rel=0.2)  # each message comes to the three others
        assert per_core_second > with_stores > deliveries > 10
        assert running(var) == []


@pytest.mark.soak
def test_an_interrupt_stops_all_that_was_started() -> None:
    with private_var() as var:
        bench = begin(var, "--parts", "rooms", "--seconds", "120")
        assert wait_until(lambda: any("community.serve" in one for one in running(var)), 120)
        bench.send_signal(signal.SIGINT)
        said, _ = bench.communicate(timeout=60)
        assert bench.returncode == 130, said
        assert running(var) == []


def test_processor_time_of_children_counts_while_they_run_and_after() -> None:
    burn = "import time\nwhile time.process_time() < 0.4: pass\n"
    nest = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", nest], stdin=subprocess.PIPE) as child:
        assert wait_until(lambda: machine.cpu_seconds([child.pid]) > 0.3, 20)
        assert wait_until(lambda: machine.family([child.pid]) == [child.pid], 20)
        assert machine.cpu_seconds([child.pid]) >= 0.35
        assert machine.memory([child.pid]) > 1_000_000
        assert child.stdin is not None
        child.stdin.close()
    assert machine.cpu_seconds([child.pid]) == 0.0


def test_what_starts_on_the_servers_core_stays_there() -> None:
    former = os.sched_getaffinity(0)
    with machine.on_server_core():
        child = subprocess.Popen(["sleep", "30"])
    try:
        assert os.sched_getaffinity(child.pid) == {machine.SERVER_CORE}
        assert os.sched_getaffinity(0) == former
    finally:
        child.kill()
        child.wait()


def test_the_product_knows_nothing_of_the_bench() -> None:
    files = sources(*PACKAGES)
    assert len(files) > 100
    found = [str(path) for path in files if re.search(r"^\s*(from|import) bench\b", path.read_text(), re.MULTILINE)]
    assert found == []
