"""Photos and files that a conversation's form hands in, where no script has sent them in before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from community.errors import Invalid
from messaging.access import Seat
from messaging.actions.media import Upload, take_in
from messaging.media.sizes import PER_MESSAGE

FIELD, ALTS = "files", "alts"


def media_of(data: Any) -> list[UUID]:
    """What the form says is there already. Raises `Invalid`."""
    try:
        return [UUID(str(one)) for one in data.getlist("media")][:PER_MESSAGE]
    except ValueError:
        raise Invalid(field="media")


def take(seat: Seat, cid: UUID, files: Sequence[UploadedFile], alts: str, there: list[UUID]) -> None:
    """Adds what comes to what is there, one after the other, so that what was taken stays when a later one is refused.
    One line of `alts` for each photo. A second tap takes in the same ones. Raises as `take_in`."""
    if len(there) + len(files) > PER_MESSAGE:
        raise Invalid(_("Ten photos fit into one message."), field=FIELD)
    lines = alts.splitlines()
    for number, file in enumerate(files):
        alt = lines[number].strip() if number < len(lines) else ""
        kept, _again = take_in(seat, Upload(uuid5(cid, str(number)), file.name or "", file.read(), alt))
        there.append(kept.pk)
