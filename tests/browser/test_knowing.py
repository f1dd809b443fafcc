"""What one can know, as hands and eyes meet it: what one allows, who looked, with and without script, by day and by
night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from community import audit
from community.models import Person
from groups.actions.insights import release_due
from groups.insights.counting import WEEK
from groups.models import Release
from moderation.models import Purpose
from tests.browser.conftest import LOOKS, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast
from tests.groups.test_known import eleven_go
from tests.groups.weeks import crowd, talks, the_week
from tests.moderation.test_consent_page import joined
from tests.moderation.years import full_year, released

Shoot = Callable[[Page, str], None]
ALLOWED, LOOKED, KNOWN = "/me/consents/", "/me/looks/", "/g/harbour-runners/trust/known/"
NUMBERS = "/g/harbour-runners/trust/numbers/"


@pytest.fixture
def house(cast: Cast) -> Cast:
    """Ana allowed news as she joined; a reviewer looked at a case about her; eleven more run along; a year was told."""
    eleven_go(cast)
    crowd(cast.harbour, 12, "walker")
    members = Person.objects.filter(profiles__memberships__group=cast.harbour, profiles__memberships__ended_at=None)
    talks(cast.harbour, list(members))
    for weeks in (2, 3):
        Release.objects.create(brand=cast.brand, group=cast.harbour, week=the_week() - weeks * WEEK, withheld="few")
    release_due(timezone.now())
    joined(cast.ana, cast.brand, Purpose.NEWS)
    with transaction.atomic():
        full_year(cast)
        released(cast)
        reason = "A case about a message that names you: it and five messages on either side were read."
        audit.looked_at([cast.profile(cast.ana, cast.harbour).pk], cast.maya, role="reviewer", reason=reason)
        audit.looked_at([cast.ana.pk], cast.olga, role="operator", reason="Your account was shown.")
    return cast


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_the_pages_are_for_everybody(
    house: Cast, visit: Visit, shoot: Shoot, name: str, size: dict[str, int], scheme: Any
) -> None:
    page = visit(house.ana, size=size, color_scheme=scheme)
    faults = {}
    for path in (ALLOWED, LOOKED, KNOWN, NUMBERS):
        page.goto(path)
        if path == KNOWN:
            page.locator("#weeks").scroll_into_view_if_needed()
        shoot(page, f"{path.strip('/').replace('/', '-')}.{name}.{scheme}")
        faults[path] = faults_of(page)
    assert faults == {ALLOWED: [], LOOKED: [], KNOWN: [], NUMBERS: []}


def test_a_consent_is_taken_back_and_given_again_without_script(house: Cast, visit: Visit) -> None:
    page = visit(house.ana, java_script_enabled=False)
    page.goto(ALLOWED)
    page.get_by_role("button", name="Take back: News from the brand, Stride").tap()
    expect(page.get_by_role("status")).to_contain_text("Taken back. It counts from now on")
    page.get_by_role("button", name="Allow: News from the brand, Stride").tap()
    expect(page.get_by_role("status")).to_contain_text("You said yes")
