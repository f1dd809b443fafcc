"""How far somebody has read, as their socket says it."""

from __future__ import annotations

from community import live, pool
from messaging import wakes
from messaging.actions import reading
from messaging.realtime.said import Read, Unread
from messaging.realtime.socket import Socket


def further(command: Read, before: Read | None) -> Read:
    """Which of the two holds: the newest; of readings that only go forward the furthest."""
    if before is None or isinstance(command, Unread) or isinstance(before, Unread):
        return command
    return command if command.seq > before.seq else before


async def store(socket: Socket, command: Read) -> None:
    """Stores it, and tells the person's other devices. Raises what the action raises."""
    person, room, back = socket.who.person_id, command.room, isinstance(command, Unread)
    act, frame = (reading.go_back, reading.unread_frame) if back else (reading.advance, reading.read_frame)
    standing = await pool.run(act, person, room, command.seq)
    await live.say_many([wakes.notice(person, frame=frame(room, standing), but=socket.conn)])
