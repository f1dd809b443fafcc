"""Somebody without a socket, who sends over REST beside the others and repeats with the same cid until answered."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.faults.door import Door
from tests.faults.history import Ack, Seen
from tests.faults.member import AGAIN_S, Seat
from tests.faults.proxy import Proxy


class RestSender:
    def __init__(self, seat: Seat, ways: list[Proxy]) -> None:
        self.seen = Seen(seat.person, seat.room, listens=False)
        self.door, self.ways = Door(seat.session, seat.room), ways
        self.tries = 0

    async def send(self, body: str) -> None:
        """Returns when it is acked or finally refused."""
        cid = str(uuid4())
        self.seen.sent[cid] = "send"
        while True:
            way = self.ways[self.tries % len(self.ways)]
            self.tries += 1
            try:
                status, answer = await asyncio.to_thread(self.door.send, way.port, cid, body)
            except OSError:
                status, answer = 0, {}
            if status in (200, 201):
                self.seen.acks.append(Ack(cid, answer["seq"]))
                return
            if 400 <= status < 500 and status != 429:
                self.seen.refused[cid] = answer.get("code", str(status))
                return
            await asyncio.sleep(AGAIN_S)
