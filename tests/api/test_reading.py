"""Validators (ETag) and pages by cursor."""

from datetime import timedelta

from django.utils import timezone

from community.models import Profile
from groups.models import Membership
from tests.api.conftest import Api
from tests.cast import Cast, join, make_person


def test_an_unchanged_list_is_not_sent_again(cast: Cast, api: Api) -> None:
    ana, path = api(cast.ana), f"/api/v1/groups/{cast.harbour.pk}/memberships"
    first = ana.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    etag = first.headers["ETag"]
    again = ana.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    Profile.objects.filter(pk=cast.profile(cast.ben, cast.harbour).pk).update(bio="Back from the hills")
    changed = ana.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_answers_differ_by_who_asks_and_say_so(cast: Cast, api: Api) -> None:
    vary = api(cast.ana).get("/api/v1/me").headers["Vary"]
    assert {"Cookie", "X-Session-Token", "Accept-Language"} <= {part.strip() for part in vary.split(",")}


def test_head_answers_without_a_body(cast: Cast, api: Api) -> None:
    response = api(cast.ana).head("/api/v1/me")
    assert response.status_code == 200
    assert response.content == b""


def test_pages_stay_whole_while_rows_come_and_go(cast: Cast, api: Api) -> None:
    ana, path = api(cast.ana), f"/api/v1/groups/{cast.harbour.pk}/memberships"
    moment = timezone.now() - timedelta(days=3)
    for number in range(6):
        join(make_person(f"tie{number}"), cast.harbour)
    # All at one moment: only the id orders them.
    tied = Membership.objects.filter(profile__name__istartswith="tie")
    assert tied.update(joined_at=moment) == 6
    before = {str(row.profile_id) for row in Membership.objects.current().filter(group=cast.harbour)}

    seen: list[str] = []
    page = ana.get(path, {"limit": 3}).json()
    while True:
        seen += [item["profile"]["id"] for item in page["items"]]
        newcomer = join(make_person(f"late{len(seen)}"), cast.harbour)
        # Older than everything: with pages by number, the next page would begin one too early.
        Membership.objects.filter(pk=newcomer.pk).update(joined_at=moment - timedelta(days=900))
        if page["next"] is None:
            break
        page = ana.get(path, {"limit": 3, "cursor": page["next"]}).json()
    assert len(seen) == len(set(seen))
    assert set(seen) == before


def test_a_cursor_that_is_not_ours_is_invalid(cast: Cast, api: Api) -> None:
    path = "/api/v1/groups"
    for cursor in ("x", "%00", "bnVsbA", "WzEsMl0", "🙂", "W10", "a" * 201, "IjIwMjYi"):
        response = api(cast.ana).get(path, {"cursor": cursor})
        assert response.status_code == 400, cursor
        assert response.json()["errors"][0]["field"] == "cursor"
    for limit in ("0", "101", "-1", "ten", "1e3", "9" * 30):
        response = api(cast.ana).get(path, {"limit": limit})
        assert response.status_code == 400, limit
        assert response.json()["errors"][0]["field"] == "limit"
