"""Where a reader left off in one room."""

from __future__ import annotations

from messaging.access.rooms import Seat
from messaging.models import Message


def first_unread(seat: Seat) -> int | None:
    """Seq of the first message by somebody else that this person has not read; None when nothing is unread."""
    reader = seat.participant
    floor = max(reader.read_seq, reader.visible_from_seq)
    unread = Message.objects.filter(room=seat.room, seq__gt=floor, deleted_at=None).exclude(actor=seat.profile)
    return unread.order_by("seq").values_list("seq", flat=True).first()
