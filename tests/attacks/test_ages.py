"""Coming in without saying how old one is, and learning how old others say they are (trust.md R41)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import Error, connection, transaction
from django.utils import timezone

from community.models import AgeSaid, IdempotencyKey, Person, Profile
from groups.actions import groups
from groups.models import Group, Invite, JoinRequest, Membership
from tests.attacks.test_blocks import look
from tests.cast import Cast, join
from tests.groups.pages import make_invite, text

pytestmark = pytest.mark.django_db
BORN = "2013-02-28"


@pytest.fixture
def token(cast: Cast) -> str:
    """Harbour Runners is for people of sixteen; Eve has never said how old she is."""
    AgeSaid.objects.filter(person=cast.eve).delete()
    return make_invite(cast)[1]


def asks(cast: Cast, token: str, **more: Any) -> Any:
    body = {"token": token, "name": "Eve", "charter_version": 1, **more}
    return cast.api(cast.eve).post("/api/v1/join", body, format="json")


def bands(person: Person) -> list[int]:
    return sorted(AgeSaid.objects.filter(person=person).values_list("band", flat=True))


def is_out(cast: Cast) -> bool:
    """Not in, not waiting, nothing noted, and the invitation is as good as before."""
    unspent = Invite.objects.latest("created_at").uses_left == 1
    asked = JoinRequest.objects.filter(person=cast.eve).exists()
    return unspent and not asked and not bands(cast.eve) and not Profile.objects.filter(person=cast.eve).exists()


def test_an_app_that_forgets_to_ask_lets_nobody_in(cast: Cast, token: str) -> None:
    refused = asks(cast, token)
    assert (refused.status_code, refused.json()["code"]) == (409, "age_unsaid")
    assert is_out(cast)
    assert asks(cast, token, age=16).json()["state"] == "admitted"
    assert bands(cast.eve) == [16]


@pytest.mark.parametrize("age", [0, 12, 15, -16, True, "16", "sixteen", 16.5, [16], 1600, None])
def test_no_number_below_and_nothing_that_is_no_number_counts_as_old_enough(
    cast: Cast, token: str, age: object
) -> None:
    assert asks(cast, token, age=age).status_code in (400, 409)
    assert is_out(cast)


def test_a_page_whose_field_was_taken_out_lets_nobody_in(cast: Cast, token: str) -> None:
    eve = cast.client(cast.eve)
    assert "you say that you are 16 or older" in text(eve, f"/i/{token}/join/")
    for age in ({}, {"age": ""}, {"age": "15"}, {"age": "old"}):
        assert eve.post(f"/i/{token}/join/", {"name": "Eve", "charter": 1, **age}).status_code == 422
    assert is_out(cast)
    assert eve.post(f"/i/{token}/join/", {"name": "Eve", "charter": 1, "age": "16"}).status_code == 302
    assert bands(cast.eve) == [16]


def test_who_waits_for_the_captain_has_said_it_before(cast: Cast, token: str) -> None:
    captain = cast.api(cast.cara)
    version = captain.post(f"/api/v1/groups/{cast.harbour.pk}/charter", {"approval": "captain"}, format="json").json()
    assert asks(cast, token, charter_version=version["version"]).json()["code"] == "age_unsaid"
    assert is_out(cast)
    assert asks(cast, token, charter_version=version["version"], age=16).json()["state"] == "asked"


def grown_ups(cast: Cast) -> tuple[Group, str]:
    """A group for people of eighteen, and the link that would make Cara, who said sixteen, its captain."""
    opened = {"name": "Night Shift", "captain_email": cast.cara.email, "lowest_age": 18}
    return groups.open_group(cast.maya, cast.brand, **opened)


def test_a_band_that_is_too_low_lets_nobody_into_a_group_of_grown_ups(cast: Cast) -> None:
    group, token = grown_ups(cast)
    cara = cast.api(cast.cara)
    body = {"token": token, "name": "Cara", "charter_version": 1}
    for age in ({}, {"age": 16}, {"age": 17}):
        assert cara.post("/api/v1/join", body | age, format="json").json()["code"] == "age_unsaid"
    assert bands(cast.cara) == [16] and not Membership.objects.filter(group=group).exists()
    assert "you say that you are 18 or older" in text(cast.client(cast.cara), f"/i/{token}/join/")
    assert cara.post("/api/v1/join", body | {"age": 18}, format="json").json()["state"] == "admitted"
    assert bands(cast.cara) == [16, 18]


def test_no_more_is_noted_than_the_group_asks_and_nothing_is_asked_twice(cast: Cast, token: str) -> None:
    assert asks(cast, token, age=93).json()["state"] == "admitted"
    assert bands(cast.eve) == [16]
    assert "you say that you are" not in text(cast.client(cast.ana), f"/i/{_hill(cast)}/join/")


def _hill(cast: Cast) -> str:
    created = cast.api(cast.hal).post(f"/api/v1/groups/{cast.hill.pk}/invites", {}, format="json")
    return str(created.json()["token"])


def test_a_birth_date_that_is_sent_along_is_kept_nowhere(cast: Cast, token: str) -> None:
    named = {"birth_date": BORN, "birthday": BORN, "date_of_birth": BORN, "born": BORN}
    assert asks(cast, token, age=16, **named).json()["state"] == "admitted"
    assert {field.name for field in AgeSaid._meta.concrete_fields} == {"id", "person", "band", "said_on"}
    assert AgeSaid.objects.get(person=cast.eve).said_on == timezone.now().date()
    tables = (JoinRequest, Membership, Profile, Person, IdempotencyKey, AgeSaid)
    assert not [model for model in tables for row in model._base_manager.values() if BORN in str(row)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM community_auditlogentry a")
        assert BORN not in str(cursor.fetchone())


def test_who_is_younger_leaves_no_trace_and_the_invitation_as_it_was(cast: Cast, token: str) -> None:
    for client in (cast.client(cast.eve), cast.client(None)):
        assert "is for people of 16 and older" in text(client, f"/i/{token}/younger/")
    assert is_out(cast)
    assert cast.client(cast.eve).get("/i/never-made/younger/").status_code == 404


def test_nobody_else_is_answered_a_byte_by_which_to_tell_the_band(cast: Cast) -> None:
    group, ben = cast.harbour, cast.profile(cast.ben, cast.harbour)
    api, page, own = f"/api/v1/groups/{group.pk}/", f"/g/{group.slug}/", f"/brand/groups/group/{group.pk}/"
    inside = [page, f"{page}people/", f"{page}trust/", f"{page}trust/known/", f"{api}memberships", f"{api}charter"]
    paths = {
        "ana": inside,
        "cara": [*inside, f"{page}invites/", f"{api}requests", f"{page}people/{ben.pk}/remove/"],
        "maya": [f"{own}change/", f"{own}known/", "/brand/groups/membership/"],
        "olga": ["/admin/community/person/", f"/admin/community/person/?q={cast.ben.email}"],
    }
    with time_machine.travel(timezone.now(), tick=False):
        for who, sights in paths.items():
            client = cast.client(cast.names[who])
            before = {path: look(client, path)[:3] for path in sights}
            assert [path for path, seen in before.items() if seen[0] != 200] == []
            AgeSaid.objects.create(person=cast.ben, band=18)
            assert [path for path in sights if look(client, path)[:3] != before[path]] == []
            AgeSaid.objects.filter(person=cast.ben, band=18).delete()
    AgeSaid.objects.create(person=cast.ben, band=18)
    assert "18 or older" in text(cast.client(cast.ben), "/me/consents/"), "he reads it himself"


def test_neither_captain_nor_manager_nor_operator_changes_the_age_of_a_group(cast: Cast) -> None:
    group = cast.harbour
    captain = cast.api(cast.cara).post(f"/api/v1/groups/{group.pk}/charter", {"lowest_age": 0}, format="json")
    assert captain.status_code == 400, "no term that there is"
    typed = {"name": group.name, "about": "", "place": "Pier 3", "emblem": "users", "time_zone": "UTC"}
    typed["lowest_age"] = "18"
    assert cast.client(cast.maya).post(f"/brand/groups/group/{group.pk}/change/", typed).status_code == 302
    assert cast.client(cast.olga).post(f"/admin/groups/group/{group.pk}/change/", typed).status_code == 404
    group.refresh_from_db()
    assert (group.place, group.lowest_age) == ("Pier 3", 16)
    for age in (0, 18):
        with pytest.raises(Error, match="stays as it was opened"), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(lowest_age=age)


def test_nobody_belongs_by_sql_who_has_not_said_how_old_they_are(cast: Cast, token: str) -> None:
    with pytest.raises(Error, match="as old as the group asks"), transaction.atomic():
        join(cast.eve, cast.harbour)
    AgeSaid.objects.create(person=cast.eve, band=18)
    assert join(cast.eve, cast.harbour).ended_at is None


def test_what_was_said_of_an_age_is_neither_raised_nor_dated_back_by_sql(cast: Cast) -> None:
    said = AgeSaid.objects.get(person=cast.ana)
    for changed in ({"band": 18}, {"said_on": date(2020, 1, 1)}, {"person": cast.eve}):
        with pytest.raises(Error, match="is not changed"), transaction.atomic():
            AgeSaid.objects.filter(pk=said.pk).update(**changed)
    late = AgeSaid.objects.create(person=cast.ana, band=18, said_on=date(2020, 1, 1))
    late.refresh_from_db()
    assert late.said_on == timezone.now().date()
    for band in (0, 15, 17, 21):
        with pytest.raises(Error, match="age_said_in_bands"), transaction.atomic():
            AgeSaid.objects.create(person=cast.ana, band=band)
