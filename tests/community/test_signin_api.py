"""The same pair for apps: ask, confirm; alike for known and unknown addresses; a token that is a session."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import people, roles
from community.models import Person, Role
from tests.api.documented import Documented
from tests.community.doors import app_code, code_in, with_app, with_valid_invite

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN, UNKNOWN = "ana@example.org", "zoe@example.org"
AUTH = "/api/v1/auth"


@pytest.fixture
def ana(db: None) -> Person:
    return people.register(KNOWN)


class App(Documented):
    """An app that carries its token along."""

    token = ""

    def send(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        headers = {"X-Session-Token": self.token} if self.token else {}
        answer = getattr(self, method)(AUTH + path, data or {}, format="json", headers=headers)
        if answer.status_code == 200 and isinstance(answer.json(), dict) and "session_token" in answer.json():
            self.token = answer.json()["session_token"]
        assert "Set-Cookie" not in answer and not answer.cookies, "apps have no cookies"
        return answer

    def sign_in(self, address: str = KNOWN) -> Any:
        assert self.send("post", "/code", {"email": address}).status_code == 200
        return self.send("post", "/code/confirm", {"code": code_in(mail.outbox[-1])})


def test_an_app_signs_in_with_a_code_and_is_somebody(ana: Person) -> None:
    app = App()
    asked = app.send("post", "/code", {"email": KNOWN})
    assert asked.json() == {"session_token": app.token, "expires_in": 600}
    first = app.token
    entered = app.send("post", "/code/confirm", {"code": code_in(mail.outbox[0])})
    assert entered.json() == {"state": "signed_in", "session_token": app.token}
    assert app.token != first
    assert not Session.objects.filter(session_key=first).exists(), "the first token is worth nothing now"
    me = app.get("/api/v1/me", headers={"X-Session-Token": app.token})
    assert me.json()["email"] == KNOWN
    assert app.get("/api/v1/me", headers={"X-Session-Token": first}).status_code == 401


def test_an_invited_app_makes_its_account(settings: Any, db: None) -> None:
    token = with_valid_invite(settings)
    app = App()
    app.send("post", "/code", {"email": UNKNOWN, "invite": token, "time_zone": "Asia/Tokyo"})
    assert app.send("post", "/code/confirm", {"code": code_in(mail.outbox[0])}).json()["state"] == "signed_in"
    assert Person.objects.get().time_zone == "Asia/Tokyo"


def test_known_and_unknown_addresses_get_the_same_answers(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.adapters.Account.generate_login_code", lambda self: "123456")
    seen = []
    for address in (KNOWN, UNKNOWN):
        app, story = App(), []
        for path, data in (
            ("/code", {"email": address}),
            ("/code/confirm", {"code": "000000"}),
            ("/code/resend", {}),
            ("/code/confirm", {"code": "000000"}),
            ("/code/confirm", {"code": "000000"}),
            ("/code/confirm", {"code": "000000"}),
        ):
            with CaptureQueriesContext(connection) as queries:
                answer = app.send("post", path, data)
            kinds = [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in queries]
            names = sorted(answer.headers)
            story.append((answer.status_code, re.sub(r'_token":"[^"]+"', "", answer.text), names, kinds))
        seen.append(story)
    for known, unknown in zip(*seen, strict=True):
        assert known == unknown
    assert [step[0] for step in seen[0]] == [200, 400, 204, 400, 409, 409]


def test_wrong_codes_say_how_many_tries_are_left(ana: Person) -> None:
    app = App()
    app.send("post", "/code", {"email": KNOWN})
    wrong = f"{(int(code_in(mail.outbox[0])) + 1) % 1_000_000:06}"
    answer = app.send("post", "/code/confirm", {"code": wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_code")
    assert answer.json()["about"]["tries_left"] == 2
    app.send("post", "/code/confirm", {"code": wrong})
    assert app.send("post", "/code/confirm", {"code": wrong}).json()["code"] == "no_code"
    assert app.send("post", "/code/confirm", {"code": code_in(mail.outbox[0])}).json()["code"] == "no_code"


def test_an_old_code_is_gone(ana: Person) -> None:
    app = App()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        app.send("post", "/code", {"email": KNOWN})
        clock.shift(601)
        answer = app.send("post", "/code/confirm", {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_code")


def test_a_duty_with_a_factor_is_challenged(db: None) -> None:
    olga = people.register("olga@example.org")
    roles.give(olga, Role.Kind.OPERATOR, by=None)
    secret = with_app(olga)
    app = App()
    entered = app.sign_in("olga@example.org")
    assert entered.json()["state"] == "second_factor"
    assert app.get("/api/v1/me", headers={"X-Session-Token": app.token}).status_code == 401
    assert app.send("post", "/second-factor", {"code": "000000"}).status_code == 400
    assert app.send("post", "/second-factor", {"code": app_code(secret)}).json()["state"] == "signed_in"
    assert app.get("/api/v1/me", headers={"X-Session-Token": app.token}).json()["duties"]


def test_the_token_ends_by_signing_out_and_by_revoking(ana: Person) -> None:
    phone, tablet = App(), App()
    phone.sign_in()
    tablet.sign_in()
    listed = phone.send("get", "/sessions").json()
    assert [one["here"] for one in listed] == [False, True]
    assert phone.send("delete", f"/sessions/{listed[0]['id']}").status_code == 204
    assert tablet.send("get", "/sessions").status_code == 401
    assert phone.send("delete", f"/sessions/{listed[0]['id']}").status_code == 404
    assert phone.send("delete", "/session").status_code == 204
    assert phone.send("get", "/sessions").status_code == 401
    assert not UserSession.objects.filter(user=ana).exists()


def test_another_persons_session_is_not_there(ana: Person) -> None:
    people.register("ben@example.org")
    anas, bens = App(), App()
    anas.sign_in()
    bens.sign_in("ben@example.org")
    theirs = bens.send("get", "/sessions").json()[0]["id"]
    assert anas.send("delete", f"/sessions/{theirs}").status_code == 404
    assert bens.send("get", "/sessions").status_code == 200


def test_a_cookie_of_the_web_page_changes_nothing_here(ana: Person) -> None:
    """The doors of the apps act on the token alone, so no other site can use them through somebody's browser."""
    app = App()
    app.force_login(ana)
    before = app.cookies["sessionid"].value
    answer = app.post(f"{AUTH}/code", {"email": UNKNOWN}, format="json")
    assert answer.status_code == 200
    assert app.session.session_key == before
    assert "account_login" not in app.session


