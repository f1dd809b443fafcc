"""Photos and files as the timeline and the field show them: with where this reader sees each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from community.models import Person
from messaging.access.held import Held
from messaging.access.media import addressed
from messaging.access.rooms import Seat
from messaging.media import tickets
from messaging.models import Media

Wire = dict[str, Any]


def shown(media: Iterable[Wire], person: Person, door: str = tickets.DOOR) -> list[Wire]:
    """Of messages that the reader has been let see."""
    return [one | addressed(UUID(one["id"]), one["kind"], person, door) | {"label": label(one)} for one in media]


def beside(one: Held, person: Person, door: str = tickets.DOOR) -> Wire:
    """Held words with what waits with them, as `messaging/rows/media.html` shows it."""
    media = shown([it.shape for it in one.media], person, door)
    photos = sum(it["kind"] == Media.Kind.PHOTO for it in media)
    return {"words": one, "pending": one.pending, "media": media, "photos": photos}


def label(one: Wire) -> str:
    """What a screen reader says of it."""
    return one["name"] if one["kind"] == Media.Kind.FILE else one["alt"] or _("Photo")


def unsent(seat: Seat, asked: Iterable[UUID]) -> list[Wire]:
    """Of these one's own that are not sent yet, in their order."""
    rows = {row.pk: row for row in Media.objects.loose().filter(room=seat.room, actor=seat.profile, pk__in=asked)}
    return shown([rows[pk].shape for pk in asked if pk in rows], seat.person)
