"""Pings, and what becomes of sockets that do not answer or are too old. A pong proves that all before its ping arrived:
the window of unconfirmed bytes builds on it (realtime.md "Heartbeat and back-pressure are one mechanism").
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from messaging.realtime import limits
from messaging.realtime.socket import Socket

TICK_S = 1.0


class Heart:
    def __init__(self, sockets: Callable[[], Iterable[Socket]]) -> None:
        self.sockets = sockets

    async def work(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now = asyncio.get_running_loop().time()
            for socket in self.sockets():
                self.beat(socket, now)

    def beat(self, socket: Socket, now: float) -> None:
        if socket.closing is not None:
            return
        if now - socket.since >= limits.MAX_AGE_S:
            socket.close(limits.GOING_AWAY, "unavailable")
        elif socket.pinged and now - socket.pinged[0][1] >= limits.PONG_S:
            socket.close(limits.NO_PONG, "unavailable")
        elif now - socket.heard >= limits.PING_S and not socket.pinged:
            self.ping(socket, now)

    def ping(self, socket: Socket, now: float) -> None:
        socket.pings += 1
        socket.pinged.append((socket.pings, now))
        socket.say("ping", n=socket.pings)

    def pong(self, socket: Socket, n: int) -> None:
        """Answers this ping and all before it; one that was never asked for is no answer."""
        while socket.pinged and socket.pinged[0][0] <= n <= socket.pings:
            socket.heard = socket.pinged.popleft()[1]
