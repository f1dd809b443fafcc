"""What a room's page says of its reader's own mute, and the page on which they choose it."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django.utils.translation import gettext as _

from messaging import serializers
from messaging.access import Seat
from messaging.access.hushed import Mute, mute_of
from messaging.actions import hushing
from messaging.page_words import habit_words


def bell(seat: Seat, zone: tzinfo) -> dict[str, Any]:
    """Context of `messaging/bell.html` and `messaging/mute.html`."""
    mute = mute_of(seat.participant)
    return {
        "mute": mute,
        "mute_label": habit_words()["mute"] if mute is None else mute_line(mute, zone),
        "mute_line": mute_line(mute, zone) if mute else "",
        "mute_until": serializers.time(mute.until) if mute and mute.until else "",
    }


def choose(seat: Seat, data: Any) -> Mute | None:
    """What the form of `messaging/mute.html` holds. Raises `Invalid`."""
    if data.get("do") == "hear":
        hushing.hear_again(seat.person, seat.room.pk)
        return None
    hours = str(data.get("hours", "0"))
    return hushing.hush(seat.person, seat.room.pk, None if not hours else int(hours) if hours in ("1", "8") else 0)


def done_line(mute: Mute | None, zone: tzinfo) -> str:
    """What is said when the choice is made."""
    if mute is None:
        return _("You hear of this room again.")
    return f"{mute_line(mute, zone)} {_('The bell at the top turns it on again.')}"


def mute_line(mute: Mute, zone: tzinfo) -> str:
    """How long it stays quiet, by the reader's clock."""
    words = habit_words()
    if mute.until is None:
        return str(words["muted"])
    return str(words["muted_until"]).replace("{time}", f"{mute.until.astimezone(zone):%H:%M}")
