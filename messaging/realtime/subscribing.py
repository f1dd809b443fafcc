"""`sub`: following rooms, and the three ways in which that may not be possible."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from community import pool
from messaging import serializers
from messaging.realtime import limits, readers, said
from messaging.realtime.hub import Feed
from messaging.realtime.readers import Standing
from messaging.realtime.socket import Socket, Sub

if TYPE_CHECKING:
    from messaging.realtime.engine import Engine


async def subscribe(engine: Engine, socket: Socket, command: said.Sub) -> None:
    """Hears of the rooms first, reads where they stand second: nothing falls in between."""
    asked = dict(command.rooms)
    feeds: dict[UUID, Feed] = {room: engine.hub.watch(room) for room in asked}
    try:
        await asyncio.wait([feed.heard for feed in feeds.values()])
        standings = await pool.run(readers.standing, socket.who.person_id, list(asked.items()))
        for standing in standings:
            since = asked[standing.room]
            sub = _decide(engine, socket, command, standing, since)
            if sub is not None:
                feed = feeds.pop(standing.room)
                engine.hub.add(sub, standing.head or 0)  # takes over the watch
                if sub.sent < max(standing.head or 0, feed.head):
                    engine.pump.mark(sub)
    finally:
        for left in feeds:
            engine.hub.unwatch(left)


def _decide(engine: Engine, socket: Socket, command: said.Sub, standing: Standing, since: int | None) -> Sub | None:
    room = str(standing.room)
    if not standing.active:
        former = socket.subs.get(standing.room)
        if former is not None:
            engine.hub.drop(former)
        socket.say("unsubd", room=room, reason=_ending(standing))
        return None
    head, window = standing.head or 0, standing.visible_from or 0
    reason = _behind(engine.epoch, command.epoch, standing, since)
    if reason is not None:
        former = socket.subs.get(standing.room)
        if former is not None:
            engine.hub.drop(former)
        socket.say("resync", room=room, reason=reason, head=head)
        return None
    start = head if since is None else max(since, window)
    folded = {"folded": [str(one) for one in standing.folded]} if standing.folded else {}
    socket.say("subd", id=command.id, room=room, head=head, **{"from": start}, **folded)
    return _sub(socket, standing, start)


def _ending(standing: Standing) -> str:
    """Rooms that never were theirs and rooms that are not there are one answer (trust.md R1)."""
    if standing.active is None:
        return "forbidden"
    return "closed" if standing.ending == "closed" else "removed"


def _behind(epoch: str, named: str | None, standing: Standing, since: int | None) -> str | None:
    if since is None:
        return None
    if named is not None and named != epoch:
        return "epoch"
    head = standing.head or 0
    if since > head:
        return "future"
    start = max(since, standing.visible_from or 0)
    old = standing.next_at is not None and standing.next_at < timezone.now() - timedelta(days=limits.BEHIND_DAYS)
    return "behind" if head - start > limits.BEHIND_EVENTS or old else None


def _sub(socket: Socket, standing: Standing, start: int) -> Sub:
    assert standing.profile_id is not None
    return Sub(
        room=standing.room,
        socket=socket,
        profile_id=standing.profile_id,
        actor=serializers.actor(standing.profile_id, socket.who.person_id, standing.name, standing.voice),
        sent=start,
        visible_from=standing.visible_from or 0,
    )
