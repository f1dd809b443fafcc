"""One connection to Redis as the loops use it: RESP3, so that answers and what is pushed share it.

redis-py costs a coroutine, a time-out and a few objects per answer and per message that arrives; on the way of a
message that was more than all the rest of Redis. Here hiredis parses what one read brought, handed over at once.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

import hiredis
from redis.connection import SSLConnection, parse_url

from community.live.away import Away

Command = tuple[str | bytes | int | float, ...]
OnPushes = Callable[[Sequence[list[Any]]], None]
_NOTHING_YET = object()


class Peer(asyncio.Protocol):
    """Made by `connect`. `lost` is done when the connection has ended."""

    transport: asyncio.Transport

    def __init__(self, on_pushes: OnPushes) -> None:
        self.on_pushes = on_pushes
        self.reader = hiredis.Reader(notEnoughData=_NOTHING_YET)
        self.asked: deque[tuple[asyncio.Future[list[Any]], int]] = deque()
        self.answers: list[Any] = []
        self.unsaid: list[bytes] = []
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ask(self, commands: Sequence[Command]) -> asyncio.Future[list[Any]]:
        """The answers, in order; an error is an answer. Raises `Away` when the connection ends before."""
        future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        if self.lost.done():
            future.set_exception(Away())
        else:
            self.asked.append((future, len(commands)))
            self.tell(commands)
        return future

    def tell(self, commands: Sequence[Command]) -> None:
        """For commands that are answered by a push: (un)subscribing."""
        if not self.unsaid:
            asyncio.get_running_loop().call_soon(self.say)
        self.unsaid += [hiredis.pack_command(command) for command in commands]  # type: ignore[arg-type]

    def say(self) -> None:
        """What one turn of the loop has asked leaves in one write."""
        words, self.unsaid = b"".join(self.unsaid), []
        if not self.transport.is_closing():  # else whoever asked is told of the loss
            self.transport.write(words)

    # ---- asyncio's side --------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # other loops have classes of their own

    def data_received(self, data: bytes) -> None:
        pushes = []
        try:
            self.reader.feed(data)
            while (answer := self.reader.gets()) is not _NOTHING_YET:
                if isinstance(answer, hiredis.PushNotification):
                    pushes.append(answer)
                else:
                    self.answered(answer)
        except hiredis.ProtocolError:
            self.transport.abort()
        if pushes:
            self.on_pushes(pushes)

    def answered(self, answer: Any) -> None:
        self.answers.append(answer)
        future, count = self.asked[0]
        if len(self.answers) == count:
            self.asked.popleft()
            answers, self.answers = self.answers, []
            if not future.done():  # else nobody waits for it any longer
                future.set_result(answers)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)
        for future, _ in self.asked:
            if not future.done():
                future.set_exception(Away())


async def connect(url: str, on_pushes: OnPushes) -> Peer:
    """Raises OSError, or `Away` when Redis does not let us in."""
    at = parse_url(url)
    loop = asyncio.get_running_loop()

    def peer() -> Peer:
        return Peer(on_pushes)

    if "path" in at:
        _, made = await loop.create_unix_connection(peer, at["path"])
    else:
        secure = ssl.create_default_context() if at.get("connection_class") is SSLConnection else None
        _, made = await loop.create_connection(peer, at.get("host", "localhost"), at.get("port", 6379), ssl=secure)
    hello: Command = ("HELLO", 3)
    if at.get("password"):
        hello += ("AUTH", at.get("username") or "default", at["password"])
    for answer in await made.ask([hello, ("SELECT", at.get("db", 0))]):
        if isinstance(answer, Exception):
            made.transport.abort()
            raise Away from answer
    return made
