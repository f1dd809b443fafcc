"""The edges of signing in: limits, spellings of addresses, bad input, sessions."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache, caches
from django.db import transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from community import letters
from community import mail as mail_queue
from community.actions import people
from community.models import Person
from tests.community.doors import ask, code_in, hold_invite, with_valid_invite

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN, UNKNOWN = "ana@example.org", "zoe@example.org"


@pytest.fixture
def ana(db: None) -> Person:
    return people.register(KNOWN)


@pytest.fixture
def invite(settings: Any) -> str:
    return with_valid_invite(settings)


def test_asking_too_often_for_one_address_is_slowed_whether_it_is_known_or_not(ana: Person) -> None:
    for address in (KNOWN, UNKNOWN):
        answers = [ask(Client(), address).status_code for _ in range(5)]
        assert answers == [302] * 4 + [429]
    assert len(mail.outbox) == 8


def test_asking_too_often_from_one_place_is_slowed(db: None) -> None:
    answers = [ask(Client(), f"p{n}@example.org").status_code for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), "other@example.org").status_code == 302


def test_trying_wrong_codes_at_many_doors_from_one_place_is_slowed(db: None) -> None:
    statuses = []
    for n in range(8):
        client = Client()
        ask(client, f"p{n}@example.org")
        statuses += [client.post("/signin/code/", {"code": "000000"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 302] * 6 + [200, 200] + [429] * 4
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    ask(elsewhere, "other@example.org")
    assert elsewhere.post("/signin/code/", {"code": "000000"}).status_code == 200


def test_asking_for_passkeys_leaves_no_lasting_session_and_is_slowed(ana: Person) -> None:
    statuses = [Client().get("/signin/passkey/options/").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    in_two_hours = timezone.now() + timedelta(hours=2)
    assert not Session.objects.filter(expire_date__gt=in_two_hours).exists()


@pytest.mark.parametrize("typed", ["  ANA@Example.ORG ", "Ana@example.org"])
def test_the_case_of_an_address_does_not_matter(ana: Person, typed: str) -> None:
    client = Client()
    ask(client, typed)
    assert mail.outbox[0].to == [KNOWN]
    client.post("/signin/code/", {"code": code_in(mail.outbox[0])})
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_an_address_beyond_ascii_is_one_address_in_every_form(invite: str, db: None) -> None:
    composed, decomposed = "ana@mu\u0308nchen.example", "ANA@M\u00dcNCHEN.example"
    for address in (composed, decomposed):
        client = Client()
        hold_invite(client, invite)
        ask(client, address)
        client.post("/signin/code/", {"code": code_in(mail.outbox[-1])})
        assert "_auth_user_id" in client.session
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "",
            " ",
            "ana",
            "ana@",
            "@example.org",
            "a@b",
            "ana@example.org, ben@example.org",
            "a" * 250 + "@example.org",
        ),
        *("ana@exa\x00mple.org", "ana@example.org\nBcc: x@example.org", "x" * 100_000, "\ud800@example.org"),
    ],
)
def test_what_is_no_address_is_refused_beside_the_field_and_sends_nothing(db: None, bad: str) -> None:
    client = Client()
    body = b"email=" + quote_plus(bad.encode("utf-8", "surrogatepass")).encode()
    answer = client.post("/signin/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert "id_email_error" in answer.text
    assert mail.outbox == []


def test_a_missing_field_and_a_broken_body_are_refused(db: None) -> None:
    assert Client().post("/signin/", {}).status_code == 200
    assert Client().post("/signin/", b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code == 200
    assert Client().put("/signin/").status_code == 405


def test_signing_in_changes_the_session_key(ana: Person) -> None:
    """Session fixation: a key that somebody planted is worth nothing afterwards."""
    client = Client()
    ask(client, KNOWN)
    planted = client.cookies["sessionid"].value
    client.post("/signin/code/", {"code": code_in(mail.outbox[0])})
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_code_belongs_to_the_session_that_asked(ana: Person) -> None:
    ask(Client(), KNOWN)
    thief = Client()
    assert thief.post("/signin/code/", {"code": code_in(mail.outbox[0])})["Location"] == "/signin/"


def test_nobody_is_sent_to_another_site_after_signing_in(ana: Person) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "x" * 600):
        client = Client()
        ask(client, KNOWN, next=elsewhere[:500])
        answer = client.post("/signin/code/", {"code": code_in(mail.outbox[-1])})
        assert answer["Location"] == "/"
        cache.clear()


def test_a_closed_account_is_nobody(ana: Person) -> None:
    operator = people.register("olga@example.org")
    client = Client()
    ask(client, KNOWN)
    people.disable(operator, ana)
    assert client.post("/signin/code/", {"code": code_in(mail.outbox[0])})["Location"] == "/signin/"
    ask(Client(), KNOWN)
    assert "no account" in mail.outbox[-1].subject.lower()


def test_signing_out_ends_the_session_and_needs_a_post(ana: Person) -> None:
    client = Client()
    ask(client, KNOWN)
    client.post("/signin/code/", {"code": code_in(mail.outbox[0])})
    assert UserSession.objects.filter(user=ana).count() == 1
    assert client.get("/signout/").status_code == 405
    key = client.cookies["sessionid"].value
    answer = client.post("/signout/")
    assert answer["Location"] == "/signin/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=ana).exists()


def test_nothing_of_passwords_is_reachable(db: None) -> None:
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/change/", "/accounts/signup/"):
        assert Client().get(path).status_code == 404


def test_the_mail_speaks_the_readers_language_and_carries_both_forms(ana: Person) -> None:
    people.settle(ana, language="ar", time_zone="Africa/Cairo")
    ask(Client(headers={"Accept-Language": "en"}), KNOWN)
    (message,) = mail.outbox
    page, kind = message.alternatives[0]
    assert kind == "text/html"
    assert 'dir="rtl"' in page
    assert code_in(message) in page
    assert "http" not in page.replace("http-equiv", ""), "nothing is fetched from anywhere"


def test_without_counters_or_queue_nobody_is_let_try_and_the_page_says_so(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real clients against a socket at which nobody listens."""
    away = "unix:///nowhere/valkey.sock"
    broken = caches.create_connection("default")
    broken._cache = broken._class([away])
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", broken)
    for address in (KNOWN, UNKNOWN):
        answer = ask(Client(), address)
        assert answer.status_code == 503
        assert "Closed for a moment" in answer.text
    monkeypatch.undo()
    monkeypatch.setattr(mail_queue.deliver, "apply_async", _unreachable)
    assert {ask(Client(), address).status_code for address in (KNOWN, UNKNOWN)} == {503}


def _unreachable(*args: Any, **options: Any) -> None:
    raise OperationalError("no broker")


def test_a_letter_that_cannot_be_handed_over_does_not_undo_what_was_done(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_queue.deliver, "apply_async", _unreachable)
    with transaction.atomic():
        people.settle(ana, language="de", time_zone="UTC")
        mail_queue.post(KNOWN, letters.no_account(), language="de")
    ana.refresh_from_db()
    assert ana.language == "de"
