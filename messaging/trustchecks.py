"""What conversations can prove (trust.md R12, R24, R31)."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from messaging import sealed
from messaging.actions.fading import DIRECT_LIVES
from messaging.media import keeping
from messaging.models import Message, Pending, Room
from messaging.realtime.ops import OPS, Direction
from moderation.trust import proves

_LATE = timedelta(days=1)  # a chore may have been away for a night
# As the trigger counts them, of the last month. Who was a member before they sat for the brand spoke as a member.
_TOO_LOUD = """
SELECT f.id FROM messaging_message f
JOIN messaging_participant p ON p.room_id = f.room_id AND p.profile_id = f.actor_id AND p.voice = 'brand'
CROSS JOIN LATERAL (
    SELECT count(*) AS said, count(*) FILTER (WHERE w.brand) AS by_brand,
           count(*) FILTER (WHERE w.brand AND w.place <= 3) AS latest
    FROM (
        SELECT row_number() OVER (ORDER BY m.seq DESC) AS place, EXISTS (
            SELECT FROM messaging_participant b WHERE b.room_id = m.room_id AND b.profile_id = m.actor_id
            AND b.voice = 'brand' AND b.joined_at <= m.created_at
        ) AS brand
        FROM messaging_message m WHERE m.room_id = f.room_id AND m.seq <= f.seq ORDER BY m.seq DESC LIMIT 50
    ) w
) s
WHERE f.created_at > now() - interval '30 days' AND (s.by_brand * 5 > s.said OR s.latest > 2)
"""


@proves("no sealed words are kept longer than 30 days")
def seals() -> Iterator[str]:
    """The chore that shreds them runs every hour."""
    if late := sealed.overdue(timezone.now() - _LATE):
        yield f"{late} sealed versions should be shredded"


@proves("every photo and file that somebody should see is there")
def media() -> Iterator[str]:
    """They lie beside the database: a copy of one without the other shows here."""
    if lost := keeping.missing():
        yield f"{lost} photos or files have no file in {settings.MEDIA_ROOT}"


@proves("every socket op declares its action")
def ops() -> Iterator[str]:
    yield from (
        f"the op {op.name} declares none"
        for op in OPS.values()
        if op.direction is not Direction.DOWN and op.surface is None
    )


@proves("the brand says one message in five and two in a row at most")
def share() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TOO_LOUD)
        yield from (f"message {pk} is more than the brand's share" for (pk,) in cursor.fetchall())


@proves("what waits for a decision goes back after a day")
def held() -> Iterator[str]:
    waiting = Pending.objects.due(timezone.now() - _LATE)
    yield from (f"held message {pk} was left waiting" for pk in waiting.values_list("pk", flat=True))


@proves("what two have said goes after 180 days")
def between_two() -> Iterator[str]:
    before = timezone.now() - DIRECT_LIVES - _LATE
    old = Message.objects.filter(room__kind=Room.Kind.DIRECT, deleted_at=None, created_at__lt=before)
    yield from (f"message {pk} between two should be gone" for pk in old.values_list("pk", flat=True))


@proves("of what was taken back or has gone no words are left")
def gone() -> Iterator[str]:
    left = Message.objects.exclude(deleted_at=None).exclude(body="")
    yield from (f"message {pk} is gone and has words" for pk in left.values_list("pk", flat=True))
