"""Token buckets per person and per address, in Redis: they hold over all processes, sockets and REST. When Redis is
away each process goes on with buckets of its own (realtime.md "Heartbeat and back-pressure are one mechanism").
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from community import live
from community.errors import RateLimited
from messaging.realtime import limits
from messaging.realtime.limits import Rate

# One call per batch of commands. Answers the milliseconds to wait for each; 0: taken.
_SCRIPT = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local waits = {}
for i, key in ipairs(KEYS) do
    local per_ms, burst = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1])
    local bucket = redis.call('HMGET', key, 'left', 'at')
    local left, at = tonumber(bucket[1] or burst), tonumber(bucket[2] or now)
    left = math.min(burst, left + math.max(0, now - at) * per_ms)
    if left >= 1 then
        left = left - tonumber(ARGV[i * 3])
        waits[i] = 0
    else
        waits[i] = math.ceil((1 - left) / per_ms)
    end
    redis.call('HSET', key, 'left', tostring(left), 'at', now)
    redis.call('PEXPIRE', key, math.ceil(burst / per_ms) + 1000)
end
return waits
"""


class Ask(NamedTuple):
    """`take` False: only whether something is left."""

    rate: Rate
    who: str
    take: bool = True

    @property
    def key(self) -> str:
        return f"snug:rate:{self.rate.name}:{self.who}"


async def take(asks: Sequence[Ask]) -> list[int]:
    """Takes one from each bucket, in order; milliseconds to wait for each, 0 where it was taken."""
    try:
        waits: list[int] = await live.run_script(_SCRIPT, [ask.key for ask in asks], _arguments(asks))
    except live.Away:
        waits = _own.take(asks)
    return waits


def take_now(asks: Sequence[Ask]) -> list[int]:
    """The same for requests and commands."""
    try:
        waits: list[int] = live.run_script_now(_SCRIPT, [ask.key for ask in asks], _arguments(asks))
    except live.Away:
        waits = _own.take(asks)
    return waits


def take_message(person_id: UUID) -> None:
    """Raises `RateLimited` with `retry_ms` when the person has said enough for the moment, over whatever doors."""
    _require(Ask(limits.MESSAGES, str(person_id)))


def take_edit(person_id: UUID) -> None:
    """The same for edits and deletions."""
    _require(Ask(limits.EDITS, str(person_id)))


def take_reaction(person_id: UUID) -> None:
    """The same for reactions."""
    _require(Ask(limits.REACTIONS, str(person_id)))


def require_handshake(person_id: UUID) -> None:
    """Raises `RateLimited` when the person's next handshake would be refused; takes nothing."""
    _require(Ask(limits.HANDSHAKES, str(person_id), take=False))


def _require(ask: Ask) -> None:
    wait = take_now([ask])[0]
    if wait:
        raise RateLimited(retry_ms=wait)


def _arguments(asks: Sequence[Ask]) -> list[float]:
    return [number for ask in asks for number in (ask.rate.per_second / 1000, ask.rate.capacity, int(ask.take))]


class Buckets:
    """The same in this process alone."""

    MOST = 10_000

    def __init__(self) -> None:
        self.levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, asks: Sequence[Ask]) -> list[int]:
        return [self.take_one(ask) for ask in asks]

    def take_one(self, ask: Ask) -> int:
        now, rate = time.monotonic(), ask.rate
        left, at = self.levels.pop(ask.key, (rate.capacity, now))
        left = min(rate.capacity, left + (now - at) * rate.per_second)
        wait = 0 if left >= 1 else max(1, round((1 - left) / rate.per_second * 1000))
        self.levels[ask.key] = (left if wait or not ask.take else left - 1, now)
        if len(self.levels) > self.MOST:
            self.levels.popitem(last=False)  # who has been quiet the longest has a full bucket anyway
        return wait


_own = Buckets()
