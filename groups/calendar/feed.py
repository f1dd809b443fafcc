"""A person's calendar over all their groups, as calendar programs fetch it again and again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from community.lists import listed
from community.models import Person
from groups.access import Coming, calendar_of
from groups.access.events import POINT_OPENS
from groups.calendar.ics import Entry, fill, new_calendar, written

REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """`changed_at`: when the newest of what is in it became so; None for an empty one. What has gone from it leaves no
    date, so only `mark` tells whether somebody holds it already."""

    content: bytes
    mark: str
    changed_at: datetime | None


def feed_of(person: Person, now: datetime) -> Feed:
    """All that stands in the person's calendar, in their language. One query."""
    calendar = new_calendar()
    with translation.override(person.language):
        entries = [_entry(one, now) for one in calendar_of(person, now)]
        calendar.add("X-WR-CALNAME", _("Snug: my events"))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")  # the same for Outlook
    fill(calendar, entries)
    content = written(calendar)
    changed_at = max((entry.changed_at for entry in entries), default=None)
    return Feed(content, hashlib.sha256(content).hexdigest()[:32], changed_at)


def _entry(coming: Coming, now: datetime) -> Entry:
    one, where = coming.occurrence, coming.occurrence.area
    if coming.sees_point(now):
        where = listed(part for part in (one.point, one.area) if part)
    # Where the point opens and closes, the entry becomes another, and must look newer each time.
    moments = [one.starts_at - POINT_OPENS, one.ends_at] if one.point else []
    passed = [moment for moment in moments if moment <= now]
    return Entry(one, coming.rsvp.state, where, max(one.changed_at, coming.rsvp.since, *passed))
