"""Who is typing, as their socket says it. Of no log, and lost where nobody hears it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from community import live, pool
from community.errors import NotFound, SnugError
from messaging import serializers, wakes
from messaging.realtime import readers
from messaging.realtime.socket import Socket
from moderation import policy


async def tell(socket: Socket, typing: Mapping[UUID, bool]) -> list[tuple[UUID, SnugError]]:
    """Tells the rooms; returns those that are not told, and why. Whether somebody may post is asked each time: it is no
    longer what it was when they began to follow."""
    there = [room for room in typing if room in socket.subs]
    codes = await pool.run(readers.refusals, socket.who.person_id, there) if there else {}
    refused: list[tuple[UUID, SnugError]] = []
    for room, on in typing.items():
        sub, code = socket.subs.get(room), codes.get(room, "not_found")
        if sub is None or code == "not_found":
            refused.append((room, NotFound()))
        elif code is not None:
            refused.append((room, policy.refusal(code)))
        else:
            frame = serializers.encode({"op": "typing", "room": str(room), "on": on, "actor": sub.actor})
            wake = wakes.Wake(0, 0, str(sub.profile_id), frame)
            await live.say(wakes.room_channel(room), wakes.encode(wake))
    return refused
