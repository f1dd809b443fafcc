"""The end of tasks, whatever they are doing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

PATIENCE_S = 10.0
AGAIN_S = 1.0


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels them and waits. A cancellation may be lost inside a library's time-out, so it is said again."""
    left = set(tasks)
    async with asyncio.timeout(PATIENCE_S):
        while left:
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=AGAIN_S)
