"""What the brand knows: members and the brand read one page with the same numbers (product.md "Owning one's data")."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from community.admin_site import brand_desk
from groups.access.known import SHELVES, in_tens
from groups.models import Attendance
from tests.cast import Cast, join, make_people
from tests.groups.occurrences import answer, make_occurrence
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
MEMBERS = "/g/harbour-runners/trust/known/"


def desk(cast: Cast) -> str:
    return reverse("brand:groups_group_known", args=[cast.harbour.pk])


def main_of(page: str) -> str:
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    assert found
    return found[0]


def eleven_go(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    for person in make_people([f"runner{n}" for n in range(11)]):
        join(person, cast.harbour)
        answer(run, person)
    by = cast.profile(cast.cara, cast.harbour)
    there = cast.profile(cast.ana, cast.harbour)
    Attendance.objects.create(occurrence=run, profile=there, there=True, ticked_at=timezone.now(), ticked_by=by)


def test_members_and_the_brand_read_the_same_to_the_letter(cast: Cast) -> None:
    eleven_go(cast)
    of_member, of_brand = text(cast.client(cast.ana), MEMBERS), text(cast.client(cast.maya), desk(cast))
    assert main_of(of_member) == main_of(of_brand)
    assert "Going: 10 or more · waiting: fewer than 10 · were there: fewer than 10" in main_of(of_member)
    cast.harbour.refresh_from_db()
    assert f"{cast.harbour.active_count} of 50" in main_of(of_member) and ">Cara<" in main_of(of_member)
    assert not any(f">{name}<" in main_of(of_brand) for name in ("Ana", "Ben", "Runner1"))


def test_the_page_tells_of_every_field_that_the_desk_shows() -> None:
    desks = {
        model._meta.model_name: admin
        for model, admin in brand_desk._registry.items()
        if model._meta.app_label == "groups"
    }
    assert len(desks) >= 6
    shown = {name: {*admin.list_display, *admin.get_fields(None, obj=object())} for name, admin in desks.items()}  # type: ignore[arg-type]
    assert shown == {name: set(shelf.fields) for name, shelf in SHELVES.items()}


@pytest.mark.parametrize(
    ("number", "told"), [(0, "fewer than 10"), (9, "fewer than 10"), (10, "10 or more"), (29, "20 or more")]
)
def test_what_members_do_is_told_in_tens_and_not_below_ten(number: int, told: str) -> None:
    assert in_tens(number) == told


def test_another_brands_manager_and_strangers_find_no_such_page(cast: Cast) -> None:
    assert cast.client(cast.maya).get(desk(cast)).status_code == 200
    for person in (cast.otto, cast.eve, cast.ana):
        assert cast.client(person).get(desk(cast)).status_code in (302, 404), person
    assert [cast.client(one).get(MEMBERS).status_code for one in (cast.ana, cast.eve, cast.dov)] == [200, 404, 404]
