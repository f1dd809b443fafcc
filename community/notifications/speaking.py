"""Words for rows: each kind speaks in its reader's language and on their clock."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone, translation

from community.models import Dispatch
from community.notifications.channels.base import Parcel
from community.notifications.kinds import Kind, Said, kind_of
from community.notifications.quiet import zone_of

log = logging.getLogger(__name__)


def parcels(kind: Kind, dispatches: Sequence[Dispatch]) -> tuple[list[Parcel], list[Dispatch]]:
    """Those that have something to say, and those that have not."""
    spoken, by_ears = [], defaultdict(list)
    for one in dispatches:
        by_ears[_ears(one)].append(one)
    for (language, zone), theirs in sorted(by_ears.items()):
        said = speak(kind, theirs, language, zone)
        spoken += [Parcel(one, kind, said[one.pk], one.person, language) for one in theirs if one.pk in said]
    heard = {parcel.dispatch.pk for parcel in spoken}
    return spoken, [one for one in dispatches if one.pk not in heard]


def speak(kind: Kind, dispatches: Sequence[Dispatch], language: str, zone: str) -> Mapping[UUID, Said]:
    with translation.override(language), timezone.override(zone_of(zone)):
        return kind.words(dispatches)


def speak_all(dispatches: Sequence[Dispatch]) -> dict[UUID, Said]:
    """Rows of many kinds, in the language and zone that are active: for the inbox. One kind that cannot speak must not
    keep all others from being read."""
    said: dict[UUID, Said] = {}
    for name in {one.kind for one in dispatches}:
        kind = kind_of(name)
        if kind is not None:
            said.update(_words(kind, [one for one in dispatches if one.kind == name]))
    return said


def _words(kind: Kind, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
    try:
        return kind.words(dispatches)
    except DatabaseError:
        raise
    except Exception:
        log.exception("%d of %s are not shown", len(dispatches), kind.name)
        return {}


def _ears(dispatch: Dispatch) -> tuple[str, str]:
    person = dispatch.person
    return (person.language, person.time_zone) if person else (settings.LANGUAGE_CODE, "UTC")
