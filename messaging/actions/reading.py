"""How far somebody has read. Whoever reads a room need not be told of it any more: what their inbox holds about it, and
about the messages up to there, is read with it."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from community import live
from community.errors import NotFound
from community.models import Person
from community.notifications import inbox
from messaging import wakes

# What is unread about the room comes back with the mark, so that nothing more is asked where there is nothing.
_MARK = """
UPDATE messaging_participant p SET read_seq = GREATEST(p.read_seq, LEAST(%s, r.last_seq))
FROM messaging_room r, community_profile f
WHERE r.id = p.room_id AND f.id = p.profile_id AND p.active AND p.room_id = %s AND f.person_id = %s
RETURNING p.read_seq, ARRAY(
    SELECT d.id FROM community_dispatch d
    WHERE d.person_id = f.person_id AND d.channel IN ('app', 'push') AND d.state = 'sent' AND d.read_at IS NULL AND (
        d.subject = r.id
        OR EXISTS (SELECT FROM messaging_message m WHERE m.id = d.subject AND m.room_id = r.id AND m.seq <= p.read_seq)
    )
)
"""
# The only way back. What had been read is not told again, whatever is unread now.
_BACK = """
UPDATE messaging_participant p SET told_seq = GREATEST(p.told_seq, p.read_seq),
    read_seq = GREATEST(LEAST(p.read_seq, %s), p.visible_from_seq)
FROM community_profile f
WHERE f.id = p.profile_id AND p.active AND p.room_id = %s AND f.person_id = %s
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
    standing, told = row
    if told:
        inbox.read(person_id, told)
    return int(standing)


def mark_unread(person: Person, room_id: UUID, seq: int) -> int:
    """Unread again from this message on, because somebody says so; returns how far they have now read. Tells the
    person's sockets. Raises `NotFound`."""
    standing = go_back(person.pk, room_id, seq)
    told = wakes.notice(person.pk, frame=unread_frame(room_id, standing))
    transaction.on_commit(lambda: live.tell_many([told]))
    return standing


def go_back(person_id: UUID, room_id: UUID, seq: int) -> int:
    """The same without telling anybody. What was unread stays so; nothing from before one's time becomes it."""
    with connection.cursor() as cursor:
        cursor.execute(_BACK, [max(0, min(seq, _BIGGEST) - 1), room_id, person_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return int(row[0])


def unread_frame(room_id: UUID, standing: int) -> dict[str, object]:
    return {"op": "unread", "room": str(room_id), "seq": standing + 1}


def read_frame(room_id: UUID, seq: int) -> dict[str, object]:
    return {"op": "read", "room": str(room_id), "seq": seq}
