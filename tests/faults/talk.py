"""Everybody in their room, talking, while something happens; and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType

from tests.faults.ending import end
from tests.faults.history import Breach, Seen, Sort, Stored, check
from tests.faults.member import AGAIN_S, Member, Seat
from tests.faults.model import Frame, Model
from tests.faults.proxy import Proxy
from tests.faults.rest import RestSender
from tests.faults.stack import House

QUIET_S = 24.0  # the promise is 8 s with Redis down, with the margin of ×3
PROGRESS_S = 60.0


@dataclass(frozen=True)
class Pace:
    """`more`: acks per person that each part of a scenario waits for; `away_s`: how long a server stays away."""

    more: int
    pause_s: float
    away_s: float
    long: bool


SHORT = Pace(more=4, pause_s=0.1, away_s=1.5, long=False)
LONG = Pace(more=60, pause_s=0.005, away_s=4.0, long=True)


class Talk:
    def __init__(self, house: House, pace: Pace, dice: random.Random) -> None:
        self.house, self.pace, self.dice = house, pace, dice
        self.members: list[Member] = []
        self.senders: list[RestSender] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.padding = ""
        self.slowest = 0.0  # longest way to the head after the last ack
        self.late: list[Breach] = []

    async def __aenter__(self) -> Talk:
        self.proxies = [Proxy(web.port) for web in self.house.webs]
        for proxy in self.proxies:
            await proxy.start()
        for n, seat in enumerate(self.house.seats):
            self.join(seat, n)  # every room has people at both processes
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await end(self.tasks)
        for proxy in self.proxies:
            await proxy.stop()

    def join(self, seat: Seat, first: int) -> Member:
        member = Member(seat, self.house.ticket(seat.person), self.proxies, first, by_page=first % 3 != 0)
        self.members.append(member)
        self.begin(member)
        return member

    def begin(self, member: Member) -> None:
        self.tasks.append(asyncio.ensure_future(member.live()))

    def sender(self, seat: Seat) -> RestSender:
        sender = RestSender(seat, self.proxies)
        self.senders.append(sender)
        return sender

    # ---- talking ---------------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def chatting(self) -> AsyncIterator[None]:
        """Everybody goes on talking until the end of the block."""
        task = asyncio.ensure_future(self._chat())
        try:
            yield
        finally:
            await end([task])

    async def _chat(self) -> None:
        n = 0
        while True:
            n += 1
            for member in self.members:
                if not member.busy:
                    member.act(self.dice, f"{n} by p{member.seen.person[:8]}{self.padding}")
            await asyncio.sleep(self.pace.pause_s)

    def acked(self) -> int:
        return sum(len(one.seen.acks) for one in [*self.members, *self.senders])

    def acked_ops(self) -> set[str]:
        return {one.seen.sent[ack.cid] for one in self.members for ack in one.seen.acks}

    async def more(self, share: float = 1.0) -> None:
        """Until so much more of what is said has been acked. Raises TimeoutError when it is not."""
        goal = self.acked() + share * self.pace.more * len(self.members)
        async with asyncio.timeout(PROGRESS_S):
            while self.acked() < goal:
                await self.a_moment()

    async def a_moment(self) -> None:
        """A client that stumbled itself is a fault of the harness: it ends the round."""
        for task in self.tasks:
            if task.done() and not task.cancelled():
                task.result()
        await asyncio.sleep(0.05)

    # ---- the end ---------------------------------------------------------------------------------------------------

    async def settle(self, when: str = "at the end") -> None:
        """Until everything is answered and everybody stands at the head of their room. Who does not in time has
        broken the promise, even if they come later."""
        try:
            async with asyncio.timeout(QUIET_S):
                while any(member.waiting and not member.over for member in self.members):
                    await self.a_moment()
        except TimeoutError:
            self.late.append(Breach(Sort.LOST, f"G2 {when}: not everything was answered within {QUIET_S:.0f} s"))
        begun = time.monotonic()
        heads = await asyncio.to_thread(self.house.heads)
        try:
            async with asyncio.timeout(QUIET_S):
                while any(not m.over and m.place != heads[m.seen.room] for m in self.members):
                    await self.a_moment()
        except TimeoutError:
            self.late.append(Breach(Sort.LOST, f"G2 {when}: not everybody had everything after {QUIET_S:.0f} s"))
        self.slowest = max(self.slowest, time.monotonic() - begun)

    async def verdict(self) -> tuple[list[Seen], list[Stored], list[Breach]]:
        """Settles, reads every page anew over HTTP, and compares everything with everything."""
        await self.settle()
        await asyncio.gather(*(self._read_page(n, member) for n, member in enumerate(self.members)))
        stored = await asyncio.to_thread(self.house.stored)
        seen = [one.seen for one in [*self.members, *self.senders]]
        return seen, stored, [*self.late, *check(seen, stored)]

    async def _read_page(self, number: int, member: Member) -> None:
        if member.over:
            return
        port = self.house.webs[number % len(self.house.webs)].port
        messages = await self._pages(member, port)
        member.seen.floor, member.seen.shown = member.model.floor, member.model.shown()
        member.seen.page = Model(member.model.floor, messages).shown()

    async def _pages(self, member: Member, port: int) -> list[Frame]:
        """As a browser does: a page that fails is asked for again."""
        until = time.monotonic() + QUIET_S
        while True:
            try:
                return await asyncio.to_thread(member.door.pages, port, member.model.floor)
            except OSError as error:
                if time.monotonic() > until:
                    self.late.append(Breach(Sort.LOST, f"G2 the page of {member.seen.person} is not there: {error}"))
                    return []
                await asyncio.sleep(AGAIN_S)
