"""What a socket's commands lead to. The dispatcher parses, hands on and never waits; what is written goes to the
outbox, a worker subscribes and marks as read, one thing after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from community.errors import RateLimited, SnugError, Unavailable
from messaging import rates, serializers
from messaging.actions import messages
from messaging.actions.messages import Ack, Answer
from messaging.rates import Ask
from messaging.realtime import limits, ops, readings, reporting, subscribing, typings
from messaging.realtime.frames import FrameError, parse
from messaging.realtime.outbox import Letter
from messaging.realtime.said import (
    Asking,
    Close,
    Del,
    Edit,
    FrameId,
    Pong,
    Queued,
    React,
    Read,
    Report,
    Send,
    Sub,
    Typing,
    Vote,
    Writing,
)
from messaging.realtime.socket import Socket

if TYPE_CHECKING:
    from messaging.realtime.engine import Engine

log = logging.getLogger(__name__)
_ASKING = (Sub, Report)  # what the worker does; a union would be made anew for each command
ONCE_S = 1.0  # of reads and of typing the newest wins, one per second


class Desk:
    def __init__(self, engine: Engine, socket: Socket) -> None:
        self.engine = engine
        self.socket = socket
        self.person = str(socket.who.person_id)
        self.asked: deque[Asking] = deque()
        self.under_way = 0  # commands that are not answered yet
        self.reads: dict[UUID, Read] = {}
        self.typing: dict[UUID, bool] = {}
        self.timer: asyncio.TimerHandle | None = None  # runs while reads and typing must wait
        self.flushing: asyncio.Task[None] | None = None
        socket.on_close = self.read_at_last
        self.opened = False
        self.working: asyncio.Task[None] | None = None
        self.known_asks: dict[type[Queued], tuple[Ask, Ask]] = {}
        # Of this socket alone: they stop a flood before anybody is asked.
        self.frames, self.others = rates.Bucket(limits.FRAMES), rates.Bucket(limits.OTHERS)

    # ---- in: never awaits ------------------------------------------------------------------------------------------

    def take(self, text: str | None) -> None:
        """What came in; None: not text."""
        if self.socket.closing is not None:
            return
        try:
            if text is None:
                raise FrameError("bad_frame")
            command = parse(text, ops.READERS)
        except FrameError as error:
            self.count(self.frames)
            self.socket.misread(error)
            return
        if isinstance(command, Pong):
            if not self.socket.pong(command.n):
                self.count(self.others)
        elif isinstance(command, Read):
            self.count(self.others)
            self.newest(self.reads, command.room, readings.further(command, self.reads.get(command.room)))
        elif isinstance(command, Typing):
            self.count(self.others)
            self.newest(self.typing, command.room, command.on)
        else:
            self.enqueue(command)

    def control(self) -> None:
        """A ping or pong of the WebSocket itself came in."""
        if self.socket.closing is None:
            self.count(self.others)

    def count(self, bucket: rates.Bucket) -> None:
        wait = bucket.take()
        if wait:
            self.socket.close(limits.RATE_LIMITED, "rate_limited", wait)

    def enqueue(self, command: Queued) -> None:
        self.count(self.frames)
        if self.under_way >= limits.QUEUE:
            self.socket.close(limits.RATE_LIMITED, "rate_limited", int(ONCE_S * 1000))
        if self.socket.closing is not None:
            return
        self.under_way += 1
        if isinstance(command, _ASKING):
            self.asked.append(command)
            self.stir()
        else:
            self.hand_over(command)

    def newest(self, slots: dict[UUID, Any], room: UUID, value: Any) -> None:
        if len(slots) < limits.ROOMS_PER_SUB or room in slots:
            slots[room] = value
            self.stir()

    # ---- the worker ------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """The socket has been greeted; what came before that is worked off now."""
        self.opened = True
        self.stir()

    def shut(self) -> None:
        self.opened = False
        if self.working is not None:
            self.working.cancel()
        if self.timer is not None:
            self.timer.cancel()
        self.read_at_last()

    def stir(self) -> None:
        """There is something to do. Whoever has nothing to do has no worker either."""
        if self.opened and self.working is None and (self.asked or self.due):
            self.working = asyncio.ensure_future(self.work())

    @property
    def due(self) -> bool:
        """Whether readings or typing wait and may go."""
        return bool(self.reads or self.typing) and self.timer is None

    async def work(self) -> None:
        try:
            while self.asked or self.due:
                await self.work_once()
        except Exception:
            log.exception("a socket's worker stumbled")
        finally:
            self.working = None
            self.stir()

    async def work_once(self) -> None:
        if self.asked:
            await self.serve(self.asked.popleft())
        if self.due:
            self.timer = asyncio.get_running_loop().call_later(ONCE_S, self.rest_over)
            self.flushing = self.engine.outlive(self.flush())
            await asyncio.shield(self.flushing)

    def rest_over(self) -> None:
        self.timer = None
        self.stir()

    async def serve(self, command: Asking) -> None:
        try:
            if self.admit(command, await rates.take(self.asks(command))):
                if isinstance(command, Report):
                    await reporting.report(self.socket, command)
                else:
                    await subscribing.subscribe(self.engine, self.socket, command)
                self.under_way -= 1
        except Exception:
            log.exception("a subscription or a report failed")
            self.answered(command.id, Unavailable())

    # ---- what is written: the outbox counts it, stores it, and calls back --------------------------------------------

    def hand_over(self, command: Writing) -> None:
        item = _item(self.socket.who.person_id, command)
        self.engine.outbox.put(
            Letter(
                item, self.asks(command), partial(self.admit, command), lambda answer: self.answered(command.id, answer)
            )
        )

    def asks(self, command: Queued) -> tuple[Ask, Ask]:
        """From the person's frames, and from the bucket of its op."""
        found = self.known_asks.get(type(command))
        if found is None:
            found = Ask(limits.FRAMES, self.person), Ask(ops.rate_of(command), self.person)
            self.known_asks[type(command)] = found
        return found

    def admit(self, command: Queued, waits: Sequence[int]) -> bool:
        """`waits`: milliseconds for each of `asks`, 0 where something was left. False: it is answered, or too late."""
        frames, wait = waits
        if frames:
            self.socket.close(limits.RATE_LIMITED, "rate_limited", frames)
        if self.socket.closing is not None:
            self.under_way -= 1
        elif wait:
            self.answered(command.id, RateLimited(retry_ms=wait))
        else:
            return True
        return False

    def answered(self, frame_id: FrameId, answer: Answer) -> None:
        self.under_way -= 1
        if isinstance(answer, Ack):
            self.socket.keep(serializers.encode(_ack(frame_id, answer)))
        else:
            self.socket.refuse(answer, frame_id)

    # ---- reads and typing ------------------------------------------------------------------------------------------

    def read_at_last(self) -> None:
        """The socket closes: what waits for its turn is read now or never. Not of those who were shown out."""
        if self.reads and self.socket.closing not in limits.SHOWN_OUT:
            self.engine.outlive(self.flush(self.flushing))

    async def flush(self, before: asyncio.Task[None] | None = None) -> None:
        """After what is under way, for back and forth must not overtake each other."""
        if before is not None:
            await asyncio.wait([before])
        reads, self.reads = self.reads, {}
        typing, self.typing = self.typing, {}
        for command in reads.values():
            if self.socket.closing not in limits.SHOWN_OUT:
                await self.read(command)
        if typing and self.socket.closing is None:
            await self.type(typing)

    async def read(self, command: Read) -> None:
        try:
            await readings.store(self.socket, command)
        except SnugError as refusal:
            self.count(self.frames)  # readings cost nothing, but guessing at rooms does
            self.socket.refuse(refusal, room=str(command.room))
        except Exception:
            log.exception("a reading was not stored")
            self.socket.refuse(Unavailable(), room=str(command.room))

    async def type(self, typing: dict[UUID, bool]) -> None:
        try:
            refused = await typings.tell(self.socket, typing)
        except Exception:
            log.exception("typing was not told")  # it may be lost
            return
        for room, refusal in refused:
            self.count(self.frames)  # as with readings
            self.socket.refuse(refusal, room=str(room))


def _item(person: UUID, said: Writing) -> messages.Command:
    match said:
        case Send():
            with_it = said.reply_to, said.media, said.poll
            return messages.Send(person, said.room, said.cid, said.body, said.confirm, None, *with_it)
        case Edit():
            return messages.Edit(person, said.room, said.mid, said.cid, said.body, said.confirm)
        case React():
            return messages.React(person, said.room, said.mid, said.cid, said.emoji, said.on)
        case Vote():
            return messages.Vote(person, said.room, said.mid, said.cid, said.choices)
        case Close():
            return messages.Close(person, said.room, said.mid, said.cid)
        case Del():
            return messages.Delete(person, said.room, said.mid, said.cid)


def _ack(frame_id: FrameId, answer: Ack) -> serializers.Json:
    frame: serializers.Json = {
        "op": "ack",
        "id": frame_id,
        "room": answer.room,
        "cid": answer.cid,
        "seq": answer.seq,
        "mid": answer.mid,
        "dup": answer.dup,
    }
    if answer.changed is not None:
        frame["changed"] = answer.changed
    return frame
