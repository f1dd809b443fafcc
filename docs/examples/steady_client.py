"""A whole client of `snug.v1`: follows rooms without a gap and sends every message once, whatever happens to the line.

For bots and apps in Python, and to read beside docs/realtime.md when you write one in another language. It needs the
package `websockets` and three functions of yours:

    connect()        opens a line with a fresh ticket and returns it; raises when it is refused
    ask_session()    GET /api/v1/session with your token: (status, seconds of Retry-After or 0)
    tell(frame)      is given every event of a log once and in order; as they come:
                     `resync unsubd note read inbox event direct unread draft muted voted typing ack err`
"""

import asyncio
import json
import random
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = dict[str, Any]
BASE_S, CAP_S, SPREAD_S, ACK_S, SUB_GAP_S, HANDSHAKE_S = 0.5, 30.0, 10.0, 10.0, 3.0, 10.0
HEARD = ("note", "read", "inbox", "folded", "event", "direct", "unread", "draft", "muted", "voted", "typing")
STOP = {4000: "protocol", 4001: "signed_out", 4003: "disabled", 4011: "replaced"}


@dataclass
class Place:
    """Where we stand in one room's log; `epoch` names the log that `since` belongs to."""

    since: int | None
    epoch: str | None = None
    asked: bool = False
    live: bool = False


@dataclass
class Letter:
    """Own words until they are stored. Keep these on disk before you send them if they must outlive the process."""

    op: str
    room: str
    fields: Frame
    cid: str = field(default_factory=lambda: str(uuid.uuid4()))
    confirm: list[str] = field(default_factory=list)
    state: str = "pending"
    code: str | None = None
    detail: Frame = field(default_factory=dict)

    def frame(self) -> Frame:
        confirmed = {"confirm": self.confirm} if self.confirm else {}
        return {"op": self.op, "id": self.cid, "room": self.room, "cid": self.cid, **self.fields, **confirmed}


