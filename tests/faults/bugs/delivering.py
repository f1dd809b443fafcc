"""What goes wrong on the way to the readers."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable
from typing import Any

from community import pool
from community.serve import wire
from messaging import serializers, wakes
from messaging.access import lines
from messaging.access.lines import Line
from messaging.realtime import hub, limits, readers, subscribing
from messaging.realtime.hub import Feed, Hub
from messaging.realtime.pump import Pump, _Frames
from messaging.realtime.socket import Socket, Sub
from messaging.realtime.sweeper import Sweeper


def no_sweeper() -> None:
    async def never(self: Sweeper) -> None:
        await asyncio.Event().wait()

    Sweeper.work = never  # type: ignore[method-assign]


def epoch_not_compared() -> None:
    Sweeper.another_log = lambda self, epoch: None  # type: ignore[method-assign]


def since_off_by_one() -> None:
    subscribe = subscribing.subscribe

    async def one_too_far(engine: Any, socket: Any, command: Any) -> None:
        rooms = tuple((room, since if since is None else since + 1) for room, since in command.rooms)
        await subscribe(engine, socket, dataclasses.replace(command, rooms=rooms))

    subscribing.subscribe = one_too_far


def watched_after_reading() -> None:
    """Where a room stands is read first, and listened to second: what falls in between is not heard."""
    subscribe = subscribing.subscribe

    class ReadAlready:
        def __init__(self, standings: Any) -> None:
            self.standings = standings

        async def run(self, *_: Any) -> Any:
            return self.standings

    async def too_late(engine: Any, socket: Any, command: Any) -> None:
        standings = await pool.run(readers.standing, socket.who.person_id, list(command.rooms))
        subscribing.pool = ReadAlready(standings)  # type: ignore[assignment]
        await subscribe(engine, socket, command)

    subscribing.subscribe = too_late


def no_resync_when_behind() -> None:
    behind = subscribing._behind

    def never_behind(*asked: Any) -> str | None:
        reason = behind(*asked)
        return None if reason == "behind" else reason

    subscribing._behind = never_behind


def limit_without_loop() -> None:
    """One page is read, whatever there is."""
    limits.PAGE_EVENTS = 20

    def once(self: Pump, sub: Any, page: Any, frames: Any) -> None:
        for seq, pushed in frames.chunks(sub):
            sub.socket.put(wire.frame(pushed))
            sub.sent = seq

    Pump.send = once  # type: ignore[method-assign]


def limit_without_order() -> None:
    """Some hundred events, not the next hundred: in the order that the database happens to find."""
    lines._EVENTS = lines._EVENTS.replace("ORDER BY e.seq LIMIT", "ORDER BY md5(e.seq::text) LIMIT")


def window_ignored_by_the_pump() -> None:
    def all_of_it(self: _Frames, line: Line, sub: Sub) -> bytes:
        return serializers.encode(serializers.event(line))

    _Frames.encode = all_of_it  # type: ignore[method-assign]


def window_ignored_by_the_hub() -> None:
    Hub._bare = lambda self, sub, run: hub._frame([wake.frame for wake in run])  # type: ignore[method-assign]


def past_a_gap() -> None:
    """What comes is sent, whether or not it is the next."""

    def whatever_comes(self: Hub, feed: Feed, heard: Iterable[wakes.Wake]) -> None:
        for wake in heard:
            for sub in feed.subs:
                if wake.frame and wake.seq > sub.sent:
                    sub.sent = wake.seq
                    sub.socket.push(wake.frame)

    Hub._take = whatever_comes  # type: ignore[method-assign]


def window_far_too_wide() -> None:
    """A reader who reads nothing is sent far too much."""
    begin = Socket.__init__

    def wide_open(self: Socket, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.shut_at = 2**24

    Socket.__init__ = wide_open  # type: ignore[method-assign]


def any_pong_counts() -> None:
    pong = Socket.pong

    def believing(self: Socket, n: int) -> None:
        if n > self.pings and self.pinged:
            n = self.pings
        pong(self, n)

    Socket.pong = believing  # type: ignore[method-assign]


BUGS = (
    no_sweeper,
    epoch_not_compared,
    since_off_by_one,
    watched_after_reading,
    no_resync_when_behind,
    limit_without_loop,
    limit_without_order,
    window_ignored_by_the_pump,
    window_ignored_by_the_hub,
    past_a_gap,
    window_far_too_wide,
    any_pong_counts,
)
