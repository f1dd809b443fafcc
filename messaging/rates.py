"""Token buckets per person and per address, in Redis: they hold over all processes, sockets and REST. When Redis is
away each process goes on with buckets of its own (realtime.md "Heartbeat and back-pressure are one mechanism").
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from community import live
from community.errors import RateLimited
from messaging.realtime import limits
from messaging.realtime.limits import Rate

# One call per batch of commands. A bucket is "what is left, since when" in one string; a full one is none. Answers the
# milliseconds to wait for each; 0: taken.
_SCRIPT = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local waits = {}
for i, key in ipairs(KEYS) do
    local per_ms, burst, take = string.match(ARGV[i], '(%S+) (%S+) (%S+)')
    per_ms, burst = tonumber(per_ms), tonumber(burst)
    local left, at = burst, now
    local bucket = redis.call('GET', key)
    if bucket then
        left, at = string.match(bucket, '(%S+) (%S+)')
        left = math.min(burst, tonumber(left) + math.max(0, now - tonumber(at)) * per_ms)
    end
    if left >= 1 then
        waits[i] = 0
        left = left - tonumber(take)
    else
        waits[i] = math.ceil((1 - left) / per_ms)
    end
    redis.call('SET', key, string.format('%.6f %.0f', left, now), 'PX', math.ceil(burst / per_ms) + 1000)
end
return waits
"""


@dataclass(frozen=True)
class Ask:
    """`take` False: only whether something is left. Whoever asks often keeps theirs."""

    rate: Rate
    who: str
    take: bool = True

    @cached_property
    def key(self) -> str:
        return f"snug:bucket:{self.rate.name}:{self.who}"

    @cached_property
    def spec(self) -> str:
        """What the script must know of the bucket."""
        return f"{self.rate.per_second / 1000!r} {self.rate.capacity!r} {int(self.take)}"


async def take(asks: Sequence[Ask]) -> list[int]:
    """Takes one from each bucket, in order; milliseconds to wait for each, 0 where it was taken."""
    try:
        waits: list[int] = await live.run_script(_SCRIPT, [ask.key for ask in asks], [ask.spec for ask in asks])
    except live.Away:
        waits = _own.take(asks)
    return waits


def take_now(asks: Sequence[Ask]) -> list[int]:
    """The same for requests and commands."""
    try:
        waits: list[int] = live.run_script_now(_SCRIPT, [ask.key for ask in asks], [ask.spec for ask in asks])
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


def take_of(rate: Rate, person_id: UUID) -> None:
    """The same for what the floor above limits."""
    _require(Ask(rate, str(person_id)))


def require_handshake(person_id: UUID) -> None:
    """Raises `RateLimited` when the person's next handshake would be refused; takes nothing."""
    _require(Ask(limits.HANDSHAKES, str(person_id), take=False))


def _require(ask: Ask) -> None:
    wait = take_now([ask])[0]
    if wait:
        raise RateLimited(retry_ms=wait)


class Bucket:
    """One, in this process alone."""

    __slots__ = ("at", "capacity", "left", "per_second")

    def __init__(self, rate: Rate) -> None:
        self.per_second, self.capacity = rate.per_second, rate.capacity
        self.left, self.at = self.capacity, time.monotonic()

    def take(self, count: int = 1) -> int:
        """Milliseconds to wait; 0: `count` (0 or 1) taken."""
        now = time.monotonic()
        self.left = min(self.capacity, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            return max(1, round((1 - self.left) / self.per_second * 1000))
        self.left -= count
        return 0


class Buckets:
    """Everybody's, in this process alone."""

    MOST = 10_000

    def __init__(self) -> None:
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, asks: Sequence[Ask]) -> list[int]:
        return [self.take_one(ask) for ask in asks]

    def take_one(self, ask: Ask) -> int:
        bucket = self.buckets.pop(ask.key, None) or Bucket(ask.rate)
        self.buckets[ask.key] = bucket
        if len(self.buckets) > self.MOST:
            self.buckets.popitem(last=False)  # who has been quiet the longest has a full bucket anyway
        return bucket.take(int(ask.take))


_own = Buckets()
