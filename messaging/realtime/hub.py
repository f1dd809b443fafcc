"""One per process: who here follows what. Wakes come in from `community.live`, frames go out to local sockets.

The wake's frame, encoded once, goes to each socket that stands exactly before it; all others are left to the pump.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from community import live
from messaging import serializers, wakes
from messaging.realtime.socket import Socket, Sub

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Feed:
    """A room held here. `head`: the highest seq heard of. `watchers` counts subscriptions that are being made too."""

    heard: asyncio.Task[None]
    subs: set[Sub] = field(default_factory=set)
    head: int = 0
    watchers: int = 0


class Hub:
    def __init__(self, mark: Callable[[Sub], None], ended: Callable[[list[Socket], str], None]) -> None:
        self.mark = mark  # to the pump
        self.ended = ended  # a session may have ended: to the sessions' check
        self.feeds: dict[UUID, Feed] = {}
        self.people: dict[UUID, set[Socket]] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    # ---- people ----------------------------------------------------------------------------------------------------

    async def attach(self, socket: Socket) -> None:
        person = socket.who.person_id
        first = person not in self.people
        self.people.setdefault(person, set()).add(socket)
        if first:
            await live.listen(wakes.person_channel(person), partial(self.on_notices, person))

    def detach(self, socket: Socket) -> None:
        for sub in list(socket.subs.values()):
            self.drop(sub)
        person = socket.who.person_id
        sockets = self.people.get(person, set())
        sockets.discard(socket)
        if not sockets and self.people.pop(person, None) is not None:
            self._later(self._forget_person(person))

    async def _forget_person(self, person: UUID) -> None:
        if person not in self.people:
            await live.unlisten(wakes.person_channel(person))

    def sockets(self) -> Iterable[Socket]:
        return [socket for sockets in self.people.values() for socket in sockets]

    # ---- rooms -----------------------------------------------------------------------------------------------------

    def watch(self, room: UUID) -> Feed:
        """Begins to hear of a room; `feed.heard` is done when it does, or when Redis is away. Then its head may be read
        from the database: nothing falls in between. Every watch is taken over by `add` or ended by `unwatch`."""
        feed = self.feeds.get(room)
        if feed is None:
            hearing = live.listen(wakes.room_channel(room), partial(self.on_wakes, room))
            feed = self.feeds[room] = Feed(asyncio.ensure_future(hearing))
        feed.watchers += 1
        return feed

    def unwatch(self, room: UUID) -> None:
        feed = self.feeds[room]
        feed.watchers -= 1
        if not feed.watchers:
            del self.feeds[room]
            self._later(self._forget_room(room))

    async def _forget_room(self, room: UUID) -> None:
        if room not in self.feeds:
            await live.unlisten(wakes.room_channel(room))

    def add(self, sub: Sub) -> None:
        """Takes over one `watch`. A socket that asks again for a room starts again from where it says."""
        former = sub.socket.subs.get(sub.room)
        if former is not None:
            self.drop(former)
        sub.socket.subs[sub.room] = sub
        self.feeds[sub.room].subs.add(sub)

    def drop(self, sub: Sub) -> None:
        if sub.live:
            sub.live = False
            sub.socket.subs.pop(sub.room, None)
            self.feeds[sub.room].subs.discard(sub)
            self.unwatch(sub.room)

    # ---- what comes in ---------------------------------------------------------------------------------------------

    def on_wakes(self, room: UUID, batch: list[bytes]) -> None:
        for data in batch:
            wake = wakes.decode(data)
            if wake is None:
                log.warning("a wake that is none of ours")
            else:
                self.on_wake(room, wake)

    def on_wake(self, room: UUID, wake: wakes.Wake) -> None:
        feed = self.feeds.get(room)
        if feed is None:
            return
        if not wake.seq:
            self._pass_on(feed, wake)
            return
        feed.head = max(feed.head, wake.seq)
        bare: bytes | None = None
        for sub in feed.subs:
            if wake.frame and sub.sent + 1 == wake.seq and sub.socket.open:
                sub.sent = wake.seq
                if wake.of and wake.of <= sub.visible_from:
                    bare = bare or serializers.encode(serializers.skipped(room, wake.seq))
                    sub.socket.push(bare)
                else:
                    sub.socket.push(wake.frame)
            elif wake.seq > sub.sent:
                self.mark(sub)

    def _pass_on(self, feed: Feed, wake: wakes.Wake) -> None:
        """What is not stored: to all but the one whose it is."""
        for sub in feed.subs:
            if str(sub.profile_id) != wake.actor and sub.socket.open:
                sub.socket.push(wake.frame)

    def on_notices(self, person: UUID, batch: list[bytes]) -> None:
        for data in batch:
            try:
                notice = orjson.loads(data)
            except ValueError:
                notice = None
            if isinstance(notice, dict):
                self._notice(list(self.people.get(person, ())), notice)

    def _notice(self, sockets: list[Socket], notice: dict[str, Any]) -> None:
        if "frame" in notice:
            frame = serializers.encode(notice["frame"])
            for socket in sockets:
                if socket.conn != notice.get("but") and socket.open:
                    socket.push(frame)
        if "room" in notice:
            for socket in sockets:
                for sub in socket.subs.values():
                    if str(sub.room) == notice["room"]:
                        self.mark(sub)
        if "session_ended" in notice:
            self.ended([one for one in sockets if one.who.session_hash == notice["session_ended"]], "session")
        if "replaced" in notice:
            self.ended([one for one in sockets if one.conn in notice["replaced"]], "replaced")

    def mark_all(self) -> None:
        """Anything may have been missed."""
        for feed in self.feeds.values():
            for sub in feed.subs:
                self.mark(sub)

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
