"""One per process: what its sockets want to write, in group commits. One batch is in flight; what comes meanwhile makes
the next one (realtime.md "The one write path").
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from community import failpoints, live, pool
from community.errors import Unavailable
from messaging import rates, wakes
from messaging.actions import messages
from messaging.actions.announce import notices
from messaging.actions.messages import Answer, Command
from messaging.log import Busy, Stored
from messaging.rates import Ask
from messaging.realtime.hub import Hub

log = logging.getLogger(__name__)
Answered = Callable[[Answer], None]


class Letter(NamedTuple):
    """A command, what it takes from whose buckets, and who is told: `admit` what they answer (milliseconds to wait for
    each, 0 where something was left; False: that was all), `answered` how it ended."""

    command: Command
    asks: Sequence[Ask]
    admit: Callable[[Sequence[int]], bool]
    answered: Answered


BATCH = 256
IDLE_S = 0.01
BUSY = 4  # letters make a large batch
GATHER_S = 0.002
HOLD_S, GAP_S = 0.05, 0.01  # during a batch, and after it
BESIDE = 3  # rooms that somebody else holds, written to beside the batch; the pool has more threads than these


class Outbox:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub  # of this process; all others hear it from Redis
        self.waiting: deque[Letter] = deque()
        self.writing = False
        self.stir = asyncio.Event()
        self.late: asyncio.TimerHandle | None = None  # runs while others' words are held
        self.gathering: asyncio.Event | None = None
        self.former, self.ended = 0, 0.0  # letters in the last batch, and when it was written
        self.held: dict[UUID, deque[Letter]] = {}  # rooms with an item beside: theirs wait, so that order is kept
        self.beside = asyncio.Semaphore(BESIDE)
        self.saying: asyncio.Task[None] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def put(self, letter: Letter) -> None:
        """Its callbacks are called in this loop."""
        held = self.held.get(letter.command.room_id)
        if held is not None:
            held.append(letter)
            return
        self.waiting.append(letter)
        if self.gathering is not None and len(self.waiting) >= self.former:
            self.gathering.set()
        if self.late is not None:
            self.hub.hold(letter.command.room_id)
        self.stir.set()

    async def work(self) -> None:
        while True:
            await self.stir.wait()
            self.stir.clear()
            while self.waiting:
                await self.gather()
                self.writing = True
                letters = _some(self.waiting)
                self.hold(letters, HOLD_S)
                await self.write_safely(letters)
                self.writing = False
                self.former, self.ended = len(letters), time.monotonic()
                self.let_go()
                self.hold([*self.waiting, *(letters if len(letters) >= BUSY else ())], GAP_S)
                # What its answers have brought already makes the next batch, too. Twice: the first comes back before
                # what is ready is read.
                await asyncio.sleep(0)
                await asyncio.sleep(0)

    async def gather(self) -> None:
        """After a large batch, a moment for as many again: who was answered just now speaks next, and a batch costs the
        same however many are in it."""
        left = self.ended + GATHER_S - time.monotonic()
        if self.former < BUSY or len(self.waiting) >= self.former or left <= 0:
            return
        self.gathering = asyncio.Event()
        timer = asyncio.get_running_loop().call_later(left, self.gathering.set)
        await self.gathering.wait()
        timer.cancel()
        self.gathering = None

    def hold(self, letters: Sequence[Letter], seconds: float) -> None:
        """What others say where this process writes, or where it has just written in a large batch and will soon write
        again, waits for it, but not longer than this."""
        if self.late is not None:
            self.late.cancel()
        self.late = asyncio.get_running_loop().call_later(seconds, self.let_go)
        for letter in letters:
            self.hub.hold(letter.command.room_id)

    def let_go(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
        self.hub.let_go()

    async def idle(self) -> None:
        """Until nothing is under way: all is written, answered and told."""
        while self.waiting or self.writing or self.tasks:  # noqa: ASYNC110 - asked once in the life of a process
            await asyncio.sleep(IDLE_S)

    async def write_safely(self, letters: list[Letter], *, wait: bool = False) -> None:
        """Whatever a batch stumbles over, the next one must go all the same."""
        try:
            await self.write(letters, wait=wait)
        except Exception:
            log.exception("a batch stumbled")

    async def write(self, letters: list[Letter], *, wait: bool = False) -> None:
        """One batch: counted in one script, stored in one transaction. With `wait` it waits for rooms of others."""
        admitted = await self.count(letters)
        if not admitted:
            return
        entries: list[Stored] = []
        commands = [letter.command for letter in admitted]
        try:
            run = pool.run if wait else pool.run_as_writer
            answers = await run(messages.write_many, commands, entries.extend, wait=wait)
        except Exception:
            log.exception("a batch could not be written")
            answers = [Unavailable() for _ in admitted]
        told = _told(entries)
        if told:
            self.saying = self._start(self._say(self.saying, told, notices(entries)))
            # Others hear of it before this process is busy with its own sockets: they may be about to tell theirs.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        for letter, answer in zip(admitted, answers, strict=True):
            if isinstance(answer, Busy):
                self.aside(letter)
            else:
                self.answer(letter, answer)
        if self.held:
            self.line_up()
        self.tell(told)

    async def count(self, letters: list[Letter]) -> list[Letter]:
        """Those that may go: each takes from its buckets, in order of arrival."""
        asks = [ask for letter in letters for ask in letter.asks]
        if not asks:
            return letters
        try:
            waits = iter(await rates.take(asks))
        except Exception:
            log.exception("a batch could not be counted")
            for letter in letters:
                self.answer(letter, Unavailable())
            return []
        return [letter for letter in letters if not letter.asks or letter.admit([next(waits) for _ in letter.asks])]

    def answer(self, letter: Letter, answer: Answer) -> None:
        try:
            letter.answered(answer)
        except Exception:
            log.exception("an answer could not be given")

    def tell(self, told: list[tuple[UUID, wakes.Wake]]) -> None:
        """The sockets of this process."""
        rooms: dict[UUID, list[wakes.Wake]] = {}
        for room, wake in told:
            rooms.setdefault(room, []).append(wake)
        for room, own in rooms.items():
            self.hub.take(room, own)

    async def _say(
        self,
        former: asyncio.Task[None] | None,
        told: list[tuple[UUID, wakes.Wake]],
        own: list[tuple[str, dict[str, Any]]],
    ) -> None:
        """To all other processes, by Redis, in order; `own` are persons' notices. Acks never wait for it to arrive."""
        if former is not None and not former.done():
            await asyncio.wait([former])
        await failpoints.reach(failpoints.AFTER_ACK)
        await live.say_many([*((wakes.room_channel(room), wakes.encode(wake)) for room, wake in told), *own])
        await failpoints.reach(failpoints.AFTER_PUBLISH)

    # ---- rooms that are held by somebody else ----------------------------------------------------------------------

    def aside(self, letter: Letter) -> None:
        room, letter = letter.command.room_id, letter._replace(asks=())  # counted already
        queue = self.held.get(room)
        if queue is not None:
            queue.append(letter)
            return
        self.held[room] = deque([letter])
        self._start(self._write_beside(room))

    def line_up(self) -> None:
        """What came meanwhile for rooms that are held goes behind what waits there, not past it."""
        waiting, self.waiting = self.waiting, deque()
        for letter in waiting:
            self.held.get(letter.command.room_id, self.waiting).append(letter)

    async def _write_beside(self, room: UUID) -> None:
        """What waits for the room goes in one batch, too: two busy processes hold it in turns."""
        queue = self.held[room]
        try:
            while queue:
                async with self.beside:
                    await self.write_safely(_some(queue), wait=True)
        finally:
            del self.held[room]

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def _told(entries: list[Stored]) -> list[tuple[UUID, wakes.Wake]]:
    try:
        return [(entry.draft.room_id, wakes.of_event(entry)) for entry in entries]
    except Exception:
        log.exception("a batch could not be told")  # it is stored: the sweepers find it, and its authors are answered
        return []


def _some(waiting: deque[Letter]) -> list[Letter]:
    return [waiting.popleft() for _ in range(min(BATCH, len(waiting)))]
