"""The asynchronous client: what an event loop publishes and asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import redis.asyncio
from django.conf import settings
from redis.asyncio.connection import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from community.live.away import TIMEOUT_S, Away, Breaker, Said, wire

log = logging.getLogger(__name__)
CONNECTIONS = 4


class _Mouth:
    def __init__(self) -> None:
        # Many tasks ask at once; they take turns on a few connections instead of opening one each.
        self.client = redis.asyncio.Redis.from_pool(
            BlockingConnectionPool.from_url(
                settings.REDIS_URL,
                max_connections=CONNECTIONS,
                timeout=None,
                retry=Retry(NoBackoff(), 0),  # its own retries would multiply the time-out
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
                protocol=2,
            )
        )
        self.breaker = Breaker()
        self.scripts: dict[str, Any] = {}


_mouths: WeakKeyDictionary[asyncio.AbstractEventLoop, _Mouth] = WeakKeyDictionary()


def _mouth() -> _Mouth:
    loop = asyncio.get_running_loop()
    mouth = _mouths.get(loop)
    if mouth is None:
        mouth = _mouths[loop] = _Mouth()
    return mouth


async def say(name: str, data: Said) -> bool:
    return await say_many([(name, data)])


async def say_many(messages: Sequence[tuple[str, Said]]) -> bool:
    """Publishes (name, message) pairs in one write, within 250 ms or not at all; whether Redis took them."""
    mouth = _mouth()
    if mouth.breaker.is_open:
        return False
    try:
        async with asyncio.timeout(TIMEOUT_S):
            pipeline = mouth.client.pipeline(transaction=False)
            for message in messages:
                pipeline.publish(*wire(message))
            await pipeline.execute()
    except (RedisError, OSError) as error:  # TimeoutError is an OSError
        mouth.breaker.trip()
        log.warning("not said, Redis is away: %s", type(error).__name__)
        return False
    return True


async def run_script(source: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    """Runs a Lua script within 250 ms. Raises `Away`."""
    mouth = _mouth()
    if mouth.breaker.is_open:
        raise Away
    script = mouth.scripts.get(source)
    if script is None:
        script = mouth.scripts[source] = mouth.client.register_script(source)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await script(keys=keys, args=arguments)
    except (RedisError, OSError) as error:
        mouth.breaker.trip()
        log.warning("a script did not run: %s", type(error).__name__)
        raise Away from error
