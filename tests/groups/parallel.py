"""Many people at the same moment: one thread and one database connection of its own for each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import QuerySet

from community.errors import Unavailable

Job = Callable[[], Any]


def at_once(jobs: Sequence[Job]) -> list[Any]:
    """Starts all jobs together; what each returned, or the exception it raised. `Unavailable` is answered as its words
    say: trying again is safe."""
    outcomes: list[Any] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(number: int) -> None:
        _connect_alone()
        try:
            connection.ensure_connection()
            start.wait()
            outcomes[number] = _until_known(jobs[number])
        except Exception as error:  # handed to the test, which judges it
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def held(rows: QuerySet[Any]) -> Iterator[None]:
    """Somebody else has locked these rows."""
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        _connect_alone()
        with transaction.atomic():
            if list(rows.select_for_update(no_key=True)):
                locked.set()
            release.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert locked.wait(10)
        yield
    finally:
        release.set()
        thread.join()


def deadlocks() -> int:
    """How many ties of locks the database has had to break so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _connect_alone() -> None:
    """Outside the pool of the process, whose size would decide how many are really there at once."""
    alone = connections.create_connection("default")
    options = {key: value for key, value in alone.settings_dict["OPTIONS"].items() if key != "pool"}
    alone.settings_dict = {**alone.settings_dict, "OPTIONS": options}
    connections["default"] = alone


def _until_known(job: Job) -> Any:
    while True:
        try:
            return job()
        except Unavailable:
            continue
