"""Rooms that somebody has muted for themselves: nobody is told of what is said there.

Of what the *room* says: new words, notices, its digest. Whoever is meant by name (a mention, an answer to their own
words) is told all the same: a mute is against the noise of a room and not against a person in it, and those kinds
have switches of their own. Their due queries pass over this module.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from messaging.models import Participant


def hushed_sql(seat: str, said_at: str) -> str:
    """Whether what was said then was, or is, said into a muted room: a mute that has ended still covers its time, so
    that its end brings nothing up that was to stay quiet."""
    return f"({seat}.hushed_at IS NOT NULL AND ({seat}.hushed_until IS NULL OR {seat}.hushed_until > {said_at}))"


def heard(seat: str, said_at: F | Now) -> Q:
    """The opposite, over a relation to participants (`"room__participants__"`, or blank for participants)."""
    return Q(**{f"{seat}hushed_at": None}) | Q(**{f"{seat}hushed_until__lte": said_at})


class Mute(NamedTuple):
    """`until` None: until they turn it on again."""

    until: datetime | None


def mute_of(seat: Participant) -> Mute | None:
    """The one that stands now."""
    return standing_mute(seat.hushed_at, seat.hushed_until)


def standing_mute(since: datetime | None, until: datetime | None) -> Mute | None:
    if since is None or (until is not None and until <= timezone.now()):
        return None
    return Mute(until)
