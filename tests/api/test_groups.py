"""Groups, charter, people, seats over the API."""

from groups.models import BrandSeat, Membership
from moderation.models import Ban, Sanction
from tests.api.conftest import Api
from tests.cast import Cast


def test_me_is_ones_account_with_a_profile_per_group(cast: Cast, api: Api) -> None:
    me = api(cast.ana).get("/api/v1/me").json()
    assert me["email"] == "ana@example.org"
    assert [profile["group"] for profile in me["profiles"]] == [str(cast.harbour.pk)]
    assert me["duties"] == []
    assert api(cast.maya).get("/api/v1/me").json()["duties"] == [{"kind": "manager", "brand": str(cast.brand.pk)}]


def test_one_sees_ones_own_groups_and_nobody_elses(cast: Cast, api: Api) -> None:
    def groups_of(person: object) -> list[str]:
        return [item["name"] for item in api(person).get("/api/v1/groups").json()["items"]]  # type: ignore[arg-type]

    assert groups_of(cast.ana) == ["Harbour Runners"]
    assert groups_of(cast.cleo) == ["Hill Club"]
    assert groups_of(cast.bea) == ["Harbour Runners"]
    for outsider in (cast.eve, cast.dov, cast.maya, cast.otto, cast.olga):
        assert groups_of(outsider) == []


def test_the_group_says_what_one_is_there(cast: Cast, api: Api) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}"
    for person, standing in ((cast.ana, "member"), (cast.nia, "new_member"), (cast.cara, "captain")):
        answer = api(person).get(path).json()
        assert answer["standing"] == standing
        assert answer["profile"]["id"] == str(cast.profile(person, cast.harbour).pk)
        assert answer["group"]["members"] == 4
    assert api(cast.bea).get(path).json()["standing"] == "brand_speaking"


def test_no_answer_about_others_holds_an_address_or_account(cast: Cast, api: Api) -> None:
    ana = api(cast.ana)
    for tail in ("", "/memberships", "/membership", "/charter", "/profile", "/seats"):
        response = ana.get(f"/api/v1/groups/{cast.harbour.pk}{tail}")
        assert response.status_code == 200, tail
        text = response.content.decode()
        assert "example.org" not in text
        for person in cast.names.values():
            assert str(person.pk) not in text


def test_the_captain_tightens_the_charter_and_a_member_may_not(cast: Cast, api: Api) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/charter"
    assert api(cast.ana).get(path).json()["version"] == 1
    refused = api(cast.ana).post(path, {"approval": "captain"})
    assert refused.status_code == 403
    made = api(cast.cara).post(path, {"approval": "captain", "retention_days": 90})
    assert made.status_code == 201
    assert api(cast.ana).get(path).json() == made.json()
    assert made.json()["version"] == 2
    loosened = api(cast.cara).post(path, {"history": "shared"})
    assert loosened.status_code == 409
    assert loosened.json()["code"] == "charter_loosening"
    assert loosened.json()["about"] == {"fields": ["history"]}
    assert api(cast.cara).post(path, {}).status_code == 400
    assert api(cast.cara).post(path, {"size_cap": 151}).json()["errors"][0]["field"] == "size_cap"


def test_how_one_appears_is_changed_in_one_group_only(cast: Cast, api: Api) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/profile"
    answer = api(cast.ana).put(path, {"name": "  Ana  B. ", "bio": "Slow on hills"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Ana B."
    assert api(cast.ana).get(path).json() == answer.json()
    taken = api(cast.ana).put(path, {"name": "Stride", "bio": ""})
    assert taken.status_code == 400
    assert taken.json()["errors"][0]["field"] == "name"


def test_leaving_says_what_becomes_of_ones_words(cast: Cast, api: Api) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/membership"
    ben = api(cast.ben)
    assert ben.get(path).json()["role"] == "member"
    assert ben.delete(path).status_code == 400
    assert ben.delete(f"{path}?words=burn").json()["errors"][0]["field"] == "words"
    assert ben.delete(f"{path}?words=keep").status_code == 204
    assert ben.get(path).status_code == 404
    assert ben.delete(f"{path}?words=keep").status_code == 404
    assert Membership.objects.filter(group=cast.harbour, ended_at=None).count() == 3


def test_the_last_captain_hands_over_first(cast: Cast, api: Api) -> None:
    cara, base = api(cast.cara), f"/api/v1/groups/{cast.harbour.pk}"
    refused = cara.delete(f"{base}/membership?words=keep")
    assert refused.status_code == 409
    assert refused.json()["code"] == "last_captain"
    ana = str(cast.profile(cast.ana, cast.harbour).pk)
    assert api(cast.ana).post(f"{base}/hand-overs", {"profile": ana}).status_code == 403
    handed = cara.post(f"{base}/hand-overs", {"profile": ana})
    assert handed.status_code == 201
    assert handed.json()["role"] == "captain"
    assert cara.get(base).json()["standing"] == "member"
    assert cara.delete(f"{base}/membership?words=keep").status_code == 204


def test_the_captain_removes_with_a_reason(cast: Cast, api: Api) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    path = f"/api/v1/groups/{cast.harbour.pk}/memberships/{ben.pk}/removals"
    assert api(cast.ana).post(path, {"reason": "I am not the captain"}).status_code == 403
    assert api(cast.cara).post(path, {}).json()["errors"][0]["field"] == "reason"
    removed = api(cast.cara).post(path, {"reason": "Sold tickets here", "ban": True})
    assert removed.status_code == 201
    assert Sanction.objects.get(profile=ben).reason == "Sold tickets here"
    assert Ban.objects.count() == 1
    assert api(cast.ben).get(f"/api/v1/groups/{cast.harbour.pk}").status_code == 404
    assert api(cast.cara).post(path, {"reason": "Again"}).status_code == 404


def test_the_brand_takes_a_seat_and_the_captain_lets_it_speak(cast: Cast, api: Api) -> None:
    base = f"/api/v1/groups/{cast.hill.pk}/seats"
    for nobody_here in (cast.otto, cast.cleo, cast.eve, cast.olga):
        assert api(nobody_here).post(base, {}).status_code in (403, 404)
    assert api(cast.otto).post(base, {}).content == api(cast.otto).post(base.replace("0", "1"), {}).content
    weak = api(cast.bea, strong=False).post(base, {})
    assert weak.status_code == 403
    assert weak.json()["code"] == "second_factor_required"
    taken = api(cast.bea).post(base, {})
    assert taken.status_code == 201
    seat = f"{base}/{taken.json()['id']}"
    assert taken.json()["state"] == BrandSeat.State.KNOCKING
    assert api(cast.hal).put(seat, {"state": "listening"}).json()["heard_from"] is not None
    assert api(cast.cleo).put(seat, {"state": "speaking"}).status_code == 403
    assert api(cast.hal).put(seat, {"state": "speaking"}).json()["state"] == "speaking"
    assert api(cast.hal).put(seat, {"state": "listening"}).json()["state"] == "listening"
    assert api(cast.bea).delete(seat).status_code == 204
    assert api(cast.hal).get(base).json()["items"] == []
