"""Milliseconds at a real web process over loopback, one request at a time; queries counted in this process."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages.visits import Kind, Visit
from community.models import Person

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
WARM_UP = 40  # requests of each kind
BLOCKS = 5
Cookies = dict[Any, str]  # by person


@dataclass(frozen=True)
class Result:
    """Of one kind of visit: milliseconds until the answer was there, request by request; milliseconds of processor, the
    web process' and PostgreSQL's together, on average; the most queries that one took."""

    kind: Kind
    times: Sequence[float]
    busy: float
    queries: int

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]

    @property
    def keeps(self) -> bool:
        goal = self.kind.goal
        return self.median <= goal.ms and (goal.queries is None or self.queries <= goal.queries)


def measure(kinds: Sequence[Kind], requests: int, postmaster: int) -> list[Result]:
    """All kinds in turn, block by block, so that what disturbs the machine for a moment disturbs them all."""
    cookies = {person: _session(person) for kind in kinds for person in {visit.person for visit in kind.visits}}
    queries = [_most_queries(kind, cookies) for kind in kinds]
    taken: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    busy = dict.fromkeys(taken, 0.0)
    turns = [(kind, kind.turns()) for kind in kinds]
    with _web() as (server, port), closing(http.client.HTTPConnection("127.0.0.1", port)) as door:
        for _kind, turn in turns:
            _visits(door, turn, cookies, WARM_UP)
        for _ in range(BLOCKS):
            for kind, turn in turns:
                before = _busy(server, postmaster)
                taken[kind.name] += _visits(door, turn, cookies, requests // BLOCKS)
                busy[kind.name] += _busy(server, postmaster) - before
    return [
        Result(kind, taken[kind.name], busy[kind.name] / len(taken[kind.name]), count)
        for kind, count in zip(kinds, queries, strict=True)
    ]


def _busy(server: int, postmaster: int) -> float:
    """Milliseconds of processor that the web process and PostgreSQL's have used so far."""
    processes = [psutil.Process(server), *psutil.Process(postmaster).children()]
    used = [process.cpu_times() for process in processes]
    return float(sum(times.user + times.system for times in used)) * 1000


def _visits(door: http.client.HTTPConnection, turn: Iterator[Visit], cookies: Cookies, count: int) -> list[float]:
    return [_visit(door, visit, cookies[visit.person]) for visit in islice(turn, count)]


def _visit(door: http.client.HTTPConnection, visit: Visit, cookie: str) -> float:
    began = time.perf_counter()
    door.request("GET", visit.path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
    answer = door.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise SystemExit(f"{visit.path} answered {answer.status}")
    return took


def _session(person: Any) -> str:
    """A session as signing in leaves it; its key."""
    found = Person.objects.get(pk=person)
    session = SessionStore()
    session[SESSION_KEY] = str(found.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = found.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _most_queries(kind: Kind, cookies: Cookies) -> int:
    most = 0
    for visit in kind.visits:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookies[visit.person]
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(visit.path)
        if answer.status_code != 200:
            raise SystemExit(f"{visit.path} answered {answer.status_code}")
        most = max(most, len(asked))
    return most


@contextmanager
def _web() -> Iterator[tuple[int, int]]:
    """The product's own web process: its pid and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "community.serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ)
    try:
        _wait_for(port, server)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The web process did not start.")
