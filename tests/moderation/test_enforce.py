"""The judge at every kind of door, on doors planted for it."""

import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from community.surface import Action
from messaging.realtime.ops import OPS, Direction, Op
from moderation.enforce import JudgedAdmin, JudgedSite, judged_ops
from tests.cast import Cast

pytestmark = pytest.mark.urls("tests.moderation.planted")


def test_a_surface_that_declares_nothing_is_refused_and_logged(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    for person in (None, cast.eve, cast.maya, cast.olga):
        client = cast.client(person)
        with caplog.at_level(logging.ERROR, "moderation.enforce.judge"):
            answer = client.get("/undeclared/")
        assert answer.status_code == 404
        assert b"inside" not in answer.content
        assert "undeclared declares no policy action" in caplog.text
        caplog.clear()
    assert cast.api(cast.maya).get("/api/v1/undeclared").status_code == 404


def test_everybody_may_knock_at_a_public_door(cast: Cast) -> None:
    assert cast.client(None).get("/public/").content == b"inside"


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(cast: Cast) -> None:
    assert cast.client(cast.eve).get("/own/").content == b"inside"
    nobody = cast.client(None)
    for path in ("/own/", "/duty/", "/house/", "/methods/"):
        answer = nobody.get(path + "?tab=1")
        assert (answer.status_code, answer["Location"]) == (302, f"/signin/?next={path}%3Ftab%3D1")
    assert nobody.post("/own/")["Location"] == "/signin/?next=/"


def test_an_app_that_is_not_signed_in_hears_it_as_a_problem(cast: Cast) -> None:
    assert cast.api(cast.eve).get("/api/v1/own").json() == {"inside": True}
    answer = cast.api(None).get("/api/v1/own")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/duty/", "/house/", "/api/v1/duty"])
def test_for_whoever_holds_no_such_duty_the_door_is_not_there(cast: Cast, path: str) -> None:
    holder = cast.olga if path == "/house/" else cast.maya
    assert cast.client(holder).get(path).status_code == 200
    missing = "/api/v1/nowhere" if "api" in path else "/nowhere/"
    for person in (cast.eve, cast.cara, cast.bea, cast.maya if path == "/house/" else cast.olga):
        client = cast.client(person)
        refused, nothing = client.get(path), client.get(missing)
        assert (refused.status_code, refused.content) == (404, nothing.content)


def test_nobody_comes_through_the_door_of_a_chore(cast: Cast) -> None:
    for person in (cast.eve, cast.maya, cast.olga):
        assert cast.client(person).get("/chore/").status_code == 404


def test_a_duty_waits_for_the_second_factor(cast: Cast) -> None:
    assert cast.api(cast.maya).get("/api/v1/duty").status_code == 200
    answer = cast.api(cast.maya, strong=False).get("/api/v1/duty")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")


def test_an_account_that_was_disabled_is_nobody(cast: Cast) -> None:
    client = cast.client(cast.eve)
    assert client.get("/own/").status_code == 200
    cast.eve.is_active = False
    cast.eve.save(update_fields=["is_active"])
    assert client.get("/own/").status_code == 302


def test_a_method_that_is_not_named_is_refused(cast: Cast) -> None:
    client = cast.client(cast.cara)
    assert client.get("/methods/").status_code == client.post("/methods/").status_code == 200
    assert client.head("/methods/").status_code == 200
    answer = client.delete("/methods/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    answer = cast.api(cast.cara).delete("/api/v1/own")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_views_of_other_packages_are_declared_in_the_settings(cast: Cast, settings: Any) -> None:
    assert cast.client(cast.eve).get("/foreign/").status_code == 404
    settings.SURFACES_OF_OTHERS = {"foreign": {"get": Action.SEE_SELF}}
    assert cast.client(cast.eve).get("/foreign/").status_code == 200
    assert cast.client(cast.eve).post("/foreign/").status_code == 405
    assert cast.client(None).get("/foreign/").status_code == 302


def test_missing_and_not_yours_are_one_page_and_one_problem(cast: Cast) -> None:
    for client in (cast.client(None), cast.client(cast.eve)):
        pages = {
            client.get(path).content for path in ("/raises/missing/", "/raises/foreign/", "/raises/http404/", "/x/")
        }
        assert len(pages) == 1
        assert b"Nothing here" in next(iter(pages))
        answers = [client.get(f"/api/v1/{path}") for path in ("raises/missing", "raises/http404", "x")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(("what", "status"), [("conflict", 409), ("fast", 429), ("database", 503)])
def test_a_refusal_has_the_face_of_its_door(cast: Cast, what: str, status: int) -> None:
    client = cast.client(cast.eve)
    page = client.get(f"/raises/{what}/")
    assert (page.status_code, page["Content-Type"]) == (status, "text/html; charset=utf-8")
    problem = client.get(f"/api/v1/raises/{what}")
    assert (problem.status_code, problem["Content-Type"]) == (status, "application/problem+json")
    assert problem.json()["status"] == status
    assert b"lock timeout" not in page.content + problem.content
    if what == "fast":
        assert page["Retry-After"] == problem["Retry-After"] == "2"


@pytest.mark.parametrize("action", [None, Action.OPERATE, Action.READ_PUBLIC, Action.KEEP_HOUSE])
def test_an_op_without_a_fitting_action_never_gets_into_the_table(action: Action | None) -> None:
    def op(name: str, action: Action | None) -> Op:
        return Op(name, Direction.UP, "planted", action, OPS["send"].read)

    assert list(judged_ops({"send": op("send", Action.SEND_MESSAGE)})) == ["send"]
    assert list(judged_ops({"ev": Op("ev", Direction.DOWN, "what servers say needs none")})) == ["ev"]
    with pytest.raises(ImproperlyConfigured, match="op planted declares"):
        judged_ops({"send": op("send", Action.SEND_MESSAGE), "planted": op("planted", action)})


def test_the_admin_opens_by_duty_and_second_factor_alone(cast: Cast) -> None:
    site = JudgedSite()
    site.surface = {"*": Action.BRAND_ADMIN}
    admin: Any = JudgedAdmin()
    admin.surface = {"view": Action.BRAND_ADMIN, "add": Action.OPERATE}
    for person, strong, opens in (
        (cast.maya, True, True),
        (cast.maya, False, False),
        (cast.olga, True, False),
        (cast.bea, True, False),
        (cast.cara, True, False),
    ):
        request = RequestFactory().get("/")
        request.user = person
        request.session = cast.client(person, strong=strong).session
        assert site.has_permission(request) is opens
        assert admin.has_view_permission(request) is opens
        assert admin.has_add_permission(request) is (person == cast.olga)
        assert not admin.has_delete_permission(request)
        assert not admin.has_change_permission(request)
