"""All parts of one process's engine, wired together; there is one per event loop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine
from typing import Any
from weakref import WeakKeyDictionary

from django.utils import timezone

from community import live, pool
from community.serve import draining
from messaging import serializers, wakes
from messaging.actions import messages
from messaging.realtime import limits, presence, readers
from messaging.realtime.heart import Heart
from messaging.realtime.hub import Hub
from messaging.realtime.outbox import Outbox
from messaging.realtime.pump import WORKERS, Pump
from messaging.realtime.socket import Socket
from messaging.realtime.sweeper import Sweeper

log = logging.getLogger(__name__)
LEAVE_S = 3.0  # for the last batch to be written


class Engine:
    def __init__(self) -> None:
        self.epoch = ""
        self.pump = Pump()
        self.hub = Hub(self.pump.mark, self.ended)
        self.pump.hub = self.hub
        self.outbox = Outbox(self.hub)
        self.heart = Heart(self.hub.sockets)
        self.sweeper = Sweeper(self)
        self.ready = asyncio.ensure_future(self.start())
        self.tasks: set[asyncio.Task[None]] = set()
        self.outliving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self.epoch = await pool.run(readers.epoch)
        live.on_reset(self.hub.mark_all)
        draining.on_drain(self.leave)
        rehearsal = pool.run_as_writer(messages.rehearse)
        for work in (rehearsal, self.outbox.work(), self.heart.work(), self.sweeper.work()):
            self.begin(work)
        for _ in range(WORKERS):
            self.begin(self.pump.work())

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self._over)
        return task

    def outlive(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """The same for what a socket has begun and what is finished without it; a process that ends waits for it."""
        task = self.begin(work)
        self.outliving.add(task)
        task.add_done_callback(self.outliving.discard)
        return task

    def _over(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a part of the engine stopped", exc_info=task.exception())

    async def attach(self, socket: Socket) -> None:
        """Greets a socket and counts it in; the oldest of the person's gives way to a sixth."""
        socket.on_open = self.pump.mark_many
        await self.hub.attach(socket)
        self.hello(socket)
        person = socket.who.person_id
        own = [one.conn for one in sorted(self.hub.people[person], key=lambda one: one.since)]
        replaced = await presence.enter(person, socket.conn, own)
        if replaced and not await live.say_many([wakes.notice(person, replaced=replaced)]):
            self.ended([one for one in self.hub.people.get(person, ()) if one.conn in replaced], "replaced")

    def hello(self, socket: Socket) -> None:
        socket.say(
            "hello",
            v=limits.VERSION,
            conn=socket.conn,
            epoch=self.epoch,
            ping_s=limits.PING_S,
            limits=limits.published(),
            now=serializers.time(timezone.now()),
        )

    async def leave(self, seconds: float) -> None:
        """This process ends: sends its sockets away one by one, so that they do not all come back at once. Nothing is
        lost: what was acked is stored, what was not is sent again with its cid."""
        sockets = list(self.hub.sockets())
        random.shuffle(sockets)
        for socket in sockets:
            socket.close(limits.GOING_AWAY, "unavailable")
            await asyncio.sleep(seconds / len(sockets))
        async with asyncio.timeout(LEAVE_S):
            await self.outbox.idle()
            if self.outliving:
                await asyncio.wait(set(self.outliving))

    async def detach(self, socket: Socket) -> None:
        self.hub.detach(socket)
        await presence.leave(socket.who.person_id, socket.conn)

    def ended(self, sockets: list[Socket], why: str) -> None:
        """A notice said that these should close. Being replaced is taken as said; a session's end is looked up."""
        if why == "replaced":
            for socket in sockets:
                socket.close(limits.REPLACED, "unavailable")
        else:
            self.begin(self.sweeper.sweep_sessions(sockets))


_engines: WeakKeyDictionary[asyncio.AbstractEventLoop, Engine] = WeakKeyDictionary()


async def engine() -> Engine:
    """The engine of this loop, started. Raises what its start raised; the next caller tries again."""
    loop = asyncio.get_running_loop()
    found = _engines.get(loop)
    if found is None:
        found = _engines[loop] = Engine()
    try:
        await asyncio.shield(found.ready)
    except Exception:
        _engines.pop(loop, None)
        raise
    return found
