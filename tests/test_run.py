"""`make run` as a person meets it: started, killed, stopped, and told clearly what is in the way."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from community.embedded import EmbeddedPostgres, EmbeddedStack
from community.embedded.process import has_ended, wait_until
from tests import servers
from tests.site import CHECKOUT, Site, free_port

pytestmark = pytest.mark.slow
START_SECONDS = 90
ALL_OK = (200, "ok")


class Run:
    """One `python -m community.run`, with its own directory and port, and all it has said so far."""

    def __init__(self, var: Path, port: int | None = None, **extra: str) -> None:
        self.var = var
        self.site = Site({}, SNUG_VAR=str(var), port=port)
        self.log = var / f"run-{self.site.port}.log"
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        self.environment = {**kept, "SNUG_VAR": str(var), "PORT": str(self.site.port), "SNUG_DEMO": "0", **extra}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Run":
        if self.process is not None:
            self.process.wait(40)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "community.run"], cwd=CHECKOUT, env=self.environment, stdout=log, stderr=log
            )
        return self

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        process = self.process
        assert process is not None
        assert wait_until(lambda: words in self.said() or process.poll() is not None, START_SECONDS), self.said()
        assert words in self.said(), self.said()

    def healthy(self) -> bool:
        try:
            return self.site.health() == ALL_OK
        except OSError:
            return False

    def wait_until_healthy(self) -> None:
        assert wait_until(self.healthy, START_SECONDS), self.said()

    def signal(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(40)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGTERM)

    def children(self) -> dict[str, psutil.Process]:
        content = json.loads((self.var / "run" / "run.json").read_text())
        found = [psutil.Process(pid) for pid, _ in content["children"]]
        return {_kind(process): process for process in found}


def _kind(process: psutil.Process) -> str:
    words = process.cmdline()
    return next(kind for kind in ("community.serve", "worker", "beat") if kind in words)


def alive_in(var: Path) -> list[str]:
    """The commands of all living processes that belong to this directory, servers included."""
    found = []
    for process in psutil.process_iter():
        try:
            belongs = process.environ().get("SNUG_VAR") == str(var) or str(var) in " ".join(process.cmdline())
            if belongs and not has_ended(process):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


@pytest.fixture
def var() -> Iterator[Path]:
    with servers.private_var() as directory:
        yield directory


@pytest.fixture
def run(var: Path) -> Iterator[Run]:
    running = Run(var)
    yield running
    running.end()
    stop(var)


def stop(var: Path) -> str:
    command = [sys.executable, "-m", "community.run", "--stop"]
    done = subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, "SNUG_VAR": str(var)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(var: Path, number: int) -> None:
    with psycopg.connect(EmbeddedPostgres(var).dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept_by_test (n int)")
        connection.execute("INSERT INTO kept_by_test VALUES (%s)", [number])


def written(var: Path) -> list[int]:
    with psycopg.connect(EmbeddedPostgres(var).dsn) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept_by_test ORDER BY n").fetchall()]


def test_it_starts_survives_kills_keeps_its_data_and_leaves_nothing_behind(run: Run) -> None:
    run.start().wait_for(f"Snug is at http://localhost:{run.site.port}/")
    run.wait_until_healthy()
    write(run.var, 1)

    # A second one from the same directory is told so, and one for the same port as well.
    assert one_line(Run(run.var)).startswith("Snug: Snug already runs from here")
    with servers.private_var() as elsewhere:
        said = one_line(Run(elsewhere, port=run.site.port))
        assert (
            said
            == f"Snug: Port {run.site.port} is taken: choose another one, as in PORT={run.site.port + 1} make run.\n"
        )
        assert alive_in(elsewhere) == []

    # A web process that dies comes back; a killed supervisor takes the others with it.
    web = run.children()["community.serve"]
    web.kill()
    run.wait_for("web ended (code -9) and is started again")
    run.wait_until_healthy()
    before = list(run.children().values())
    assert run.signal(signal.SIGKILL) == -signal.SIGKILL
    assert (run.var / "run" / "run.json").exists()

    # The next start clears away what is left, finds the servers and the data; `make stop` ends everything.
    run.start().wait_for("Snug is at")
    assert all(has_ended(process) for process in before)
    run.wait_until_healthy()
    write(run.var, 2)
    assert written(run.var) == [1, 2]
    assert stop(run.var) == "Snug has stopped.\n"
    assert alive_in(run.var) == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", run.site.port)) != 0


def test_stop_ends_the_servers_of_one_that_was_killed(run: Run) -> None:
    run.start().wait_for("PostgreSQL and Valkey are up")
    run.signal(signal.SIGKILL)
    assert EmbeddedPostgres(run.var).running() is not None
    assert stop(run.var) == "Snug was not running.\n"
    assert wait_until(lambda: alive_in(run.var) == [], 10), alive_in(run.var)
    assert stop(run.var) == "Snug was not running.\n"


def test_with_servers_named_it_starts_none_of_its_own(var: Path, fresh_stack: EmbeddedStack) -> None:
    run = Run(var, **fresh_stack.environment())
    try:
        run.start().wait_for("Snug is at")
        assert "named by the environment" in run.said()
        assert not (var / "postgres").exists()
        assert not (var / "valkey").exists()
    finally:
        run.end()


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, not 'http'"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"SNUG_PRODUCTION": "1"}, "make run is for one's own machine"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(var: Path, extra: dict[str, str], words: str) -> None:
    assert words in one_line(Run(var, **extra))
    assert not (var / "postgres").exists()


def test_a_directory_that_cannot_be_written_is_said_in_one_line(var: Path) -> None:
    (var / "file").touch()
    run = Run(var, SNUG_VAR=str(var / "file"))
    assert one_line(run) == f"Snug: {var}/file/run: Not a directory\n"


def test_data_of_another_major_are_refused_in_one_line(var: Path) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("17\n")
    assert "was made by PostgreSQL 17" in one_line(Run(var))


def one_line(run: Run) -> str:
    """What a run that cannot work says before it ends."""
    assert run.start().process is not None
    assert run.process is not None
    assert run.process.wait(30) == 1
    assert run.said().count("\n") == 1, run.said()
    return run.said()


def test_a_python_that_is_too_old_is_said_in_one_line(tmp_path: Path) -> None:
    for name in ("python", "python3", *(f"python3.{minor}" for minor in range(11, 15))):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = -V ] && { echo "Python 3.9.2"; exit 0; }\nexit 1\n')
        old.chmod(0o755)
    done = subprocess.run(
        ["sh", str(CHECKOUT / "community" / "environment.sh"), "requirements.txt", ".venv/.runtime"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr == "Snug needs Python 3.11 or newer; found: Python 3.9.2.\n"
    assert not (tmp_path / ".venv").exists()


def test_the_first_start_prints_links_that_sign_in_with_one_tap_and_ctrl_c_ends_it_all(var: Path) -> None:
    run = Run(var, free_port(), SNUG_DEMO="1")
    try:
        run.start().wait_for("/demo/ana/")
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(f"{run.site.url}/demo/ana/", timeout=20) as page:
            assert page.url == f"{run.site.url}/"
            assert "Harbour Runners" in page.read().decode()
        links = re.findall(rf"http://localhost:{run.site.port}/demo/(\w+)/", run.said())
        assert {"ana", "ben", "cara", "maya"} <= set(links)
        assert run.signal(signal.SIGINT) == 0
        assert wait_until(lambda: alive_in(var) == [], 5), alive_in(var)
    finally:
        run.end()
