"""The listening connection of an event loop: subscribes, hands over what arrives, comes back by itself.

It has no socket time-out, since silence is its usual state; a PING every 5 s shows whether the other end lives.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import RedisError

from community.live.away import PREFIX, TIMEOUT_S

log = logging.getLogger(__name__)
Callback = Callable[[list[bytes]], None]
PING_S = 5.0
AT_ONCE = 1000  # messages handed over in one call, names in one SUBSCRIBE
SLOWEST_RETRY_S = 1.0


class _Ear:
    def __init__(self) -> None:
        self.callbacks: dict[str, Callback] = {}
        self.resets: list[Callable[[], None]] = []
        self.waiting: dict[str, asyncio.Future[None]] = {}
        self.connection: AbstractConnection | None = None
        self.task = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                await self.connect()
                failures = 0
                await self.read()
            except (RedisError, OSError) as error:
                failures += 1
                if failures == 1:
                    log.warning("not listening, Redis is away: %s", type(error).__name__)
            finally:
                await self.disconnect()
            await asyncio.sleep(random.uniform(0.3, 1) * min(SLOWEST_RETRY_S, 0.1 * 2**failures))  # noqa: S311

    async def connect(self) -> None:
        pool = ConnectionPool.from_url(
            settings.REDIS_URL, protocol=2, socket_timeout=None, socket_connect_timeout=2, health_check_interval=0
        )
        connection = pool.make_connection()
        async with asyncio.timeout(PING_S):
            await connection.connect()
        self.connection = connection
        names = [PREFIX + name for name in self.callbacks]
        for start in range(0, len(names), AT_ONCE):
            await self.send("SUBSCRIBE", *names[start : start + AT_ONCE])
        for reset in self.resets:
            reset()

    async def disconnect(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.disconnect(nowait=True)

    async def send(self, *words: str) -> None:
        if self.connection is None:
            return  # all that is wanted is asked for after connecting
        try:
            await self.connection.send_command(*words)
        except (RedisError, OSError):
            pass  # the reading side sees it too, and comes back

    async def read(self) -> None:
        connection, pinged = self.connection, False
        assert connection is not None
        while True:
            answer = await connection.read_response(timeout=PING_S, disconnect_on_error=False)
            if answer is None:
                if pinged:
                    raise ConnectionResetError("no answer to a ping")
                pinged = True
                await self.send("PING")
                continue
            pinged = False
            answers = [answer]
            while len(answers) < AT_ONCE and await connection.can_read():
                answers.append(await connection.read_response(timeout=PING_S, disconnect_on_error=False))
            self.take(answers)

    def take(self, answers: Sequence[object]) -> None:
        """What one read brought, handed over in one call per name, in order of arrival."""
        batches: dict[str, list[bytes]] = {}
        for answer in answers:
            if not isinstance(answer, list) or len(answer) != 3:
                continue
            kind, channel, data = answer
            name = channel.decode().removeprefix(PREFIX)
            if kind == b"message":
                batches.setdefault(name, []).append(data)
            elif kind == b"subscribe":
                self.confirmed(name)
        for name, batch in batches.items():
            callback = self.callbacks.get(name)
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


_ears: WeakKeyDictionary[asyncio.AbstractEventLoop, _Ear] = WeakKeyDictionary()


def _ear() -> _Ear:
    loop = asyncio.get_running_loop()
    ear = _ears.get(loop)
    if ear is None:
        ear = _ears[loop] = _Ear()
    return ear


async def listen(name: str, callback: Callback) -> None:
    """From now on `callback` gets what is said under this name: a list, synchronously, in this loop. Returns when Redis
    has confirmed, at the latest after 250 ms: when it is away, listening begins as soon as it is back."""
    ear = _ear()
    ear.callbacks[name] = callback
    confirmed = ear.waiting.setdefault(name, asyncio.get_running_loop().create_future())
    await ear.send("SUBSCRIBE", PREFIX + name)
    await asyncio.wait([confirmed], timeout=TIMEOUT_S)


async def unlisten(name: str) -> None:
    ear = _ear()
    ear.callbacks.pop(name, None)
    ear.waiting.pop(name, None)
    await ear.send("UNSUBSCRIBE", PREFIX + name)


def on_reset(reset: Callable[[], None]) -> None:
    """Called after every (re)connect: anything may have been missed."""
    _ear().resets.append(reset)


def is_hearing() -> bool:
    """Whether all that listens in this process is connected now; true where nothing listens yet."""
    return all(ear.connection is not None for ear in list(_ears.values()))


async def stop() -> None:
    """Ends the listening of this loop."""
    ear = _ears.pop(asyncio.get_running_loop(), None)
    if ear is not None:
        ear.task.cancel()
        await asyncio.wait([ear.task])
