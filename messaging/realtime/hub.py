"""One per process: who here follows what. Wakes come in, from this process's own outbox and from `community.live`;
frames go out to local sockets.

What one read brings for a room leaves in one frame, made once, to each socket that stands exactly before it; all others
are left to the pump.
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
from community.serve import wire
from messaging import serializers, wakes
from messaging.realtime import limits
from messaging.realtime.socket import Socket, Sub

log = logging.getLogger(__name__)
PATIENCE_S = 0.1  # for a wake that another process has said later than its follower; then the log is read


@dataclass(slots=True)
class Feed:
    """A room held here. `head`: the highest seq heard of and dealt with. `early`: wakes by seq that came before the one
    before them. `watchers` counts subscriptions that are being made too."""

    heard: asyncio.Task[None]
    subs: set[Sub] = field(default_factory=set)
    head: int = 0
    watchers: int = 0
    early: dict[int, wakes.Wake] = field(default_factory=dict)
    patience: asyncio.TimerHandle | None = None
    held: list[wakes.Wake] | None = None  # what others said while this process writes there


class Hub:
    def __init__(self, mark: Callable[[Sub], None], ended: Callable[[list[Socket], str], None]) -> None:
        self.mark = mark  # to the pump
        self.ended = ended  # a session may have ended: to the sessions' check
        self.feeds: dict[UUID, Feed] = {}
        self.holding: list[UUID] = []
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
            self._rest(feed)
            del self.feeds[room]
            self._later(self._forget_room(room))

    async def _forget_room(self, room: UUID) -> None:
        if room not in self.feeds:
            await live.unlisten(wakes.room_channel(room))

    def add(self, sub: Sub, head: int) -> None:
        """Takes over one `watch`; `head` as just read. A socket that asks again for a room starts again from where it
        says."""
        former = sub.socket.subs.get(sub.room)
        if former is not None:
            self.drop(former)
        sub.socket.subs[sub.room] = sub
        feed = self.feeds[sub.room]
        feed.subs.add(sub)
        if not feed.head:  # else somebody may stand before what the new one has read already
            feed.head = head

    def drop(self, sub: Sub) -> None:
        if sub.live:
            sub.live = False
            sub.socket.subs.pop(sub.room, None)
            self.feeds[sub.room].subs.discard(sub)
            self.unwatch(sub.room)

    # ---- what comes in ---------------------------------------------------------------------------------------------

    def on_wakes(self, room: UUID, batch: list[bytes]) -> None:
        feed = self.feeds.get(room)
        if feed is None:
            return
        heard = []
        for data in batch:
            if 0 < wakes.seq_of(data) <= feed.head:
                continue  # known already: one's own, heard once more
            wake = wakes.decode(data)
            if wake is None:
                log.warning("a wake that is none of ours")
            else:
                heard.append(wake)
        if feed.held is not None:
            feed.held += heard
        elif heard:
            self._take(feed, heard)

    def hold(self, room: UUID) -> None:
        """This process is about to write in this room: what others say there meanwhile waits, so that it leaves in one
        frame with its own. Two processes that write in turns would else send each event alone."""
        feed = self.feeds.get(room)
        if feed is not None and feed.held is None:
            feed.held = []
            self.holding.append(room)

    def let_go(self) -> None:
        """It has written, or it takes too long."""
        rooms, self.holding = self.holding, []
        for room in rooms:
            feed = self.feeds.get(room)
            if feed is not None:
                held, feed.held = feed.held, None
                if held:
                    self._take(feed, held)

    def take(self, room: UUID, own: Iterable[wakes.Wake]) -> None:
        """What this process has written in a room, after what others have said there meanwhile."""
        feed = self.feeds.get(room)
        if feed is not None:
            held, feed.held = feed.held or (), None
            self._take(feed, [*held, *own])

    def _take(self, feed: Feed, heard: Iterable[wakes.Wake]) -> None:
        """Wakes of one room, in order of arrival. What is known already is passed over."""
        run: list[wakes.Wake] = []
        for wake in heard:
            if not wake.seq:
                self._deliver(feed, run)
                run = []
                self._pass_on(feed, wake)
            elif wake.seq == feed.head + len(run) + 1 and wake.frame:
                run.append(wake)
            elif wake.seq > feed.head + len(run):
                feed.early[wake.seq] = wake
        self._deliver(feed, run)
        if feed.early:
            self._follow_up(feed)

    def _follow_up(self, feed: Feed) -> None:
        """Goes on with what was early, as far as it is next; waits a moment for what is still missing before it."""
        run: list[wakes.Wake] = []
        while (wake := feed.early.pop(feed.head + len(run) + 1, None)) is not None:
            if wake.frame:
                run.append(wake)
                continue
            self._deliver(feed, run)
            run = []
            feed.head = wake.seq
            self._mark_behind(feed)
        self._deliver(feed, run)
        feed.early = {seq: wake for seq, wake in feed.early.items() if seq > feed.head}
        if not feed.early:
            self._rest(feed)
            return
        if not feed.head or len(feed.early) > limits.PAGE_EVENTS:
            self._give_up(feed)
        elif feed.patience is None:
            feed.patience = asyncio.get_running_loop().call_later(PATIENCE_S, self._give_up, feed)

    def _give_up(self, feed: Feed) -> None:
        """The log has what did not come."""
        feed.patience = None
        if feed.early:
            feed.head = max(feed.head, *feed.early)
            feed.early.clear()
            self._mark_behind(feed)

    def _rest(self, feed: Feed) -> None:
        """Nothing is missing any longer; the next gap is given its own time."""
        if feed.patience is not None:
            feed.patience.cancel()
            feed.patience = None

    def _mark_behind(self, feed: Feed) -> None:
        for sub in feed.subs:
            if sub.sent < feed.head:
                self.mark(sub)

    def _deliver(self, feed: Feed, run: list[wakes.Wake]) -> None:
        """Consecutive events, the first being the next one, to all who stand before them."""
        if not run:
            return
        before, last = feed.head, run[-1].seq
        feed.head = last
        frame = _frame([wake.frame for wake in run])
        oldest = min((wake.of for wake in run if wake.of), default=None)
        for sub in feed.subs:
            if sub.sent == before:
                socket = sub.socket
                if not socket.open:
                    socket.lagging.add(sub)  # nothing is queued: the log holds it
                    continue
                sub.sent = last
                socket.put(frame if oldest is None or oldest > sub.visible_from else self._bare(sub, run))
            elif sub.sent < last:
                self.mark(sub)

    def _bare(self, sub: Sub, run: list[wakes.Wake]) -> bytes:
        """The same for somebody who came after a message that one of these is about."""
        return _frame(
            [
                serializers.encode(serializers.skipped(sub.room, wake.seq))
                if 0 < wake.of <= sub.visible_from
                else wake.frame
                for wake in run
            ]
        )

    def _pass_on(self, feed: Feed, wake: wakes.Wake) -> None:
        """What is not stored: to all but the one whose it is."""
        for sub in feed.subs:
            unseen = 0 < wake.of <= sub.visible_from  # about a message from before their time
            if not unseen and str(sub.profile_id) != wake.actor and sub.socket.open:
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


def _frame(texts: list[bytes]) -> bytes:
    return wire.frame(texts[0] if len(texts) == 1 else b"[%s]" % b",".join(texts))
