"""One per process, every 5 s ± 1: compares what is held here with the database and repairs what was missed."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING

from community import pool
from messaging.realtime import limits, presence, readers, sessions
from messaging.realtime.socket import Socket

if TYPE_CHECKING:
    from messaging.realtime.engine import Engine

log = logging.getLogger(__name__)
AT_ONCE = 100  # sessions looked at


class Sweeper:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def work(self) -> None:
        while True:
            jitter = random.uniform(-limits.SWEEP_JITTER_S, limits.SWEEP_JITTER_S)  # noqa: S311
            await asyncio.sleep(limits.SWEEP_S + jitter)
            try:
                await self.sweep_rooms()
                await self.sweep_sessions(list(self.engine.hub.sockets()))
                await presence.stay()
            except Exception:
                log.exception("a sweep failed")  # the next one comes

    async def sweep_rooms(self) -> None:
        feeds = self.engine.hub.feeds
        subs = [sub for feed in feeds.values() for sub in feed.subs]
        seats = list({(sub.room, sub.profile_id) for sub in subs})
        found = await pool.run(readers.sweep, list(feeds), seats)
        if found.epoch != self.engine.epoch:
            self.another_log(found.epoch)
            return
        for sub in subs:
            if sub.live and (found.heads.get(sub.room, 0) > sub.sent or (sub.room, sub.profile_id) in found.ended):
                self.engine.pump.mark(sub)

    def another_log(self, epoch: str) -> None:
        """A restore or a failover may have used numbers again: nobody's place is worth anything. The connections go,
        too: their `hello` named the former log; who followed under that again would be told to start afresh for ever.
        """
        log.warning("the log is another one now: all clients start afresh")
        self.engine.epoch = epoch
        for socket in self.engine.hub.sockets():
            for sub in list(socket.subs.values()):
                socket.say("resync", room=str(sub.room), reason="epoch", head=0)
                self.engine.hub.drop(sub)
            socket.close(limits.GOING_AWAY, "unavailable")

    async def sweep_sessions(self, sockets: list[Socket]) -> None:
        """Closes those whose session has ended or whose account is closed. A few at a time: messages go in between."""
        for start in range(0, len(sockets), AT_ONCE):
            some = sockets[start : start + AT_ONCE]
            held = [sessions.Held(one.who.person_id, one.who.session_key, one.who.proof) for one in some]
            for socket, code in zip(some, await pool.run(sessions.check, held), strict=True):
                if code is not None:
                    socket.close(code, "forbidden")
