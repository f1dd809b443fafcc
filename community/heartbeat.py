"""Signs of life of the processes that serve no page, kept in Redis for `/healthz/`.

A key that expires says it all: no clock is compared, and a process that was killed falls silent by itself.
"""

import functools
from typing import Any

import redis
from celery.beat import Scheduler
from django.conf import settings

EVERY = 5  # seconds between two beats of the scheduler; a worker's own interval is two
LIFETIME = 30  # seconds; a busy machine may miss some
WORKER = "snug:alive:worker"
BEAT = "snug:alive:beat"


@functools.cache
def client() -> redis.Redis:
    """Short time-outs: neither a health page nor a worker waits for a Redis that hangs."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def alive(key: str) -> bool:
    """Whether a process of this kind has shown itself lately. Raises redis.RedisError."""
    return bool(client().exists(key))


def show(key: str) -> None:
    try:
        client().set(key, 1, ex=LIFETIME)
    except redis.RedisError:
        # The health page says so already; a heartbeat must not end the process that sends it.
        return


def of_worker(**_: object) -> None:
    show(WORKER)


class BeatingScheduler(Scheduler):
    """Keeps its plan in memory: all that is due is in the database, so nothing is lost with it."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        show(BEAT)
        return float(super().tick(*args, **kwargs))
