"""What the tests of a person's calendar share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import icalendar
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.models import Group, Occurrence
from tests.cast import Cast
from tests.groups.occurrences import plan

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fetch(token: str, **headers: str) -> HttpResponse:
    """As a calendar program does: without a session."""
    return Client().get(f"/calendar/{token}.ics", headers=headers)


def read(token: str) -> dict[str, Any]:
    """The entries by the id of their occurrence."""
    answer = fetch(token)
    assert answer.status_code == 200, answer.content[:300]
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["UID"]).partition("@")[0]: one for one in found}


def place_of(token: str, occurrence: Occurrence) -> str:
    return str(read(token)[str(occurrence.pk)]["LOCATION"])


def coming(cast: Cast, group: Group | None = None, **fields: Any) -> Occurrence:
    group = group or cast.harbour
    by = cast.cara if group == cast.harbour else cast.hal
    starts_at = fields.pop("starts_at", timezone.now() + 3 * DAY)
    return plan(group, by, starts_at, **fields)
