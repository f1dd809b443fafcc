"""Web processes of their own for the socket tests: the product's server, the test database, the session's Valkey."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_S = 40


@dataclass
class WebProcess:
    """One process on a port of its own; `origin` is what a browser on its pages would say."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/v1/"

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def rss(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def stop(self) -> None:
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait(10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


def test_database_url() -> str:
    database = connection.settings_dict
    host = quote(str(database["HOST"]), safe="")
    return f"postgres://{database['USER']}@{host}:{database['PORT'] or 5432}/{database['NAME']}"


def start_web(directory: Path, *, server: str = "daphne", **extra: str) -> WebProcess:
    """Begins to start a process; `wait_for` tells when it serves."""
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": test_database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": "http://snug.test",
        "SNUG_DRAIN_S": "0.2",
        **extra,
    }
    # Seeded bugs bring an application of their own (tests/faults).
    application = environment.get("SNUG_TEST_APPLICATION", "community.asgi:application")
    log = directory / f"web-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "community.serve", "--server", server, "--port", str(port), application],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    return WebProcess(port, process, log)


def wait_for(web: WebProcess) -> WebProcess:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", web.port), timeout=1).close()
            return web
        except OSError:
            if not web.alive or time.monotonic() > deadline:
                raise AssertionError(f"the web process did not start:\n{web.log.read_text()[-3000:]}")
            time.sleep(0.05)


def start_all(directory: Path, environments: list[Mapping[str, str]]) -> list[WebProcess]:
    started = [start_web(directory, **environment) for environment in environments]
    return [wait_for(web) for web in started]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
