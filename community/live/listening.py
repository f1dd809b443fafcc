"""What an event loop hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from community.live.away import PREFIX, TIMEOUT_S
from community.live.link import Callback, link, links


async def listen(name: str, callback: Callback) -> None:
    """From now on `callback` gets what is said under this name: a list, synchronously, in this loop. Returns when Redis
    has confirmed, at the latest after 250 ms: when it is away, listening begins as soon as it is back."""
    here = link()
    here.callbacks[name] = callback
    confirmed = here.waiting.setdefault(name, asyncio.get_running_loop().create_future())
    here.tell(("SUBSCRIBE", PREFIX + name))
    await asyncio.wait([confirmed], timeout=TIMEOUT_S)


async def unlisten(name: str) -> None:
    here = link()
    here.callbacks.pop(name, None)
    here.waiting.pop(name, None)
    here.tell(("UNSUBSCRIBE", PREFIX + name))


def on_reset(reset: Callable[[], None]) -> None:
    """Called after every (re)connect: anything may have been missed."""
    link().resets.append(reset)


def is_hearing() -> bool:
    """Whether all that listens in this process is connected now; true where nothing listens yet."""
    return all(here.up.is_set() for here in links())
