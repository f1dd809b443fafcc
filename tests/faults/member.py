"""A member's client as the design wants clients to be: keeps its place and its outbox, comes back, tells no lies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.faults.door import Door
from tests.faults.history import Ack, Seen
from tests.faults.model import Frame, Model
from tests.faults.proxy import Proxy

AT_ONCE = 8  # sends without an answer; the engine takes 32
BACKLOG = 40  # what a person types ahead of a line that is down
AGAIN_S = 0.2
COMING_BACK_S = (0.05, 0.6)
UNANSWERED_S = 3.0
_FAILURES = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError)  # of a line
SUBSCRIPTION = 1  # the id of every `sub`; sends have their cid
READS = 0.1  # share of acts that are followed by a read mark
NOW_AND_THEN = (("edit", 0.12), ("react", 0.15), ("del", 0.03))  # how often an act is something else than new words
EMOJI = ("👍", "❤️", "🏃🏽‍♀️", "🇩🇪")


@dataclass(frozen=True)
class Seat:
    """One person in one room, and their session for HTTP."""

    person: str
    room: str
    session: str


class Member:
    """One device of a person in a room. `ways` are proxies: `first` is tried first, after a lost connection the
    next one. `by_page`: begins with the page as the conversation does; else with `since: null`."""

    def __init__(self, seat: Seat, ticket: Callable[[], str], ways: list[Proxy], first: int, by_page: bool) -> None:
        self.seat, self.ticket, self.ways, self.turn, self.by_page = seat, ticket, ways, first, by_page
        self.seen = Seen(seat.person, seat.room)
        self.door = Door(seat.session, seat.room)
        self.model = Model(0, [])
        self.place: int | None = None
        self.epoch: str | None = None  # of the log in which the place is one
        self.here = ""  # the log of this connection
        self.mine: list[str] = []
        self.waiting: dict[str, Frame] = {}  # by cid, until answered
        self.asked: dict[str, float] = {}
        self.over = False
        self.forgiving = False  # what is acked now may go with a restore
        self.reading, self.awake, self.stir = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.reading.set()
        self.awake.set()
        self.socket: ClientConnection | None = None

    # ---- what a person does ----------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        return self.over or not self.reading.is_set() or len(self.waiting) >= BACKLOG

    def say(self, body: str) -> None:
        self._put("send", body=body)

    def act(self, dice: random.Random, body: str) -> None:
        """Says something, or does something with what was said."""
        chance = dice.random()
        for op, share in NOW_AND_THEN:
            chance -= share
            if chance < 0 and self._other(op, dice, body):
                return
        self.say(body)
        if dice.random() < READS:
            self._put("read", seq=self.place or 0)

    def _other(self, op: str, dice: random.Random, body: str) -> bool:
        mids = self.model.standing() if op == "react" else [mid for mid in self.mine if self.model.stands(mid)]
        if not mids:
            return False
        mid = dice.choice(mids[-20:])
        if op == "edit":
            self._put(op, mid=mid, body=f"{body}, better")
        elif op == "react":
            self._put(op, mid=mid, emoji=dice.choice(EMOJI), on=dice.random() < 0.7)
        else:
            self._put(op, mid=mid)
        return True

    def _put(self, op: str, **fields: Any) -> None:
        cid = str(uuid4())
        self.waiting[cid] = {"op": op, "id": cid, "room": self.seen.room, "cid": cid, **fields}
        if op != "read":  # nobody answers that one
            self.seen.sent[cid] = op
        self.stir.set()

    def fall_asleep(self) -> None:
        """The device is off: no goodbye, and nothing until it wakes."""
        self.awake.clear()
        if self.socket is not None:
            self.socket.transport.abort()

    def come_back(self) -> None:
        """Let in again after the end: as a client who has forgotten the room."""
        self.over, self.place, self.epoch, self.by_page = False, None, None, True

    # ---- the line --------------------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Connects, resumes, sends and hears, until cancelled or the room ends for this person."""
        while not self.over:
            await self.awake.wait()
            with contextlib.suppress(*_FAILURES):
                await self._connection(self.ways[self.turn % len(self.ways)])
            self.turn += 1
            await asyncio.sleep(random.uniform(*COMING_BACK_S))

    async def log_at(self, way: Proxy) -> str | None:
        """How the process behind it names the log now; None where it lets nobody in."""
        try:
            line = await self._call(way)
        except _FAILURES:
            return None
        try:
            named: str = json.loads(await line.recv())["epoch"]
            return named
        except _FAILURES:
            return None
        finally:
            line.transport.abort()

    async def _call(self, way: Proxy) -> ClientConnection:
        token = await asyncio.to_thread(self.ticket)
        return await connect(
            f"ws://127.0.0.1:{way.port}/ws/v1/",
            subprotocols=["snug.v1"],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {token}"},
            open_timeout=5,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
            max_size=2**22,
        )

    async def _connection(self, way: Proxy) -> None:
        self.socket = await self._call(way)
        self.asked.clear()
        self.live_here = False
        sending = asyncio.ensure_future(self._send(self.socket))
        try:
            async for text in self.socket:
                await self.reading.wait()
                said = json.loads(text)
                for frame in said if isinstance(said, list) else [said]:
                    await self._hear(self.socket, way, frame)
        finally:
            sending.cancel()
            self.socket.transport.abort()

    async def _send(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionClosed):
            while True:
                now = loop.time()
                if any(now - at > UNANSWERED_S for at in self.asked.values()) and self.reading.is_set():
                    socket.transport.abort()  # a dead line: come back another way
                    return
                for cid, frame in list(self.waiting.items()) if self.live_here and self.reading.is_set() else ():
                    if cid in self.asked or len(self.asked) >= AT_ONCE:
                        continue
                    if frame["op"] == "read":
                        del self.waiting[cid]
                    else:
                        self.asked[cid] = now
                    await socket.send(json.dumps(frame))
                self.stir.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.25):
                        await self.stir.wait()

    async def _hear(self, socket: ClientConnection, way: Proxy, frame: Frame) -> None:
        match frame["op"]:
            case "hello":
                self.here = frame["epoch"]
                await self._begin(socket, way)
            case "ping":
                await socket.send(json.dumps({"op": "pong", "n": frame["n"]}))
            case "subd":
                self._followed(frame["from"])
            case "resync":
                await self._resync(socket, way, frame["reason"])
            case "unsubd":
                self.seen.steps.append(("unsubd", frame["reason"]))
                self.over = True
                await socket.close()
            case "ev":
                self.place = frame["seq"]
                self.seen.steps.append(("ev", frame["seq"], frame["kind"]))
                self.model.take(frame)
            case "ack":
                self._acked(frame)
            case "err":
                await self._refused(socket, frame)

    # ---- following -------------------------------------------------------------------------------------------------

    async def _begin(self, socket: ClientConnection, way: Proxy) -> None:
        if self.place is None and self.by_page:
            page = await asyncio.to_thread(self.door.page, way.port)
            if page is not None:  # else the subscription will say why
                self.place, self.epoch = page["at_seq"], self.here
                floor = page["first_seq"] - 1 if page["has_older"] else 0
                self.model = Model(floor, page["messages"])
                self.seen.steps.append(("page", page["at_seq"]))
        room = {"room": self.seen.room, "since": self.place}
        asked = {"op": "sub", "id": SUBSCRIPTION, "epoch": self.epoch or self.here, "rooms": [room]}
        await socket.send(json.dumps(asked))

    def _followed(self, start: int) -> None:
        if self.place is None:
            self.model = Model(start, [])
        elif start > self.place:
            self.model.raise_floor(start)
        self.place, self.epoch, self.live_here = start, self.here, True
        self.seen.steps.append(("from", start))
        self.stir.set()

    async def _resync(self, socket: ClientConnection, way: Proxy, reason: str) -> None:
        self.seen.steps.append(("resync", reason))
        self.place, self.epoch, self.by_page = None, None, True
        if reason == "epoch":
            self.forgiving = False
            socket.transport.abort()  # only the next `hello` names the log
        else:
            await self._begin(socket, way)

    # ---- answers ---------------------------------------------------------------------------------------------------

    def _acked(self, frame: Frame) -> None:
        self.asked.pop(frame["cid"], None)
        self.waiting.pop(frame["cid"], None)
        self.seen.acks.append(Ack(frame["cid"], frame["seq"], self.forgiving))
        if self.seen.sent.get(frame["cid"]) == "send":
            self.mine.append(frame["mid"])
        self.stir.set()

    async def _refused(self, socket: ClientConnection, frame: Frame) -> None:
        cid, code = frame.get("id"), frame["code"]
        if cid == SUBSCRIPTION:
            socket.transport.abort()  # come back and ask anew
        elif cid in self.asked:
            if code not in ("unavailable", "rate_limited"):
                self.waiting.pop(cid, None)  # a final no: it is not ours to repeat
                self.seen.refused[cid] = code
                self.asked.pop(cid)
            else:
                asyncio.get_running_loop().call_later(AGAIN_S, self._again, cid)

    def _again(self, cid: str) -> None:
        self.asked.pop(cid, None)
        self.stir.set()
