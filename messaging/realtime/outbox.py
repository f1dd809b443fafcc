"""One per process: what its sockets want to write, in group commits. One batch is in flight; what comes meanwhile makes
the next one (realtime.md "The one write path").
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from community import failpoints, live, pool
from community.errors import Unavailable
from messaging import wakes
from messaging.actions import messages
from messaging.actions.messages import Answer, Command
from messaging.log import Busy, Stored

log = logging.getLogger(__name__)
Answered = Callable[[Answer], None]
Deliver = Callable[[UUID, list[wakes.Wake]], None]
Item = tuple[Command, Answered]
BATCH = 256
IDLE_S = 0.01
BESIDE = 3  # rooms that somebody else holds, written to beside the batch; the pool has more threads than these


class Outbox:
    def __init__(self, deliver: Deliver) -> None:
        self.deliver = deliver  # to this process's own hub; all others hear it from Redis
        self.waiting: deque[Item] = deque()
        self.writing = False
        self.stir = asyncio.Event()
        self.held: dict[UUID, deque[Item]] = {}  # rooms with an item beside: theirs wait, so that order is kept
        self.beside = asyncio.Semaphore(BESIDE)
        self.saying: asyncio.Task[None] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def put(self, command: Command, answered: Answered) -> None:
        """`answered` is called, in this loop, once the outcome is known."""
        held = self.held.get(command.room_id)
        if held is not None:
            held.append((command, answered))
            return
        self.waiting.append((command, answered))
        self.stir.set()

    async def work(self) -> None:
        while True:
            await self.stir.wait()
            self.stir.clear()
            while self.waiting:
                self.writing = True
                await self.write(_some(self.waiting))
                self.writing = False
                await asyncio.sleep(0)  # what is ready to be read makes the next batch, too

    async def idle(self) -> None:
        """Until nothing is under way: all is written, answered and told."""
        while self.waiting or self.writing or self.tasks:  # noqa: ASYNC110 - asked once in the life of a process
            await asyncio.sleep(IDLE_S)

    async def write(self, items: list[Item], *, wait: bool = False) -> None:
        """One batch, one transaction. With `wait` it waits for the rooms that others hold."""
        entries: list[Stored] = []
        commands = [command for command, _ in items]
        try:
            answers = await pool.run(messages.write_many, commands, entries.extend, wait=wait)
        except Exception:
            log.exception("a batch could not be written")
            answers = [Unavailable() for _ in items]
        for (command, answered), answer in zip(items, answers, strict=True):
            if isinstance(answer, Busy):
                self.aside(command, answered)
            else:
                self.answer(answered, answer)
        self.tell(entries)

    def answer(self, answered: Answered, answer: Answer) -> None:
        try:
            answered(answer)
        except Exception:
            log.exception("an answer could not be given")

    def tell(self, entries: list[Stored]) -> None:
        """Acks never wait for this. The sockets of this process have it at once, all others from Redis, in order."""
        if not entries:
            return
        told = [(entry.draft.room_id, wakes.of_event(entry)) for entry in entries]
        rooms: dict[UUID, list[wakes.Wake]] = {}
        for room, wake in told:
            rooms.setdefault(room, []).append(wake)
        for room, heard in rooms.items():
            self.deliver(room, heard)
        self.saying = self._start(self._say(self.saying, [(room, wakes.encode(wake)) for room, wake in told]))

    async def _say(self, former: asyncio.Task[None] | None, told: list[tuple[UUID, bytes]]) -> None:
        if former is not None:
            await asyncio.wait([former])
        await failpoints.reach(failpoints.AFTER_ACK)
        await live.say_many([(wakes.room_channel(room), data) for room, data in told])
        await failpoints.reach(failpoints.AFTER_PUBLISH)

    # ---- rooms that are held by somebody else ----------------------------------------------------------------------

    def aside(self, command: Command, answered: Answered) -> None:
        queue = self.held.get(command.room_id)
        if queue is not None:
            queue.append((command, answered))
            return
        self.held[command.room_id] = deque([(command, answered)])
        self._start(self._write_beside(command.room_id))

    async def _write_beside(self, room: UUID) -> None:
        """What waits for the room goes in one batch, too: two busy processes hold it in turns."""
        queue = self.held[room]
        try:
            while queue:
                async with self.beside:
                    await self.write(_some(queue), wait=True)
        finally:
            del self.held[room]

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def _some(waiting: deque[Item]) -> list[Item]:
    return [waiting.popleft() for _ in range(min(BATCH, len(waiting)))]
