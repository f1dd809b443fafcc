"""No door around the gate: what screening refuses is refused wherever people write (trust.md R8, R21)."""

import uuid
from typing import Any

import pytest

from community.models import Profile
from groups.actions import invites
from groups.models import Group, Invite
from messaging.models import Message
from tests.cast import Cast

POSING = ["Stride Support", "Ѕtrіdе", "S t r i d e", "ＳＴＲＩＤＥ", "Str1de"]
BROKEN = ["a\x00b", "bell\x07"]


def names_here(cast: Cast) -> list[str]:
    return sorted(Profile.objects.filter(space=cast.harbour.pk).values_list("name", flat=True))


@pytest.mark.parametrize("name", POSING)
def test_nobody_comes_in_or_calls_themselves_like_the_brand(cast: Cast, name: str) -> None:
    _, token = invites.create(cast.place(cast.cara, cast.harbour), uses=3)
    web, app = cast.client(cast.eve), cast.api(cast.eve)
    before = names_here(cast)
    joining = {"token": token, "charter_version": 1}
    headers: Any = {"Idempotency-Key": str(uuid.uuid4())}

    assert web.post(f"/i/{token}/join/", {"name": name, "charter": 1}).status_code == 422
    answer = app.post("/api/v1/join", joining | {"name": name}, format="json", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "name")
    mine = f"/g/{cast.harbour.slug}/profile/"
    assert cast.client(cast.ana).post(mine, {"name": name, "bio": ""}).status_code == 422
    place = f"/api/v1/groups/{cast.harbour.pk}/profile"
    assert cast.api(cast.ana).put(place, {"name": name}, format="json").status_code == 400
    assert names_here(cast) == before

    # The same doors open for a name of one's own.
    assert cast.client(cast.ana).post(mine, {"name": "Ana M", "bio": ""}).status_code == 302
    assert web.post(f"/i/{token}/join/", {"name": "Eve", "charter": 1}).status_code == 302
    assert {"Eve", "Ana M"} <= set(names_here(cast))


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_shown_is_stored_nowhere(cast: Cast, text: str) -> None:
    talk = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    answer = cast.api(cast.ana).post(talk, {"cid": str(uuid.uuid4()), "body": text}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    said = cast.client(cast.ana).post(f"/g/{cast.harbour.slug}/say/", {"body": text, "cid": uuid.uuid4()})
    assert said.status_code == 422
    assert cast.client(cast.cara).post(f"/g/{cast.harbour.slug}/invites/", {"vouch": text}).status_code == 422
    assert (
        cast.client(cast.ana).post(f"/g/{cast.harbour.slug}/profile/", {"name": "Ana", "bio": text}).status_code == 422
    )
    removing = f"/g/{cast.harbour.slug}/people/{cast.profile(cast.ben, cast.harbour).pk}/remove/"
    assert cast.client(cast.cara).post(removing, {"reason": text}).status_code == 422
    assert not Message.objects.exists()
    assert not Invite.objects.exists()
    assert "Ben" in names_here(cast)


def test_a_group_opened_at_the_desk_passes_the_gate_too(cast: Cast) -> None:
    desk = cast.client(cast.maya)
    fields = {
        "brand": cast.brand.pk,
        "captain_email": "new@example.org",
        "emblem": "users",
        "time_zone": "Europe/Berlin",
    }
    refused = desk.post("/brand/groups/group/add/", fields | {"name": "Bell\x07 Crew"})
    assert refused.status_code == 200  # the form again, with its words
    assert not Group.objects.filter(name__contains="Crew").exists()
    assert desk.post("/brand/groups/group/add/", fields | {"name": "Bell Crew"}).status_code == 302
    assert Group.objects.filter(name="Bell Crew").exists()