def test_asking_with_a_token_that_is_in_use_leaves_it_alone(ana: Person) -> None:
    app = App()
    app.sign_in()
    used = app.token
    app.send("post", "/code", {"email": UNKNOWN})
    assert app.token != used
    app.send("post", "/passkey/options")
    row = Session.objects.get(session_key=used)
    assert row.expire_date > timezone.now() + timedelta(days=80)
    assert app.get("/api/v1/me", headers={"X-Session-Token": used}).json()["email"] == KNOWN


def test_asking_too_often_is_slowed(ana: Person) -> None:
    statuses = [App().send("post", "/code", {"email": KNOWN}).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]


@pytest.mark.parametrize(
    ("path", "bodies"),
    [
        ("/code", [{}, {"email": ""}, {"email": "ana"}, {"email": 1}, {"email": ["a@b.example"]}, {"email": None}]),
        ("/code", [{"email": "a" * 300 + "@b.example"}, {"email": "a@b.example", "invite": 1}]),
        ("/code/confirm", [{}, {"code": ""}, {"code": 123456}, {"code": "12345"}, {"code": "x" * 41}, {"code": None}]),
        ("/second-factor", [{}, {"code": 1}]),
        ("/passkey", [{}, {"credential": 1}, {"credential": {}}, {"credential": {"id": 1, "response": []}}]),
    ],
)
def test_what_does_not_fit_is_refused_with_the_documented_error(db: None, path: str, bodies: list[Any]) -> None:
    for body in bodies:
        assert App().send("post", path, body).status_code in (400, 413), body
    assert mail.outbox == []


@pytest.mark.parametrize("token", ["unknown", "x" * 5000, "ä", "../etc", " "])
def test_a_token_that_is_none_counts_as_none(ana: Person, token: str) -> None:
    app = App()
    app.token = token
    assert app.send("post", "/code/confirm", {"code": "123456"}).json()["code"] == "no_code"
    assert app.send("post", "/second-factor", {"code": "123456"}).json()["code"] == "no_code"
    assert app.send("post", "/code/resend").json()["code"] == "no_code"
    assert app.sign_in().json()["state"] == "signed_in"
    assert app.token != token


def test_a_passkey_is_asked_for_this_house(db: None) -> None:
    app = App()
    options = app.send("post", "/passkey/options").json()["options"]
    assert options["publicKey"]["rpId"] == "testserver"
    assert options["publicKey"]["userVerification"] == "required"
