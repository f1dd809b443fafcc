"""Bad news: listens to the rooms' wake-ups and says them again, late, twice, in another order, or as rubbish."""

from __future__ import annotations

import asyncio
import contextlib
import random
from types import TracebackType

import redis.asyncio
from redis.exceptions import RedisError

from tests.faults.ending import end

KEPT = 400


class Echo:
    """`rooms` are those whose wake-ups are repeated while it is entered."""

    def __init__(self, url: str, rooms: list[str], dice: random.Random) -> None:
        self.client = redis.asyncio.Redis.from_url(url)
        self.channels = [f"snug:room:{room}" for room in rooms]
        self.dice = dice
        self.heard: list[tuple[str, bytes]] = []
        self.said = 0

    async def __aenter__(self) -> Echo:
        self.pubsub = self.client.pubsub()
        await self.pubsub.subscribe(*self.channels)
        self.tasks = [asyncio.ensure_future(work) for work in (self._listen(), self._disturb())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await end(self.tasks)
        await self.pubsub.aclose()
        await self.client.aclose()

    async def _listen(self) -> None:
        async for message in self.pubsub.listen():
            if message["type"] == "message":
                self.heard.append((message["channel"].decode(), message["data"]))

    async def _disturb(self) -> None:
        done = 0
        while True:
            await asyncio.sleep(0.05)
            fresh, done = self.heard[done:], len(self.heard)
            if not fresh:
                continue
            late = self.dice.sample(self.heard[-KEPT:], min(5, len(self.heard)))
            again = [*fresh, *reversed(fresh), *late, *(self._rubbish(one) for one in late)]
            with contextlib.suppress(RedisError):
                for channel, data in again:
                    await self.client.publish(channel, data)
                    self.said += 1
            # What was echoed comes back to us as well: it must not be echoed for ever.
            await asyncio.sleep(0.05)
            done = len(self.heard)

    def _rubbish(self, one: tuple[str, bytes]) -> tuple[str, bytes]:
        """Bytes that are no wake-up: random ones, none, or one whose number is none."""
        channel, data = one
        return channel, self.dice.choice([self.dice.randbytes(20), b"", b"x" + data[1:], b"\xff" * 9])
