"""A member's client as the design wants clients to be: keeps its place and its outbox, comes back, tells no lies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.faults.history import Seen

AT_ONCE = 3  # sends without an answer
AGAIN_S = 0.2
COMING_BACK_S = (0.05, 0.6)
UNANSWERED_S = 6.0
SUBSCRIPTION = 1  # the id of every `sub`; sends have their cid


class Member:
    """One person in one room. `ways` are proxies: `first` is tried first, after a lost connection the
    next one."""

    def __init__(self, person: str, room: str, ticket: Callable[[], str], ways: list[Any], first: int) -> None:
        self.seen = Seen(person, room)
        self.ticket, self.ways, self.first = ticket, ways, first
        self.place: int | None = None
        self.epoch: str | None = None
        self.waiting: dict[str, str] = {}  # cid → body, until acked
        self.asked: dict[str, float] = {}
        self.over = False
        self.socket: ClientConnection | None = None

    def say(self, body: str) -> None:
        cid = str(uuid4())
        self.waiting[cid] = self.seen.sent[cid] = body

    async def live(self) -> None:
        """Connects, resumes, sends and hears, until cancelled or the room ends for this person."""
        turn = self.first
        while not self.over:
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError):
                await self._connection(self.ways[turn % len(self.ways)])
            turn += 1
            await asyncio.sleep(random.uniform(*COMING_BACK_S))

    async def _connection(self, way: Any) -> None:
        token = await asyncio.to_thread(self.ticket)
        self.socket = await connect(
            f"ws://127.0.0.1:{way.port}/ws/v1/",
            subprotocols=["snug.v1"],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {token}"},
            open_timeout=5,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        )
        self.asked.clear()
        sending = asyncio.ensure_future(self._send(self.socket))
        try:
            async for text in self.socket:
                said = json.loads(text)
                for frame in said if isinstance(said, list) else [said]:
                    await self._hear(self.socket, frame)
        finally:
            sending.cancel()
            self.socket.transport.abort()

    async def _send(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionClosed):
            while True:
                now = loop.time()
                if any(now - at > UNANSWERED_S for at in self.asked.values()):
                    socket.transport.abort()  # a dead line: come back another way
                    return
                for cid, body in list(self.waiting.items()):
                    if cid not in self.asked and len(self.asked) < AT_ONCE and self.place is not None:
                        self.asked[cid] = now
                        frame = {"op": "send", "id": cid, "room": self.seen.room, "cid": cid, "body": body}
                        await socket.send(json.dumps(frame))
                await asyncio.sleep(0.01)

    async def _hear(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        op = frame["op"]
        if op == "hello":
            self.epoch = frame["epoch"]
            await self._subscribe(socket)
        elif op == "ping":
            await socket.send(json.dumps({"op": "pong", "n": frame["n"]}))
        elif op == "subd":
            self.place = frame["from"]
            self.seen.steps.append(("from", frame["from"]))
        elif op == "resync":
            self.place = frame["head"]
            self.seen.steps.append(("resync",))
            await self._subscribe(socket)
        elif op == "unsubd":
            self.seen.steps.append(("unsubd", frame["reason"]))
            self.over = True
            await socket.close()
        elif op == "ev":
            self.place = frame["seq"]
            self.seen.steps.append(("ev", frame["seq"], frame["kind"], frame.get("cid"), frame.get("body")))
        elif op == "ack":
            self.asked.pop(frame["cid"], None)
            self.waiting.pop(frame["cid"], None)
            self.seen.acked[frame["cid"]] = frame["seq"]
        elif op == "err" and frame.get("id") in self.asked:
            await self._refused(frame)
        elif op == "err" and frame.get("id") == SUBSCRIPTION:
            await asyncio.sleep(AGAIN_S)
            await self._subscribe(socket)

    async def _refused(self, frame: dict[str, Any]) -> None:
        cid = frame["id"]
        if frame["code"] not in ("unavailable", "rate_limited"):
            self.waiting.pop(cid, None)  # a final no: it is not ours to repeat
        await asyncio.sleep(AGAIN_S)
        self.asked.pop(cid, None)

    async def _subscribe(self, socket: ClientConnection) -> None:
        room = {"room": self.seen.room, "since": self.place}
        await socket.send(json.dumps({"op": "sub", "id": SUBSCRIPTION, "epoch": self.epoch, "rooms": [room]}))
