"""Brings dirty sockets up to the log: reads `room_event` with the readers' own bounds and sends what they miss.

Everything that is not the very next event of a socket comes through here: gaps, resumption, comings and goings, the
end of a participation (realtime.md "Delivery").
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from uuid import UUID

from community import failpoints, pool
from community.serve import wire
from messaging import serializers
from messaging.access.lines import Line
from messaging.realtime import limits, readers
from messaging.realtime.hub import Hub
from messaging.realtime.readers import PageRead
from messaging.realtime.socket import Sub

log = logging.getLogger(__name__)
WORKERS = 2
REST_S = 1.0  # after a failure


class Pump:
    def __init__(self) -> None:
        self.hub: Hub
        self.dirty: dict[UUID, set[Sub]] = {}  # by room, the longest waiting first
        self.busy: set[UUID] = set()
        self.stir = asyncio.Event()

    def mark(self, sub: Sub) -> None:
        """This socket may lag behind in this room."""
        self.dirty.setdefault(sub.room, set()).add(sub)
        self.stir.set()

    def mark_many(self, subs: Iterable[Sub]) -> None:
        for sub in subs:
            self.mark(sub)

    async def work(self) -> None:
        """One of a few workers; a room is served by one of them at a time."""
        while True:
            room = next((room for room in self.dirty if room not in self.busy), None)
            if room is None:
                self.stir.clear()
                await self.stir.wait()
                continue
            self.busy.add(room)
            try:
                await self.serve(room, self.dirty.pop(room))
            except Exception:
                log.exception("the pump stumbled")  # the sweeper comes back to what is left
            finally:
                self.busy.discard(room)
                self.stir.set()

    async def serve(self, room: UUID, subs: set[Sub]) -> None:
        for after, standing in _by_place(subs).items():
            try:
                profiles = list({sub.profile_id for sub in standing})
                page = await pool.run(readers.page, room, after, profiles)
            except Exception:
                log.exception("the pump could not read")
                await asyncio.sleep(REST_S)
                self.mark_many(standing)
                continue
            frames = _Frames(page.lines)
            for n, sub in enumerate(standing):
                if n == 1:
                    await failpoints.reach(failpoints.MID_PUMP)
                self.deliver(sub, page, frames)

    def deliver(self, sub: Sub, page: PageRead, frames: _Frames) -> None:
        reader = page.readers.get(sub.profile_id)
        if not sub.live:
            return
        if reader is None or not reader.active:
            self.end(sub, reader.ending if reader else None)
        elif reader.visible_from > sub.sent:
            # Gone and back again meanwhile: what lies between is not for them.
            sub.socket.say("resync", room=str(sub.room), reason="behind", head=self.hub.feeds[sub.room].head)
            self.hub.drop(sub)
        elif sub.socket.open:
            self.send(sub, page, frames)
        else:
            sub.socket.lagging.add(sub)  # nothing is queued: the database holds it

    def end(self, sub: Sub, ending: str | None) -> None:
        reason = "closed" if ending == "closed" else "removed"
        sub.socket.say("unsubd", room=str(sub.room), reason=reason)
        self.hub.drop(sub)

    def send(self, sub: Sub, page: PageRead, frames: _Frames) -> None:
        for seq, pushed in frames.chunks(sub):
            if not sub.socket.open:
                sub.socket.lagging.add(sub)
                return
            sub.socket.put(wire.frame(pushed))
            sub.sent = seq
        # A head that the log does not show yet is left to the sweeper: asking again at once would turn in circles.
        if page.full or (page.lines and sub.sent < self.hub.feeds[sub.room].head):
            self.mark(sub)


class _Frames:
    """A page, encoded once for all who stand at the same point."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.full: dict[int, bytes] = {}

    def chunks(self, sub: Sub) -> Iterator[tuple[int, bytes]]:
        """(last seq, array of frames of at most 64 KiB) for what this socket still misses of the page."""
        parts: list[bytes] = []
        size, last = 0, sub.sent
        for line in self.lines:
            if line.seq <= last:
                continue  # came by the short way while the page was read
            part = self.encode(line, sub)
            if parts and size + len(part) > limits.PAGE_BYTES:
                yield last, b"[%s]" % b",".join(parts)
                parts, size = [], 0
            parts.append(part)
            size, last = size + len(part) + 1, line.seq
        if parts:
            yield last, parts[0] if len(parts) == 1 else b"[%s]" % b",".join(parts)

    def encode(self, line: Line, sub: Sub) -> bytes:
        if line.of is not None and line.of <= sub.visible_from:
            return serializers.encode(serializers.skipped(line.room_id, line.seq))
        found = self.full.get(line.seq)
        if found is None:
            found = self.full[line.seq] = serializers.encoded_event(line)
        return found


def _by_place(subs: set[Sub]) -> dict[int, list[Sub]]:
    """One read serves all that stand at the same point."""
    places: dict[int, list[Sub]] = {}
    for sub in subs:
        if sub.live:
            places.setdefault(sub.sent, []).append(sub)
    return places
