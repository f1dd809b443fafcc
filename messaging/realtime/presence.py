"""Which sockets a person has, over all processes: at most five, the oldest gives way (realtime.md "Connecting").

Kept in Redis with the name of the process that holds them; those of a process that no longer says it lives do not
count. When Redis is away each process counts its own.
"""

from __future__ import annotations

import os
import secrets
import time
from itertools import count
from uuid import UUID

from community import live
from messaging.realtime import limits

PROCESS = f"{os.getpid():x}-{secrets.token_hex(4)}"
ALIVE_S = 30
_numbers = count(1)

# The connections that must go; those of the dead are forgotten on the way.
_ENTER = """
local function alive(conn)
    return redis.call('EXISTS', ARGV[4] .. string.match(conn, '^[^.]*')) == 1
end
redis.call('SET', ARGV[4] .. string.match(ARGV[1], '^[^.]*'), '1', 'EX', ARGV[5])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], 86400)
for _, conn in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if not alive(conn) then redis.call('ZREM', KEYS[1], conn) end
end
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[3])
if over <= 0 then return {} end
local oldest = redis.call('ZRANGE', KEYS[1], 0, over - 1)
redis.call('ZREM', KEYS[1], unpack(oldest))
return oldest
"""
_LEAVE = "return redis.call('ZREM', KEYS[1], ARGV[1])"
_LIVE = "return redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])"
_PREFIX = "snug:process:"


def new_conn() -> str:
    return f"{PROCESS}.{next(_numbers)}"


async def enter(person: UUID, conn: str, own: list[str]) -> list[str]:
    """Counts the connection in; the ones that must give way for it. `own`: this process's for this person, the oldest
    first, the new one among them."""
    arguments = [conn, time.time(), limits.SOCKETS_PER_PERSON, _PREFIX, ALIVE_S]
    try:
        answer: list[bytes] = await live.run_script(_ENTER, [_key(person)], arguments)
    except live.Away:
        return own[: -limits.SOCKETS_PER_PERSON]
    return [oldest.decode() for oldest in answer]


async def leave(person: UUID, conn: str) -> None:
    try:
        await live.run_script(_LEAVE, [_key(person)], [conn])
    except live.Away:
        pass  # forgotten when this process ends


async def stay() -> None:
    """Says that this process lives; more often than every `ALIVE_S`."""
    try:
        await live.run_script(_LIVE, [_PREFIX + PROCESS], [ALIVE_S])
    except live.Away:
        pass


def _key(person: UUID) -> str:
    return f"snug:sockets:{person}"
