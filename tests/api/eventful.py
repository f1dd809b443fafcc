"""What tests of events over the API share: addresses, and the two requests that nearly all of them make."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from community.models import Person
from groups.models import Occurrence
from tests.api.conftest import documented
from tests.cast import Cast


def base(cast: Cast) -> str:
    return f"/api/v1/groups/{cast.harbour.pk}/events"


def at(run: Occurrence, tail: str = "") -> str:
    return f"/api/v1/groups/{run.group_id}/events/{run.pk}{tail}"


def in_days(days: int) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def put(person: Person, run: Occurrence, state: str = "going", **more: Any) -> Any:
    return documented(person).put(at(run, "/rsvp"), {"state": state, **more})


def seen(person: Person, run: Occurrence) -> dict[str, Any]:
    found = documented(person).get(at(run))
    assert found.status_code == 200, found.content
    return dict(found.json())


def profile_id(cast: Cast, person: Person) -> str:
    return str(cast.profile(person, cast.harbour).pk)
