"""Pictures that a brand does not have sent again: an exact list of pixels as they were made anew (trust.md R29).

By keyed marks, those of what was sent and of each size that was shown, so that who saved it from here sends it in vain
as well. Somebody who changes a single pixel passes: it stops what is passed on, not who wants to harm.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.errors import Invalid
from messaging.media.workshop import FIELD
from messaging.models import BlockedPicture, Media, Message


def bar(message: Message) -> bool:
    """Whether it had a picture."""
    brand, marks = message.room.brand_id, _marks(message)
    BlockedPicture.objects.bulk_create(
        [BlockedPicture(brand_id=brand, mark=one) for one in marks], ignore_conflicts=True
    )
    return bool(marks)


def refusal() -> Invalid:
    words = _("This picture is not to be sent here. It was removed after a report.")
    return Invalid(words, field=FIELD, code="blocked_media")


def let_in_again(message: Message) -> None:
    """The decision no longer stands."""
    BlockedPicture.objects.filter(brand=message.room.brand_id, mark__in=_marks(message)).delete()


def _marks(message: Message) -> list[bytes]:
    rows = Media.objects.filter(message=message, kind=Media.Kind.PHOTO).values_list("marks", flat=True)
    return sorted({bytes(mark) for marks in rows for mark in marks})
