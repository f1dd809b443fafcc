"""An account that operators have closed: no invite opens it again, no door breaks over it (trust.md R2)."""

import pytest
from django.core import mail

from community.actions import people
from groups.actions import invites
from tests.cast import Cast
from tests.community.doors import ask, code_in
from tests.community.test_signin_api import App

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_invite_does_not_open_a_closed_account(cast: Cast) -> None:
    _invite, token = invites.create(cast.place(cast.cara, cast.harbour))
    people.disable(cast.olga, cast.eve)
    browser = cast.client(None)
    assert browser.get(f"/i/{token}/").status_code == 200
    ask(browser, cast.eve.email)
    assert "no account" in mail.outbox[-1].subject.lower()
    app = App()
    assert app.send("post", "/code", {"email": cast.eve.email, "invite": token}).status_code == 200
    assert "no account" in mail.outbox[-1].subject.lower()
    assert app.send("post", "/code", {"email": "zoe@example.org", "invite": token}).status_code == 200
    assert code_in(mail.outbox[-1]), "the invite is a good one"


def test_an_account_closed_between_sign_up_and_code_is_refused_in_words(cast: Cast) -> None:
    _invite, token = invites.create(cast.place(cast.cara, cast.harbour), uses=2)
    app = App()
    app.send("post", "/code", {"email": "zoe@example.org", "invite": token})
    code = code_in(mail.outbox[-1])
    people.disable(cast.olga, people.register("zoe@example.org"))
    refused = app.send("post", "/code/confirm", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_code")
