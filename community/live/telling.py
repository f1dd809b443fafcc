"""The synchronous client: requests, admin, commands and Celery tell on commit."""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from community.live.away import TIMEOUT_S, Away, Breaker, Said, wire

log = logging.getLogger(__name__)
_breaker = Breaker()


@functools.cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        retry=Retry(NoBackoff(), 0),  # its own retries would multiply the time-out
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        protocol=2,
    )


def tell_many(messages: Sequence[tuple[str, Said]]) -> None:
    """Publishes (name, message) pairs in one write. What is lost is repaired by the listeners' sweepers."""
    if not messages or _breaker.is_open:
        return
    try:
        with _client().pipeline(transaction=False) as pipeline:
            for message in messages:
                pipeline.publish(*wire(message))
            pipeline.execute()
    except (redis.RedisError, OSError) as error:
        _breaker.trip()
        log.warning("not told, Redis is away: %s", type(error).__name__)


def run_script_now(source: str, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    """Runs a Lua script. Raises `Away`."""
    if _breaker.is_open:
        raise Away
    try:
        return _script(source)(keys=keys, args=arguments)
    except (redis.RedisError, OSError) as error:
        _breaker.trip()
        log.warning("a script did not run: %s", type(error).__name__)
        raise Away from error


@functools.cache
def _script(source: str) -> Any:
    return _client().register_script(source)
