"""Photos in the evidence of a case: as they could be seen, taken into what is sealed there, and read by who judges it
alone (trust.md R9, R31). Also what its author has taken back within thirty days.
"""

from __future__ import annotations

import base64

from messaging.media import keeping
from messaging.models import Media, Message
from moderation.ports import Exhibit, Picture


def with_media(exhibit: Exhibit, message: Message) -> Exhibit:
    """The message's own; those of its neighbours are nobody's business."""
    rows = list(message.media.order_by("place"))
    pictures = [picture for row in rows if row.kind == Media.Kind.PHOTO and (picture := _picture(row))]
    names = [row.name for row in rows if row.kind == Media.Kind.FILE and row.name]
    found = exhibit.copy()
    if pictures:
        found["pictures"] = pictures
    if names:
        found["files"] = names
    return found


def _picture(row: Media) -> Picture | None:
    seen = keeping.shown(row)
    return Picture(webp=base64.b64encode(seen).decode(), alt=row.alt) if seen is not None else None
