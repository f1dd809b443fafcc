"""One form, one code page: the three cases look alike, and a code does exactly what was promised."""

import re
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def bare(text: str) -> str:
    """A page without what differs in every answer anyway: the CSRF token and the address that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text).replace(KNOWN, "@").replace(UNKNOWN, "@")


def test_a_known_address_gets_a_code_and_gets_in(ana: Person) -> None:
    client = Client()
    assert ask(client, KNOWN)["Location"] == "/signin/code/"
    (message,) = mail.outbox
    assert message.to == [KNOWN]
    answer = client.post("/signin/code/", {"code": code_in(message)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_an_unknown_address_without_an_invitation_hears_so_by_mail_and_never_gets_in(db: None) -> None:
    client = Client()
    assert ask(client, UNKNOWN)["Location"] == "/signin/code/"
    (message,) = mail.outbox
    assert "no account" in message.subject.lower()
    assert not re.search(r"\d{6}", str(message.body))
    assert "_auth_user_id" not in client.session
    assert not Person.objects.exists()


def test_an_unknown_address_with_an_invitation_makes_its_account_with_the_code(invite: str, db: None) -> None:
    client = Client(headers={"Accept-Language": "de"})
    hold_invite(client, invite)
    ask(client, UNKNOWN, time_zone="Europe/Berlin", next="/i/a-valid-token/join/")
    assert not Person.objects.exists(), "the account is made by the code, not by the asking"
    answer = client.post("/signin/code/", {"code": code_in(mail.outbox[0])})
    assert answer["Location"] == "/i/a-valid-token/join/"
    person = Person.objects.get()
    assert (person.email, person.language, person.time_zone) == (UNKNOWN, "de", "Europe/Berlin")
    assert not person.has_usable_password()
    assert client.session["invite_token"] == invite, "the invitation is still at hand for joining"


def test_an_invitation_that_does_not_hold_makes_nobody(invite: str, db: None) -> None:
    client = Client()
    hold_invite(client, "another-token")
    ask(client, UNKNOWN)
    assert "no account" in mail.outbox[0].subject.lower()


@pytest.mark.parametrize("with_invite", [False, True])
def test_the_cases_look_alike_in_status_headers_pages_and_queries(
    ana: Person, invite: str, with_invite: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.adapters.Account.generate_login_code", lambda self: "123456")
    seen = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        if with_invite:
            hold_invite(client, invite)
        story = []
        for step in (
            lambda c=client, a=address: ask(c, a),
            lambda c=client: c.get("/signin/code/"),
            lambda c=client: c.post("/signin/code/", {"code": "12345"}),
            lambda c=client: c.post("/signin/code/", {"code": "000000"}),
            lambda c=client: c.post("/signin/code/resend/"),
            lambda c=client: c.get("/signin/code/"),
            lambda c=client: c.post("/signin/code/", {"code": "000000"}),
            lambda c=client: c.post("/signin/code/", {"code": "000000"}),
            lambda c=client: c.get("/signin/"),
        ):
            with CaptureQueriesContext(connection) as queries:
                answer = step()
            headers = {name: sorted(value.split("; ")) for name, value in answer.items() if name != "Content-Length"}
            kinds = [re.sub(r"'[^']*'|\d+", "?", q["sql"])[:60] for q in queries]
            story.append((answer.status_code, headers, bare(answer.text), kinds))
        cookies = {name: (one["max-age"], one["path"], one["httponly"]) for name, one in client.cookies.items()}
        seen.append((story, cookies))
    known, unknown = seen
    for one, other in zip(known[0], unknown[0], strict=True):
        assert one == other
    assert known[1] == unknown[1]


def test_the_mail_is_written_outside_of_the_request(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    handed = []
    monkeypatch.setattr("community.mail.deliver.apply_async", lambda args, **how: handed.append((args, how)))
    for address in (KNOWN, UNKNOWN):
        ask(Client(), address)
    assert mail.outbox == []
    assert [args[0] for args, _how in handed] == [KNOWN, UNKNOWN]
    assert all(how["argsrepr"] == "(…)" and how["expires"] == 600 for _args, how in handed), "no code in a worker's log"


def test_no_code_is_kept_in_the_clear_nor_logged(ana: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    client = Client()
    ask(client, KNOWN)
    code = code_in(mail.outbox[0])
    client.post("/signin/code/", {"code": other_than(code)})
    kept = str([row.get_decoded() for row in Session.objects.all()])
    assert "code_mac" in kept
    assert code not in kept
    assert code not in caplog.text


def test_three_tries_then_a_new_code_is_needed(ana: Person) -> None:
    client = Client()
    ask(client, KNOWN)
    code = code_in(mail.outbox[0])
    for left in (2, 1):
        answer = client.post("/signin/code/", {"code": other_than(code)})
        assert answer.status_code == 200
        assert f"{left} tr" in answer.text
    assert client.post("/signin/code/", {"code": other_than(code)})["Location"] == "/signin/"
    assert client.post("/signin/code/", {"code": code})["Location"] == "/signin/"
    assert "_auth_user_id" not in client.session


def test_tries_at_the_same_moment_are_counted_one_by_one(ana: Person, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_code": "1000/m/ip"}
    client = Client()
    ask(client, KNOWN)
    code = code_in(mail.outbox[0])
    cookie = client.cookies["sessionid"].value
    wrong = [other_than(code)] * 11
    ready = threading.Barrier(12)
    judged: list[str] = []

    def one(guess: str) -> None:
        twin = Client()
        twin.cookies["sessionid"] = cookie
        ready.wait()
        answer = twin.post("/signin/code/", {"code": guess})
        judged.append("wrong" if answer.status_code == 200 else answer["Location"])
        connections.close_all()

    threads = [threading.Thread(target=one, args=(guess,)) for guess in [*wrong, other_than(other_than(code))]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert judged.count("wrong") == 2, "the third wrong one spends the code, whatever came at the same time"
    assert len(judged) == 12


def test_a_code_that_is_not_six_digits_costs_no_try(ana: Person) -> None:
    client = Client()
    ask(client, KNOWN)
    for odd in ("", "12345", "1234567", "abcdef", "12 34 5", "x" * 5000, "\x00", "１２３４５"):
        answer = client.post("/signin/code/", {"code": odd})
        assert answer.status_code == 200, odd
    assert client.post("/signin/code/", {"code": code_in(mail.outbox[0])})["Location"] == "/"


@pytest.mark.parametrize("script", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
def test_the_digits_of_other_keyboards_are_understood(ana: Person, script: str) -> None:
    client = Client()
    ask(client, KNOWN)
    typed = "".join(script[int(digit)] for digit in code_in(mail.outbox[0]))
    assert client.post("/signin/code/", {"code": f" {typed[:3]} {typed[3:]} "})["Location"] == "/"


def test_a_code_works_for_ten_minutes(ana: Person) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, KNOWN)
        clock.shift(599)
        assert client.get("/signin/code/").status_code == 200
        clock.shift(2)
        answer = client.post("/signin/code/", {"code": code_in(mail.outbox[0])})
        assert answer["Location"] == "/signin/"
    assert "_auth_user_id" not in client.session


def test_another_code_replaces_the_first_and_has_its_own_ten_minutes(ana: Person) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, KNOWN)
        clock.shift(550)
        client.post("/signin/code/resend/")
        first, second = (code_in(message) for message in mail.outbox)
        clock.shift(550)
        if first != second:
            assert client.post("/signin/code/", {"code": first}).status_code == 200
        assert client.post("/signin/code/", {"code": second})["Location"] == "/"


def test_no_more_than_three_further_codes_are_sent(ana: Person) -> None:
    client = Client()
    ask(client, KNOWN)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            clock.shift(100)
            client.post("/signin/code/resend/")
    assert len(mail.outbox) == 4
