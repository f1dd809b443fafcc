"""The one link of an event loop to Redis: comes back by itself, subscribes again, and says when something may have been
missed. What it is asked is answered within 250 ms or not at all.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from community.live.away import PREFIX, TIMEOUT_S, Away, Breaker
from community.live.peer import Command, Peer, connect

log = logging.getLogger(__name__)
Callback = Callable[[list[bytes]], None]
PING_S = 5.0  # silence is its usual state; this shows whether the other end lives
AT_ONCE = 1000  # names in one SUBSCRIBE
SLOWEST_RETRY_S = 1.0


class Link:
    def __init__(self) -> None:
        self.callbacks: dict[str, Callback] = {}
        self.resets: list[Callable[[], None]] = []
        self.waiting: dict[str, asyncio.Future[None]] = {}
        self.breaker = Breaker()
        self.scripts: dict[str, str] = {}
        self.peer: Peer | None = None
        self.up = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(self.run())

    # ---- asking ----------------------------------------------------------------------------------------------------

    async def ask(self, commands: Sequence[Command]) -> list[Any]:
        """The answers; an error is an answer. Raises `Away`, and for a while at once after that."""
        if self.breaker.is_open:
            raise Away
        try:
            loop = asyncio.get_running_loop()
            until = loop.time() + TIMEOUT_S
            if self.peer is None:
                async with asyncio.timeout_at(until):
                    await self.up.wait()
            assert self.peer is not None
            asked = self.peer.ask(commands)
            late = loop.call_at(until, _give_up, asked)
            try:
                return await asked
            finally:
                late.cancel()
        except (TimeoutError, Away) as error:
            self.breaker.trip()
            log.warning("Redis is away: %s", type(error).__name__)
            raise Away from error

    def tell(self, command: Command) -> None:
        """Without an answer; what is wanted is told again after connecting."""
        if self.peer is not None:
            self.peer.tell([command])

    # ---- staying connected -----------------------------------------------------------------------------------------

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                async with asyncio.timeout(PING_S):
                    peer = await connect(settings.REDIS_URL, self.take)
                await self.begin(peer)
                failures = 0
                await self.stay(peer)
            except (OSError, Away) as error:  # TimeoutError is an OSError
                failures += 1
                if failures == 1:
                    log.warning("not listening, Redis is away: %s", type(error).__name__)
            finally:
                self.end()
            await asyncio.sleep(random.uniform(0.3, 1) * min(SLOWEST_RETRY_S, 0.1 * 2**failures))  # noqa: S311

    async def begin(self, peer: Peer) -> None:
        self.peer = peer
        names = [PREFIX + name for name in self.callbacks]
        for start in range(0, len(names), AT_ONCE):
            peer.tell([("SUBSCRIBE", *names[start : start + AT_ONCE])])
        async with asyncio.timeout(PING_S):
            await peer.ask([("PING",)])  # answered after the subscriptions
        self.up.set()
        for reset in self.resets:
            reset()

    async def stay(self, peer: Peer) -> None:
        """Until the connection ends, or does not answer."""
        while not peer.lost.done():
            await asyncio.wait([peer.lost], timeout=PING_S)
            async with asyncio.timeout(PING_S):
                await peer.ask([("PING",)])

    def end(self) -> None:
        self.up.clear()
        peer, self.peer = self.peer, None
        if peer is not None:
            peer.transport.abort()

    # ---- what is pushed --------------------------------------------------------------------------------------------

    def take(self, pushes: Sequence[list[Any]]) -> None:
        """What one read brought, handed over in one call per name, in order of arrival."""
        batches: dict[bytes, list[bytes]] = {}
        for push in pushes:
            if push[0] == b"message":
                batches.setdefault(push[1], []).append(push[2])
            elif push[0] == b"subscribe":
                self.confirmed(_name(push[1]))
        for channel, batch in batches.items():
            callback = self.callbacks.get(_name(channel))
            if callback is not None:
                self.hand_over(callback, batch)

    def hand_over(self, callback: Callback, batch: list[bytes]) -> None:
        try:
            callback(batch)
        except Exception:
            log.exception("a listener failed")  # the others still hear

    def confirmed(self, name: str) -> None:
        waiting = self.waiting.pop(name, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


def _give_up(asked: asyncio.Future[list[Any]]) -> None:
    if not asked.done():
        asked.set_exception(TimeoutError())


def _name(channel: bytes) -> str:
    return channel.decode().removeprefix(PREFIX)


_links: WeakKeyDictionary[asyncio.AbstractEventLoop, Link] = WeakKeyDictionary()


def link() -> Link:
    """The link of this loop; the first call begins to connect."""
    loop = asyncio.get_running_loop()
    found = _links.get(loop)
    if found is None:
        found = _links[loop] = Link()
    return found


def links() -> list[Link]:
    return [found for loop, found in _links.items() if not loop.is_closed()]


async def stop() -> None:
    """Ends the link of this loop."""
    found = _links.pop(asyncio.get_running_loop(), None)
    if found is not None:
        found.task.cancel()
        await asyncio.wait([found.task])