class SteadyClient:
    def __init__(
        self,
        connect: Callable[[], Awaitable[ClientConnection]],
        ask_session: Callable[[], Awaitable[tuple[int, float]]],
        tell: Callable[[Frame], None],
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.connect, self.ask_session, self.tell, self.dice = connect, ask_session, tell, dice
        self.places: dict[str, Place] = {}
        self.letters: dict[str, Letter] = {}  # by cid, in the order of writing
        self.flying: dict[str, tuple[str, asyncio.TimerHandle]] = {}  # per room: the letter under way
        self.state, self.why = "waiting", ""
        self.socket: ClientConnection | None = None
        self.epoch: str | None = None  # of this connection; None: not greeted yet
        self.failures = self.refusals = self.ids = 0
        self.ping_s, self.retry_s = 20.0, 0.0
        self.sub_from = 0.0
        self.sub_timer: asyncio.TimerHandle | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    # ---- for the app -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Stays connected until the server says that it is over; `why` says what it was."""
        while self.state != "stopped":
            self.state = "connecting"
            wait = await self.one_connection()
            if not self.why:
                self.state = "waiting"
                await asyncio.sleep(wait)

    async def follow(self, room: str, since: int | None, epoch: str | None = None) -> None:
        """`since`: the last event you have, as `at_seq` of a page of history; None: from now."""
        self.places[room] = Place(since, epoch)
        await self.subscribe()

    async def post(self, letter: Letter) -> None:
        """A message, an edit …: it goes as soon as it can; own words of one room keep their order."""
        self.letters[letter.cid] = letter
        await self.pump(letter.room)

    async def confirm(self, cid: str) -> None:
        """After a `nudge`: yes, I mean it. After any other failure: once more. Always the same cid."""
        letter = self.letters[cid]
        if letter.code == "nudge":
            letter.confirm.append(letter.detail["rule"])
        letter.state, letter.code = "pending", None
        await self.pump(letter.room)

    async def say(self, frame: Frame) -> None:
        """For `read` and `typing`, which may be lost: nothing happens without a line."""
        if self.epoch is not None:
            await self.put(frame)

    # ---- the line ----------------------------------------------------------------------------------------------------

    async def one_connection(self) -> float:
        """From the handshake to the end; the seconds to wait before the next."""
        try:
            self.socket = await asyncio.wait_for(self.connect(), HANDSHAKE_S)
        except (OSError, TimeoutError, InvalidHandshake):
            return await self.refused()
        self.state, self.refusals = "open", 0
        code = await self.listen(self.socket)
        self.ground()
        self.why = STOP.get(code, "")
        self.state = "stopped" if self.why else self.state
        if code == 4012:
            return self.dice() * SPREAD_S
        return (code == 4013 and self.retry_s) or self.back_off()

    async def refused(self) -> float:
        self.refusals += 1
        if self.refusals < 2:  # once is no reason to ask
            return self.back_off()
        try:
            status, seconds = await self.ask_session()
        except OSError:
            return self.back_off()
        self.why = {401: "signed_out", 426: "update"}.get(status, "")
        self.state = "stopped" if self.why else "waiting"
        return seconds if status == 429 and seconds else self.back_off()

    def back_off(self) -> float:
        ceiling: float = min(CAP_S, BASE_S * 2 ** min(self.failures, 16))
        self.failures += 1
        return self.dice() * ceiling

    async def listen(self, socket: ClientConnection) -> int:
        """The code of the close; 1006 when there was none, or when nothing was heard for too long."""
        try:
            while True:
                said = json.loads(await asyncio.wait_for(socket.recv(), self.ping_s * 2.25))
                for frame in said if isinstance(said, list) else [said]:
                    await self.handle(frame)
        except TimeoutError:
            socket.transport.abort()
            return 1006
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def ground(self) -> None:
        """The line is gone, and with it every answer and every subscription."""
        self.epoch = self.socket = None
        for _, timer in self.flying.values():
            timer.cancel()
        self.flying.clear()
        for place in self.places.values():
            place.asked = place.live = False

    async def put(self, frame: Frame) -> None:
        try:
            if self.socket is not None:
                await self.socket.send(json.dumps(frame))
        except ConnectionClosed:
            pass  # `listen` hears of it too

    # ---- what the server says ----------------------------------------------------------------------------------------

    async def handle(self, frame: Frame) -> None:
        op = frame.get("op")
        if op == "ping":  # at once: the pong opens the server's window
            await self.put({"op": "pong", "n": frame["n"]})
        elif op == "hello":
            self.epoch, self.ping_s = frame["epoch"], frame["ping_s"]
            self.failures, self.retry_s, self.sub_from = 0, 0.0, 0.0
            await self.subscribe()
        elif op == "subd":
            self.tell({"op": "folded", "room": frame["room"], "profiles": frame.get("folded", [])})
            await self.granted(frame)
        elif op == "ev":
            await self.take(frame)
        elif op in ("ack", "err"):
            await self.answered(frame)
        elif op in ("resync", "unsubd"):
            self.places.pop(frame["room"], None)
            if op == "unsubd":
                self.forget(frame["room"])
            self.tell(frame)
        elif op in HEARD:
            if op == "note" and frame["state"] == "released":
                self.letters.pop(frame["about"], None)  # in the log now; all else about it is its author's to decide
            self.tell(frame)  # any other op is a later server's: not an error

    async def granted(self, frame: Frame) -> None:
        place = self.places.get(frame["room"])
        if place is None:
            return
        place.since = frame["from"] if place.since is None else max(place.since, frame["from"])
        place.epoch, place.asked, place.live = self.epoch, False, True
        await self.pump(frame["room"])

    async def take(self, event: Frame) -> None:
        place = self.places.get(event["room"])
        if place is None or place.since is None or event["seq"] <= place.since:
            return  # not followed, or seen before
        if event["seq"] == place.since + 1:
            place.since += 1
            self.tell(event)
        elif place.live:  # something is missing: ask again from the last one we have
            place.live = False
            await self.subscribe()

    async def subscribe(self) -> None:
        """Asks for all rooms that are neither followed nor asked for, in one frame per epoch, not too often."""
        if self.epoch is None or self.sub_timer is not None:
            return
        loop = asyncio.get_running_loop()
        if self.sub_from > loop.time():
            self.sub_timer = loop.call_at(self.sub_from, self.subscribe_later)
            return
        asked: dict[str, list[Frame]] = {}
        for room, place in self.places.items():
            if not place.live and not place.asked:
                place.asked = True
                asked.setdefault(place.epoch or self.epoch, []).append({"room": room, "since": place.since})
        for epoch, rooms in asked.items():
            for first in range(0, len(rooms), 200):
                self.ids += 1
                self.sub_from = loop.time() + SUB_GAP_S
                frame = {"op": "sub", "id": f"sub-{self.ids}", "epoch": epoch, "rooms": rooms[first : first + 200]}
                await self.put(frame)

    def subscribe_later(self) -> None:
        self.sub_timer = None
        self.begin(self.subscribe())

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)  # a task that nobody holds may vanish
        task.add_done_callback(self.tasks.discard)

    # ---- own words ---------------------------------------------------------------------------------------------------

    async def pump(self, room: str) -> None:
        """The room's first letter goes; the next when it is answered."""
        if room in self.flying or self.epoch is None or room not in self.places:
            return
        letter = next((one for one in self.letters.values() if one.room == room and one.state == "pending"), None)
        if letter is not None:
            self.fly(letter, ACK_S)
            await self.put(letter.frame())

    def fly(self, letter: Letter, seconds: float) -> None:
        """Keeps the room's way closed; without an answer by then the outcome is unknown: the same cid goes again."""
        self.land(letter.room)
        timer = asyncio.get_running_loop().call_later(seconds, self.again, letter.room)
        self.flying[letter.room] = (letter.cid, timer)

    def land(self, room: str) -> None:
        if room in self.flying:
            self.flying.pop(room)[1].cancel()

    def again(self, room: str) -> None:
        self.land(room)
        self.begin(self.pump(room))

    async def answered(self, frame: Frame) -> None:
        self.retry_s = frame.get("retry_ms", self.retry_s * 1000) / 1000
        letter = self.letters.get(str(frame.get("id", "")))
        if letter is None:
            if str(frame.get("id", "")).startswith("sub-"):  # the whole sub was refused
                for place in self.places.values():
                    place.asked = False
                self.sub_from = asyncio.get_running_loop().time() + (self.retry_s or SUB_GAP_S)
                await self.subscribe()
            return
        if frame["op"] == "err" and frame["code"] in ("unavailable", "rate_limited"):
            self.fly(letter, frame["retry_ms"] / 1000 if "retry_ms" in frame else self.back_off())
            return
        if frame["op"] == "ack":
            self.failures = 0
            del self.letters[letter.cid]
        else:
            letter.state, letter.code, letter.detail = "failed", frame["code"], frame.get("detail", {})
        if self.flying.get(letter.room, ("",))[0] == letter.cid:
            self.land(letter.room)
        self.tell(frame)
        await self.pump(letter.room)

    def forget(self, room: str) -> None:
        self.land(room)
        self.letters = {cid: letter for cid, letter in self.letters.items() if letter.room != room}
