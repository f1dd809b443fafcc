"""What somebody is writing in a room, kept so that it follows them to another device. It is nobody else's: not
screened, not counted, in no log; it is screened when it is sent. The last one to write wins; a client lets nothing
older come over what was typed on it (docs/realtime.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from community import live
from community.models import Person
from community.surface import Action
from messaging import draft_words, rates, wakes
from messaging.access import load_room
from messaging.models import RoomDraft
from messaging.realtime.limits import DRAFTS

LIVES = timedelta(days=30)
_KEEP = """
INSERT INTO messaging_roomdraft AS d (participant_id, words, version, updated_at)
VALUES (%s, %s, floor(extract(epoch FROM clock_timestamp()) * 1000), now())
ON CONFLICT (participant_id) DO UPDATE
SET words = EXCLUDED.words, version = GREATEST(EXCLUDED.version, d.version + 1), updated_at = EXCLUDED.updated_at
RETURNING d.version
"""


class Unsent(NamedTuple):
    body: str
    version: int  # 0: nothing was ever written


def draft_of(person: Person, room_id: UUID) -> Unsent:
    """What they are writing there. Raises `NotFound`."""
    seat = load_room(person, room_id, Action.KEEP_DRAFT).participant
    found = RoomDraft.objects.filter(pk=seat.pk).first()
    return Unsent(draft_words.read(seat.pk, found.words), found.version) if found else Unsent("", 0)


@transaction.atomic
def keep(person: Person, room_id: UUID, body: str, by: str = "") -> int:
    """This is what they are writing now; empty: nothing any more. Its version. Tells the person's sockets; `by` is what
    the client calls itself there. Raises `NotFound`, `RateLimited`."""
    rates.take_of(DRAFTS, person.pk)
    seat = load_room(person, room_id, Action.KEEP_DRAFT).participant
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [seat.pk, draft_words.lock_up(seat.pk, body)])
        version = int(cursor.fetchone()[0])
    told = wakes.notice(person.pk, frame=draft_frame(room_id, Unsent(body, version), by))
    transaction.on_commit(lambda: live.tell_many([told]))
    return version


def draft_frame(room_id: UUID, unsent: Unsent, by: str) -> dict[str, object]:
    return {"op": "draft", "room": str(room_id), "body": unsent.body, "version": unsent.version, "by": by}


def forget(now: datetime) -> int:
    """Nobody wrote on for thirty days; how many."""
    count, _ = RoomDraft.objects.filter(updated_at__lte=now - LIVES).delete()
    return count
