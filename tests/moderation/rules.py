"""Rules of a brand for tests, also such as have observed for a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import time_machine
from django.utils import timezone

from community.models import Brand, Person
from moderation.actions import rules
from moderation.models import Rule


def write(by: Person, brand: Brand, action: str, value: str, **changes: str | UUID | None) -> Rule:
    """A rule that observes."""
    given = {
        "name": f"No {value.splitlines()[0]}"[:40],
        "condition": "terms",
        "audience": "all",
        "space": None,
    } | changes
    return rules.make(by, brand, action=action, value=value, **given)  # type: ignore[arg-type]


def acting(by: Person, brand: Brand, action: str, value: str, **changes: str | UUID | None) -> Rule:
    """A rule that acts."""
    rule = write(by, brand, action, value, **changes)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        return rules.activate(by, rule)
