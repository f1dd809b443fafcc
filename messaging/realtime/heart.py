"""Pings, and what becomes of sockets that do not answer or are too old (realtime.md "Heartbeat and back-pressure are
one mechanism").
"""

from __future__ import annotations

import asyncio
import time
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
            now = time.monotonic()
            for socket in self.sockets():
                self.beat(socket, now)

    def beat(self, socket: Socket, now: float) -> None:
        if socket.closing is not None:
            return
        if now - socket.since >= limits.MAX_AGE_S:
            socket.close(limits.GOING_AWAY, "unavailable")
        elif socket.pinged and now - socket.pinged[0].at >= limits.PONG_S:
            socket.close(limits.NO_PONG if socket.open else limits.SLOW, "unavailable")
        elif now - socket.heard >= limits.PING_S and not socket.pinged:
            socket.ping(now)
