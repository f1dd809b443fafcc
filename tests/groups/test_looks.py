"""Who looked at me: the access log as the person it is about reads it (trust.md R43)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from community import audit
from community.models import AccessLogEntry, Person
from community.surface import Standing
from groups.models import Group
from tests.api.conftest import documented
from tests.cast import Cast, join
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
MINE, HERE, API = "/me/looks/", "/g/harbour-runners/trust/looks/", "/api/v1/me/looks"
ACCOUNTS = "/admin/community/person/"


def look(cast: Cast, person: Person, group: Group, reason: str, role: str = Standing.REVIEWER) -> None:
    with transaction.atomic():
        audit.looked_at([cast.profile(person, group).pk], cast.maya, role=role, reason=reason)


def items(person: Person, **query: Any) -> list[dict[str, Any]]:
    return list(documented(person).get(API, query).json()["items"])


def test_where_nobody_has_looked_the_page_says_what_would_stand_there(cast: Cast) -> None:
    for page in (MINE, HERE):
        found = text(cast.client(cast.ana), page)
        assert "Nobody has looked" in found and "Every look from outside would stand here" in found


def test_a_look_is_told_with_its_role_its_reason_and_its_day_under_the_face_it_was_at(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    look(cast, cast.ana, cast.harbour, "A case about a message")
    look(cast, cast.ana, cast.hill, "An emergency", Standing.MANAGER)
    page = text(cast.client(cast.ana), MINE)
    harbour, hill = page.index("Harbour Runners</h2>"), page.index("Hill Club</h2>")
    assert harbour < page.index("Reviewer, <time") < page.index("A case about a message") < hill
    assert hill < page.index("Brand manager, <time") < page.index("An emergency")
    assert str(cast.maya.pk) not in page and cast.maya.email not in page


def test_the_page_of_a_group_says_nothing_of_another(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    look(cast, cast.ana, cast.hill, "An emergency on the hill")
    assert "An emergency on the hill" in text(cast.client(cast.ana), "/g/hill-club/trust/looks/")
    assert "Nobody has looked" in text(cast.client(cast.ana), HERE)


def test_an_app_reads_the_same_in_pages_and_by_group(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    look(cast, cast.ana, cast.harbour, "first")
    look(cast, cast.ana, cast.hill, "second")
    look(cast, cast.ben, cast.harbour, "of somebody else")
    assert [(one["reason"], one["role"], one["group"]) for one in items(cast.ana)] == [
        ("second", "reviewer", str(cast.hill.pk)),
        ("first", "reviewer", str(cast.harbour.pk)),
    ]
    assert [one["reason"] for one in items(cast.ana, group=cast.harbour.pk)] == ["first"]
    first = documented(cast.ana).get(API, {"limit": 1}).json()
    assert [one["reason"] for one in items(cast.ana, cursor=first["next"])] == ["first"]


def test_who_has_left_a_group_still_reads_who_looked_there(cast: Cast) -> None:
    look(cast, cast.dov, cast.harbour, "A case about why you were removed")
    assert "A case about why you were removed" in text(cast.client(cast.dov), MINE)


def test_a_group_that_is_not_ones_own_is_as_empty_as_one_that_does_not_exist(cast: Cast) -> None:
    look(cast, cast.cleo, cast.hill, "of the hill")
    assert items(cast.cleo, group=cast.hill.pk), "there is something to be hidden"
    assert items(cast.ana, group=cast.hill.pk) == items(cast.ana, group=cast.profile(cast.ana, cast.harbour).pk) == []


def test_an_operator_who_opens_an_account_is_written_down_before_it_is_shown(cast: Cast) -> None:
    olga = cast.client(cast.olga)
    assert cast.ben.email in text(olga, f"{ACCOUNTS}?q={cast.ben.email}")
    assert cast.ben.email in text(olga, f"{ACCOUNTS}{cast.ben.pk}/change/")
    assert [(one["role"], one["group"]) for one in items(cast.ben)] == [("operator", None)] * 2
    page = text(cast.client(cast.ben), MINE)
    assert "Your account</h2>" in page and "shown at the operators’ desk" in page
    assert items(cast.ana) == []


def test_nobody_leafs_through_all_accounts(cast: Cast) -> None:
    page = text(cast.client(cast.olga), ACCOUNTS)
    assert not any(person.email in page for person in cast.names.values() if person != cast.olga)
    assert cast.ben.email not in text(cast.client(cast.olga), f"{ACCOUNTS}?q=example.org")
    assert not AccessLogEntry.objects.exists()
