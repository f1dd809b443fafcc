"""A client of `snug.v1` for tests: every frame it receives is held against the published schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from uuid import UUID, uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from community.pool import run
from messaging.realtime.schemas import check_down

PATIENCE_S = 10.0
Frame = dict[str, Any]


class Client:
    """Frames in the order of arrival; `expect` waits for one that fits and leaves the others."""

    def __init__(self, url: str, headers: Callable[[], dict[str, str]]) -> None:
        self.url, self.headers = url, headers
        self.frames: list[Frame] = []
        self.said: list[list[Frame]] = []  # the same, as the server put them together
        self.taken: set[int] = set()
        self.came = asyncio.Event()
        self.hello: Frame = {}
        self.answer_pings = True
        self.ids = 0

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(
            self.url,
            subprotocols=["snug.v1"],  # type: ignore[list-item]
            additional_headers=await run(self.headers),
            compression=None,
            max_size=2**22,
            ping_interval=None,
            proxy=None,
        )
        self.task = asyncio.ensure_future(self._listen())
        self.hello = await self.expect("hello")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await self.socket.close()

    async def _listen(self) -> None:
        try:
            async for text in self.socket:
                said = json.loads(text)
                self.said.append(said if isinstance(said, list) else [said])
                for frame in self.said[-1]:
                    check_down(frame)
                    self.frames.append(frame)
                    if frame["op"] == "ping" and self.answer_pings:
                        await self.say("pong", n=frame["n"])
                self.came.set()
        except ConnectionClosed:
            pass
        finally:
            self.came.set()

    # ---- saying ----------------------------------------------------------------------------------------------------

    async def say(self, op: str, **fields: Any) -> None:
        await self.raw(json.dumps({"op": op, **fields}))

    async def raw(self, text: str | bytes) -> None:
        await self.socket.send(text)

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    async def ask(self, op: str, **fields: Any) -> Frame:
        """Says it and waits for the answer with its id."""
        number = self.next_id()
        await self.say(op, id=number, **fields)
        return await self.expect(("ack", "reported", "err"), id=number)

    async def send(self, room: UUID, body: str, cid: UUID | None = None, **more: Any) -> Frame:
        return await self.ask("send", room=str(room), cid=str(cid or uuid4()), body=body, **more)

    async def sub(self, room: UUID, since: int | None = None, **more: Any) -> Frame:
        """Follows a room; the `subd`, `unsubd`, `resync` or `err` that answers."""
        number = self.next_id()
        await self.say("sub", id=number, rooms=[{"room": str(room), "since": since}], **more)
        return await self.expect(
            lambda frame: (
                (frame["op"] in ("subd", "err") and frame.get("id") == number)
                or (frame["op"] in ("unsubd", "resync") and frame["room"] == str(room))
            )
        )

    # ---- hearing ---------------------------------------------------------------------------------------------------

    async def expect(
        self,
        what: str | tuple[str, ...] | Callable[[Frame], bool],
        within: float = PATIENCE_S,
        **fields: Any,
    ) -> Frame:
        """The first frame not taken yet that fits. Fails when it does not come in time."""

        def fits(frame: Frame) -> bool:
            if callable(what):
                return what(frame)
            ops = (what,) if isinstance(what, str) else what
            return frame["op"] in ops and all(frame.get(key) == value for key, value in fields.items())

        async with asyncio.timeout(within):
            while True:
                self._raise_what_failed()
                for number, frame in enumerate(self.frames):
                    if number not in self.taken and fits(frame):
                        self.taken.add(number)
                        return frame
                assert not self.task.done(), f"closed with {self.socket.close_code} while waiting for {what} {fields}"
                self.came.clear()
                await self.came.wait()

    def _raise_what_failed(self) -> None:
        if self.task.done() and not self.task.cancelled() and self.task.exception() is not None:
            raise self.task.exception() or AssertionError

    def events(self, room: UUID) -> list[Frame]:
        return [frame for frame in self.frames if frame["op"] == "ev" and frame["room"] == str(room)]

    def seqs(self, room: UUID) -> list[int]:
        return [frame["seq"] for frame in self.events(room)]

    async def until(self, room: UUID, seq: int, within: float = PATIENCE_S) -> None:
        """Waits until the event with this number has come."""
        async with asyncio.timeout(within):
            while seq not in self.seqs(room):
                self._raise_what_failed()
                assert not self.task.done(), f"closed with {self.socket.close_code}"
                self.came.clear()
                await self.came.wait()

    async def closed(self, within: float = PATIENCE_S) -> int:
        """Waits for the close; its code."""
        async with asyncio.timeout(within):
            await asyncio.wait([self.task])
        self._raise_what_failed()
        assert self.socket.close_code is not None
        return self.socket.close_code
