"""Invites, requests and joining over the API."""

from groups.models import Invite, JoinRequest, Membership
from tests.api.conftest import Api
from tests.cast import Cast


def made(api: Api, cast: Cast, **fields: object) -> dict[str, object]:
    response = api(cast.cara).post(f"/api/v1/groups/{cast.harbour.pk}/invites", fields)
    assert response.status_code == 201, response.content
    body: dict[str, object] = response.json()
    return body


def test_an_invite_shows_its_link_once(cast: Cast, api: Api) -> None:
    invite = made(api, cast, vouch="Runs with me", email="eve@example.org", uses=1)
    assert str(invite["link"]).endswith(f"/i/{invite['token']}/")
    listed = api(cast.cara).get(f"/api/v1/groups/{cast.harbour.pk}/invites").json()["items"]
    assert [item["id"] for item in listed] == [invite["id"]]
    assert "token" not in listed[0]
    assert listed[0]["email"] == "eve@example.org"


def test_members_do_not_see_or_make_invites_where_the_captain_invites(cast: Cast, api: Api) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/invites"
    refused = api(cast.ana).post(path, {})
    assert refused.status_code == 403
    assert refused.json()["code"] == "captain_invites"
    assert api(cast.nia).post(path, {}).json()["code"] == "new_member"
    for outsider in (cast.cleo, cast.dov, cast.eve, cast.maya, cast.otto, cast.olga):
        assert api(outsider).post(path, {}).status_code == 404


def test_the_join_screen_tells_all_before_anything_is_accepted(cast: Cast, api: Api) -> None:
    invite = made(api, cast, vouch="Runs with me")
    for person, standing in ((None, "none"), (cast.eve, "none"), (cast.ana, "member")):
        screen = api(person).post("/api/v1/invites/preview", {"token": invite["token"]})
        assert screen.status_code == 200
        shown = screen.json()
        assert shown["standing"] == standing
        assert shown["group"]["name"] == "Harbour Runners"
        assert shown["inviter"]["name"] == "Cara"
        assert shown["vouch"] == "Runs with me"
        assert shown["charter"]["version"] == 1
        assert [text["purpose"] for text in shown["consents"] if text["required"]] == ["service"]
    assert Invite.objects.get().uses_left == 1


def test_a_valid_invite_lets_in_at_once_and_twice_is_once(cast: Cast, api: Api) -> None:
    invite = made(api, cast, uses=2)
    asking = {"token": invite["token"], "name": "Eve", "charter_version": 1, "consents": ["news"]}
    first = api(cast.eve).post("/api/v1/join", asking)
    assert first.status_code == 201
    assert first.json()["state"] == "admitted"
    assert first.json()["group"] == str(cast.harbour.pk)
    assert api(cast.eve).post("/api/v1/join", asking).json()["id"] == first.json()["id"]
    assert Invite.objects.get().uses_left == 1
    assert Membership.objects.current().filter(group=cast.harbour, profile__person=cast.eve).count() == 1
    came = api(cast.cara).get(f"/api/v1/groups/{cast.harbour.pk}/invites").json()["items"][0]["came"]
    assert came == ["Eve"]


def test_invalid_expired_used_up_and_revoked_look_the_same(cast: Cast, api: Api) -> None:
    used, revoked = made(api, cast), made(api, cast)
    joined = {"token": used["token"], "name": "Eve", "charter_version": 1}
    assert api(cast.eve).post("/api/v1/join", joined).status_code == 201
    gone = api(cast.cara).delete(f"/api/v1/groups/{cast.harbour.pk}/invites/{revoked['id']}")
    assert gone.status_code == 204
    seen = set()
    for token in (used["token"], revoked["token"], "unknown", "x" * 200, "\u0000", "🙂"):
        shown = api(cast.cleo).post("/api/v1/invites/preview", {"token": token})
        asked = api(cast.cleo).post("/api/v1/join", {"token": token, "name": "Cleo", "charter_version": 1})
        if token == "\u0000":
            assert shown.status_code == asked.status_code == 400
            continue
        seen |= {shown.content, asked.content}
        assert shown.status_code == asked.status_code == 404
    assert len(seen) == 1


def test_another_charter_than_the_one_shown_is_refused(cast: Cast, api: Api) -> None:
    invite = made(api, cast)
    charter = f"/api/v1/groups/{cast.harbour.pk}/charter"
    assert api(cast.cara).post(charter, {"retention_days": 30}).status_code == 201
    refused = api(cast.eve).post("/api/v1/join", {"token": invite["token"], "name": "Eve", "charter_version": 1})
    assert refused.status_code == 409
    assert refused.json()["code"] == "charter_changed"
    assert Invite.objects.get().uses_left == 1


def test_the_captain_decides_where_the_charter_says_so(cast: Cast, api: Api) -> None:
    base = f"/api/v1/groups/{cast.harbour.pk}"
    api(cast.cara).post(f"{base}/charter", {"approval": "captain"})
    invite = made(api, cast, uses=3, vouch="Both are kind")
    for person, name in ((cast.eve, "Eve"), (cast.cleo, "Cleo")):
        asked = api(person).post("/api/v1/join", {"token": invite["token"], "name": name, "charter_version": 2})
        assert asked.json()["state"] == "asked"
        assert api(person).get("/api/v1/join").json()["items"][0]["group"] == str(cast.harbour.pk)
    assert api(cast.ana).get(f"{base}/requests").status_code == 403
    waiting = api(cast.cara).get(f"{base}/requests").json()["items"]
    assert [item["name"] for item in waiting] == ["Eve", "Cleo"]
    assert waiting[0]["vouch"] == "Both are kind"
    eve, cleo = (f"{base}/requests/{item['id']}/decisions" for item in waiting)
    assert api(cast.ana).post(eve, {"decision": "admit"}).status_code == 403
    assert api(cast.cara).post(eve, {"decision": "perhaps"}).status_code == 400
    assert api(cast.cara).post(eve, {"decision": "admit"}).json()["state"] == "admitted"
    assert api(cast.cara).post(cleo, {"decision": "refuse"}).json()["state"] == "refused"
    late = api(cast.cara).post(cleo, {"decision": "admit"})
    assert late.status_code == 409
    assert late.json()["code"] == "already_decided"
    assert JoinRequest.objects.filter(state="asked").count() == 0
    assert api(cast.eve).get(base).status_code == 200
    assert api(cast.cleo).get(base).status_code == 404


def test_an_invite_of_another_group_cannot_be_revoked_from_here(cast: Cast, api: Api) -> None:
    invite = made(api, cast)
    assert api(cast.hal).delete(f"/api/v1/groups/{cast.hill.pk}/invites/{invite['id']}").status_code == 404
    assert api(cast.hal).delete(f"/api/v1/groups/{cast.harbour.pk}/invites/{invite['id']}").status_code == 404
    assert Invite.objects.get().revoked_at is None
