"""How far somebody has read."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from community import live
from community.errors import NotFound
from community.models import Person
from messaging import wakes

_MARK = """
UPDATE messaging_participant p SET read_seq = GREATEST(p.read_seq, LEAST(%s, r.last_seq))
FROM messaging_room r, community_profile f
WHERE r.id = p.room_id AND f.id = p.profile_id AND p.active AND p.room_id = %s AND f.person_id = %s
RETURNING p.read_seq
"""
_BIGGEST = 2**62  # any number a client names is taken; the room's last one bounds it


def mark_read(person: Person, room_id: UUID, seq: int) -> int:
    """Reading goes forward only; returns where it stands. Tells the person's sockets. Raises `NotFound`."""
    standing = advance(person.pk, room_id, seq)
    told = wakes.notice(person.pk, frame=read_frame(room_id, standing))
    transaction.on_commit(lambda: live.tell_many([told]))
    return standing


def advance(person_id: UUID, room_id: UUID, seq: int) -> int:
    """The same without telling anybody: for the socket, which tells by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [max(0, min(seq, _BIGGEST)), room_id, person_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return int(row[0])


def read_frame(room_id: UUID, seq: int) -> dict[str, object]:
    return {"op": "read", "room": str(room_id), "seq": seq}
