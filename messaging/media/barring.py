"""Pictures that a brand does not have sent again: an exact list of pixels as they were made anew (trust.md R29).

By keyed marks, those of what was sent and of each size that was shown, so that who saved it from here sends it in vain
as well. Somebody who changes a single pixel passes: it stops what is passed on, not who wants to harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from community import prepared
from community.errors import Invalid
from messaging.log.sql import uuids
from messaging.media.workshop import FIELD
from messaging.models import BlockedPicture, Media, Message

_BARRED = """
SELECT EXISTS (
    SELECT FROM messaging_media d JOIN messaging_room r ON r.id = d.room_id
    JOIN messaging_blockedpicture b ON b.brand_id = r.brand_id AND b.mark = ANY(d.marks)
    WHERE d.id = ANY(%t::uuid[])
)
"""


def bar(message: Message) -> bool:
    """Whether it had a picture."""
    brand, marks = message.room.brand_id, _marks(message)
    BlockedPicture.objects.bulk_create(
        [BlockedPicture(brand_id=brand, mark=one) for one in marks], ignore_conflicts=True
    )
    return bool(marks)


def are_barred(media: Sequence[UUID]) -> bool:
    """Whether one of them has become so since it was sent in: what lies ready is no way around."""
    return bool(prepared.rows(_BARRED, [uuids(media)])[0][0])


def refusal() -> Invalid:
    words = _("This picture is not to be sent here. It was removed after a report.")
    return Invalid(words, field=FIELD, code="blocked_media")


def let_in_again(message: Message) -> None:
    """The decision no longer stands."""
    BlockedPicture.objects.filter(brand=message.room.brand_id, mark__in=_marks(message)).delete()


def _marks(message: Message) -> list[bytes]:
    rows = Media.objects.filter(message=message, kind=Media.Kind.PHOTO).values_list("marks", flat=True)
    return sorted({bytes(mark) for marks in rows for mark in marks})
