"""Refusals have one form, stable codes, and tell outsiders nothing."""

import json
from uuid import uuid4

import pytest
from django.db import OperationalError

from tests.api.conftest import Api, documented
from tests.api.documented import Documented
from tests.cast import Cast, sign_in

JSON = "application/json"


def problem(response: object) -> dict[str, object]:
    assert response.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    body: dict[str, object] = json.loads(response.content)  # type: ignore[attr-defined]
    assert body["status"] == response.status_code  # type: ignore[attr-defined]
    assert body["type"] == f"urn:snug:problem:{body['code']}"
    return body


def test_who_is_not_signed_in_is_asked_to_sign_in(cast: Cast, api: Api) -> None:
    response = api(None).get("/api/v1/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "X-Session-Token"
    assert problem(response)["code"] == "unauthenticated"


def test_what_a_door_does_not_do_is_said_by_name(cast: Cast, api: Api) -> None:
    page = api(cast.ana)
    refused = [page.patch("/api/v1/me/offline"), page.put("/api/v1/me", data="x", content_type="text/csv")]
    for response in refused:
        assert response.status_code in (405, 415)
        assert "{" not in str(problem(response)["title"])


def test_a_token_that_has_ended_counts_as_none(cast: Cast, api: Api) -> None:
    response = api(None).get("/api/v1/me", headers={"X-Session-Token": "not-a-session"})
    assert response.status_code == 401


def test_a_disabled_account_is_signed_out(cast: Cast, api: Api) -> None:
    page = api(cast.ana)
    token = {"X-Session-Token": str(page.session.session_key)}
    assert page.get("/api/v1/me").status_code == api(None).get("/api/v1/me", headers=token).status_code == 200
    cast.ana.is_active = False
    cast.ana.save()
    assert page.get("/api/v1/me").status_code == api(None).get("/api/v1/me", headers=token).status_code == 401


def test_a_database_that_does_not_answer_is_unavailable(cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("groups.api.groups.load_group", away)
    response = api(cast.ana).get(f"/api/v1/groups/{cast.harbour.pk}")
    assert response.status_code == 503
    assert problem(response)["code"] == "unavailable"


def test_a_change_by_cookie_needs_the_csrf_token(cast: Cast) -> None:
    browser = sign_in(Documented(enforce_csrf_checks=True), cast.ana)
    assert browser.get("/api/v1/me").status_code == 200
    response = browser.patch("/api/v1/me", {"language": "de"})
    assert response.status_code == 403
    assert problem(response)["code"] == "csrf"


def test_outsider_missing_and_malformed_get_the_same_bytes(cast: Cast) -> None:
    seen = set()
    for person, group in (
        (cast.cleo, cast.harbour.pk),
        (cast.dov, cast.harbour.pk),
        (cast.eve, cast.harbour.pk),
        (cast.ana, uuid4()),
        (cast.ana, "not-an-id"),
        (cast.ana, "0" * 400),
        (cast.ana, "%00"),
    ):
        response = documented(person).get(f"/api/v1/groups/{group}")
        assert response.status_code == 404
        seen.add(response.content)
    assert documented(cast.ana).get(f"/api/v1/groups/{cast.harbour.pk}").status_code == 200
    assert len(seen) == 1


@pytest.mark.parametrize("path", ["nothing", "groups/x/y/z", "", "me/me", "rooms/%00/messages"])
def test_an_address_that_leads_nowhere_is_a_problem_too(cast: Cast, api: Api, path: str) -> None:
    for person in (None, cast.ana):
        response = api(person).get(f"/api/v1/{path}")
        assert response.status_code == 404
        assert problem(response)["code"] == "not_found"


def test_a_method_that_is_not_there(cast: Cast, api: Api) -> None:
    response = api(cast.ana).delete("/api/v1/me")
    assert response.status_code == 405
    assert problem(response)["code"] == "method_not_allowed"
    assert "PATCH" in response.headers["Allow"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"language": NaN}',
        b'{"language": "\\ud800"}',
        b"[" * 5000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
    ],
)
def test_what_is_not_one_json_object_is_invalid(cast: Cast, api: Api, raw: bytes) -> None:
    response = api(cast.ana).generic("PATCH", "/api/v1/me", raw, content_type=JSON)
    assert response.status_code == 400
    assert problem(response)["code"] == "invalid"


def test_a_body_of_more_than_64_kib_is_too_large(cast: Cast, api: Api) -> None:
    raw = json.dumps({"language": "e" * 70_000}).encode()
    response = api(cast.ana).generic("PATCH", "/api/v1/me", raw, content_type=JSON)
    assert response.status_code == 413
    assert problem(response)["code"] == "too_large"


def test_other_media_types_are_refused(cast: Cast, api: Api) -> None:
    response = api(cast.ana).generic("PATCH", "/api/v1/me", b"language=de", "application/x-www-form-urlencoded")
    assert response.status_code == 415
    assert problem(response)["code"] == "unsupported_media"
    refused = api(cast.ana).get("/api/v1/me", headers={"Accept": "text/html"})
    assert refused.status_code == 406
    assert problem(refused)["code"] == "not_acceptable"


def test_unknown_fields_are_ignored(cast: Cast, api: Api) -> None:
    response = api(cast.ana).patch("/api/v1/me", {"language": "de", "is_superuser": True, "email": "x@example.org"})
    assert response.status_code == 200
    assert response.json()["email"] == "ana@example.org"
    cast.ana.refresh_from_db()
    assert cast.ana.language == "de"


def test_words_come_in_the_readers_language(cast: Cast, api: Api) -> None:
    api(cast.ana).patch("/api/v1/me", {"language": "de"})
    response = api(cast.ana).patch("/api/v1/me", {})
    assert response.status_code == 400
    assert response.headers["Content-Language"] == "de"
    assert problem(response)["errors"] == [
        {"field": "", "code": "required", "words": "Schicke mindestens ein Feld, das sich ändern soll."}
    ]


def test_the_slash_at_the_end_may_be_there_or_not(cast: Cast, api: Api) -> None:
    assert api(cast.ana).get("/api/v1/me/").json() == api(cast.ana).get("/api/v1/me").json()
