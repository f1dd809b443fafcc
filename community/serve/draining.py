"""A web process that is asked to end first says so, lets its work come to an end, and only then stops listening."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.conf import settings

log = logging.getLogger(__name__)
Leave = Callable[[float], Awaitable[None]]
_leaving: list[Leave] = []
_begun = False


def is_draining() -> bool:
    """Whether this process is about to end: no longer ready for new work (`/healthz/`)."""
    return _begun


def on_drain(leave: Leave) -> None:
    """`leave(seconds)` is awaited before the process stops; it should be done after about so many seconds."""
    _leaving.append(leave)


async def drain() -> None:
    """Runs everything registered, once. Never raises."""
    global _begun
    if _begun:
        return
    _begun = True
    ends = await asyncio.gather(*(leave(settings.DRAIN_S) for leave in _leaving), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            log.error("draining stumbled", exc_info=end)
