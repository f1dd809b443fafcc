"""The bounded pool of threads in which event loops do their database work (performance.md "The shape near the limit").

All of `database_sync_to_async` shares one thread; here a few work side by side, each keeping its connection. Work
goes round among them, so that each is met cold; what is written, one batch after the other, has a thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import Error, connections

P = ParamSpec("P")
R = TypeVar("R")
THREADS = 7  # and the writer: fewer than the connections of a process (settings.DATABASES "pool")

_executor = ThreadPoolExecutor(THREADS, thread_name_prefix="snug-db")
_writer = ThreadPoolExecutor(1, thread_name_prefix="snug-writer")


async def run(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs `work` in one of the threads. Raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_executor, lambda: _call(work, *args, **kwargs))


async def run_as_writer(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """The same in the one thread of what is written: its connection, PostgreSQL's plans and caches are as the batch
    before has left them."""
    return await asyncio.get_running_loop().run_in_executor(_writer, lambda: _call(work, *args, **kwargs))


def _call(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    finally:
        for connection in connections.all(initialized_only=True):
            # Whatever went wrong, the next one starts on a good connection.
            if connection.errors_occurred or connection.in_atomic_block:
                with contextlib.suppress(Error):
                    connection.close()
