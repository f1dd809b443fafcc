"""Stopping mails by the link in them (RFC 8058): a POST acts without cookie, token or sign-in; looking never does."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core import mail, signing
from django.test import Client

from community.actions import reach
from community.models import Dispatch, Person, Preference
from community.notifications import clock, sending, tell, unsubscribing
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, QUIET_BELL, ring

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(cast: Cast) -> str:
    """The path in a mail to Ana."""
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    return urlsplit(str(mail.outbox[0].extra_headers["List-Unsubscribe"]).strip("<>")).path


def a_stranger() -> Client:
    """As a mail program: no cookie, and CSRF is looked at."""
    return Client(enforce_csrf_checks=True)


def mode(cast: Cast, kind: str = BELL.name) -> str:
    return reach.modes_of(cast.ana)[kind, "mail"]


def path_of(person: Person, kind: str, salt: str = unsubscribing._SALT) -> str:
    return f"/stop/{signing.dumps([str(person.pk), kind], salt=salt, compress=True)}/"


def test_looking_changes_nothing(cast: Cast, door: str) -> None:
    for ask in (a_stranger().get, a_stranger().head):
        assert ask(door).status_code == 200
    assert mode(cast) == "on"


def test_a_post_without_cookie_token_or_sign_in_acts(cast: Cast, door: str) -> None:
    answer = a_stranger().post(door)
    assert answer.status_code == 200
    assert "These mails have stopped" in answer.content.decode()
    assert mode(cast) == "off"
    assert (mode(cast, QUIET_BELL.name), reach.modes_of(cast.ben)[BELL.name, "mail"]) == ("on", "on")
    assert not answer.cookies


def test_the_body_that_mail_programs_send_is_taken(cast: Cast, door: str) -> None:
    body = "List-Unsubscribe=One-Click"
    answer = a_stranger().post(door, body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, mode(cast)) == (200, "off")


def test_twice_is_fine(cast: Cast, door: str) -> None:
    for _ in range(2):
        assert a_stranger().post(door).status_code == 200
    assert Preference.objects.count() == 1


def test_no_more_mails_of_this_kind_come_and_the_inbox_goes_on(cast: Cast, door: str) -> None:
    a_stranger().post(door)
    tell(BELL, [ring(cast.ana, cast.other_brand, clock.now())])
    sending.send_due()
    assert len(mail.outbox) == 1
    assert Dispatch.objects.filter(channel="app", state="sent").count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_we_never_wrote_is_not_there(cast: Cast, door: str, method: str) -> None:
    token = door.removeprefix("/stop/").rstrip("/")
    own = path_of(cast.ana, BELL.name)
    assert getattr(a_stranger(), method)(own).status_code == 200, "precondition: the same, well made, is there"
    Preference.objects.all().delete()
    forged = [
        f"/stop/{token[:-3]}/",
        f"/stop/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/",
        f"/stop/{token.replace(token[2], 'x' if token[2] != 'x' else 'y', 1)}/",
        path_of(cast.ana, BELL.name, salt="snug.something-else"),
        path_of(cast.ana, "no.such.kind"),
        f"/stop/{signing.dumps(['nobody', BELL.name], salt=unsubscribing._SALT)}/",
        f"/stop/{signing.dumps(7, salt=unsubscribing._SALT)}/",
        "/stop/nothing/",
    ]
    for path in forged:
        assert getattr(a_stranger(), method)(path).status_code == 404, path
    assert mode(cast) == "on"


def test_the_link_of_an_account_that_is_gone_leads_nowhere(cast: Cast) -> None:
    path = path_of(cast.eve, BELL.name)
    assert a_stranger().get(path).status_code == 200
    cast.eve.delete()
    assert a_stranger().post(path).status_code == 404


def test_a_kind_that_cannot_be_switched_is_left(cast: Cast) -> None:
    assert a_stranger().post(path_of(cast.ana, ALARM.name)).status_code == 200
    assert mode(cast, ALARM.name) == "on"
    assert not Preference.objects.exists()


def test_somebody_who_is_signed_in_as_another_stops_the_mails_of_the_link(cast: Cast, door: str) -> None:
    cast.client(cast.ben).post(door)
    assert mode(cast) == "off"
    assert reach.modes_of(cast.ben)[BELL.name, "mail"] == "on"


def test_the_page_speaks_the_language_of_its_reader(cast: Cast, door: str) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    page = a_stranger().get(door, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
