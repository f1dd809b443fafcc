"""One per process: what its sockets ask for is counted against the people's buckets, in one script per batch, and
handed back in order of arrival. One batch is under way; what comes meanwhile makes the next one.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from messaging import rates
from messaging.rates import Ask
from messaging.realtime import limits, ops
from messaging.realtime.frames import Queued

if TYPE_CHECKING:
    from messaging.realtime.desk import Desk

log = logging.getLogger(__name__)


class Intake:
    def __init__(self) -> None:
        self.waiting: list[tuple[Desk, Queued]] = []
        self.working: asyncio.Task[None] | None = None

    def put(self, desk: Desk, command: Queued) -> None:
        self.waiting.append((desk, command))
        if self.working is None:
            self.working = asyncio.ensure_future(self.work())

    async def work(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting, []
                await self.count(batch)
        finally:
            self.working = None

    async def count(self, batch: list[tuple[Desk, Queued]]) -> None:
        """Each takes from the person's frames and from the bucket of its op."""
        asks: list[Ask] = []
        for desk, command in batch:
            who = desk.person
            asks += (Ask(limits.FRAMES, who), Ask(ops.rate_of(command), who))
        try:
            waits = iter(await rates.take(asks))
        except Exception:
            log.exception("a batch could not be counted")
            for desk, command in batch:
                desk.put_off(command)
            return
        for desk, command in batch:
            desk.admit(command, next(waits), next(waits))
