"""Where one is signed in, and the end of it."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from community import tasks
from community.actions import people, sessions
from community.devices import device_name
from community.middleware import Reader
from community.models import Person
from community.sessions import SessionStore
from community.zones import zones
from tests.community.doors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ana(db: None) -> Person:
    return people.register("ana@example.org")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "community.live.tell_many", lambda pairs: said.extend((name, orjson.loads(data)) for name, data in pairs)
    )
    return said


def mark(client: Client) -> str:
    return hashlib.sha256(client.cookies["sessionid"].value.encode()).hexdigest()


def test_the_page_lists_each_device_and_says_which_is_this_one(ana: Person) -> None:
    phone, laptop = signed_in(ana.email, PHONE), signed_in(ana.email, LAPTOP)
    page = laptop.get("/me/devices/").text
    assert "Safari on iPhone" in page
    assert "Firefox on Linux" in page
    assert page.count("This device") == 1
    assert page.index("This device") < page.index("Safari on iPhone"), "the newest first"
    assert "192.0.2." not in page
    assert phone.get("/me/").status_code == 200


def test_ending_a_session_signs_that_device_out_and_tells_its_sockets(ana: Person, told: list[tuple[str, Any]]) -> None:
    phone, laptop = signed_in(ana.email, PHONE), signed_in(ana.email, LAPTOP)
    row = UserSession.objects.get(session_key=phone.cookies["sessionid"].value)
    assert laptop.post(f"/me/devices/sessions/{row.pk}/end/")["Location"] == "/me/devices/"
    assert told == [(f"person:{ana.pk}", {"session_ended": mark(phone)})]
    assert phone.get("/me/")["Location"].startswith("/signin/")
    assert laptop.get("/me/").status_code == 200
    assert not Session.objects.filter(session_key=row.session_key).exists()


def test_ending_all_others_keeps_this_one(ana: Person, told: list[tuple[str, Any]]) -> None:
    others, here = [signed_in(ana.email) for _ in range(3)], signed_in(ana.email)
    here.post("/me/devices/sessions/end-others/")
    assert {pair[1]["session_ended"] for pair in told} == {mark(client) for client in others}
    assert [client.get("/me/").status_code for client in [*others, here]] == [302, 302, 302, 200]


def test_signing_out_tells_the_sockets_of_this_session(ana: Person, told: list[tuple[str, Any]]) -> None:
    here = signed_in(ana.email)
    ended = mark(here)
    here.post("/signout/")
    assert told == [(f"person:{ana.pk}", {"session_ended": ended})]


def test_another_persons_session_cannot_be_ended(ana: Person, told: list[tuple[str, Any]]) -> None:
    people.register("ben@example.org")
    bens = signed_in("ben@example.org")
    row = UserSession.objects.get(session_key=bens.cookies["sessionid"].value)
    anas = signed_in(ana.email)
    theirs, missing = anas.post(f"/me/devices/sessions/{row.pk}/end/"), anas.post("/me/devices/sessions/999999/end/")
    assert (theirs.status_code, theirs["Location"]) == (missing.status_code, missing["Location"])
    assert bens.get("/me/").status_code == 200
    assert told == []


def test_a_closed_account_is_signed_out_everywhere(ana: Person, told: list[tuple[str, Any]]) -> None:
    olga = people.register("olga@example.org")
    devices = [signed_in(ana.email) for _ in range(2)]
    marks = {mark(client) for client in devices}
    people.disable(olga, ana)
    assert [client.get("/me/")["Location"].startswith("/signin/") for client in devices] == [True, True]
    assert {pair[1]["session_ended"] for pair in told} == marks


def test_sessions_of_the_page_need_somebody_signed_in(db: None) -> None:
    for method, address in (("get", "/me/devices/"), ("post", "/me/devices/sessions/1/end/"), ("get", "/me/")):
        assert getattr(Client(), method)(address)["Location"].startswith("/signin/?next=")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Safari on iPhone"),
        (LAPTOP, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("StrideApp/3.1 (iPhone; iOS 18)", "An app on iPhone"),
        ("python-httpx/0.28", "python-httpx"),
        ("", "An app"),
        ("<script>alert(1)</script>", "An app"),
    ],
)
def test_a_device_is_named_in_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_language_and_zone_are_kept_and_spoken(ana: Person) -> None:
    client = signed_in(ana.email)
    assert client.post("/me/", {"language": "ar", "time_zone": "Africa/Cairo"})["Location"] == "/me/"
    page = client.get("/me/", headers={"Accept-Language": "en"})
    assert 'lang="ar" dir="rtl"' in page.text
    ana.refresh_from_db()
    assert (ana.language, ana.time_zone) == ("ar", "Africa/Cairo")


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx", "time_zone": "UTC"},
        {"language": "en", "time_zone": "../../etc/passwd"},
        {"language": "", "time_zone": ""},
        {},
        {"language": "en" * 500, "time_zone": "\x00"},
    ],
)
def test_an_unknown_language_or_zone_is_refused_beside_its_field(ana: Person, wrong: dict[str, str]) -> None:
    client = signed_in(ana.email)
    answer = client.post("/me/", wrong)
    assert answer.status_code == 200
    assert "_error" in answer.text
    ana.refresh_from_db()
    assert (ana.language, ana.time_zone) == ("en", "UTC")


def test_a_zone_that_this_machine_does_not_know_is_told_in_utc(ana: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(time_zone="Mars/Olympus")
    assert signed_in(ana.email).get("/me/").status_code == 200


def test_pages_keep_the_time_of_the_device_that_has_told_its_zone_else_that_of_the_account(ana: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(time_zone="Europe/Berlin")
    seen = Reader(lambda _request: HttpResponse(timezone.get_current_timezone_name()))
    request = RequestFactory().get("/")
    request.session = signed_in(ana.email).session
    told = {
        "": "Europe/Berlin",
        "America/Lima": "America/Lima",
        "../../etc/passwd": "Europe/Berlin",
        "x" * 500: "Europe/Berlin",
    }
    for cookie, zone in told.items():
        request.COOKIES["tz"] = cookie
        assert seen(request).text == zone


def test_sign_out_is_also_that_of_the_session_list(ana: Person) -> None:
    here = signed_in(ana.email)
    assert len(sessions.of(ana)) == 1
    here.post("/signout/")
    assert sessions.of(ana) == []


def test_what_has_expired_is_forgotten_by_the_clock(ana: Person) -> None:
    here, nobody = signed_in(ana.email), Client()
    nobody.post("/signin/", {"email": "zoe@example.org"})
    assert Session.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        tasks.forget_sessions()
        assert Session.objects.get().session_key == here.cookies["sessionid"].value, "nobody's is kept for an hour"
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        tasks.forget_sessions()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_a_session_counts_until_its_end_and_not_a_moment_longer() -> None:
    store = SessionStore()
    store["seen"] = 1
    store.set_expiry(60)
    store.save()
    assert store.session_key and DjangosStore(store.session_key)["seen"] == 1, "Django reads what we write"
    with time_machine.travel(timezone.now() + timedelta(seconds=59)):
        assert SessionStore(store.session_key)["seen"] == 1
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        late = SessionStore(store.session_key)
        assert "seen" not in late and late.session_key is None
    unknown = SessionStore("nobodyhasthiskey")
    assert "seen" not in unknown and unknown.session_key is None


def test_settings_offer_all_zones_and_have_chosen_ones_own(client: Client, ana: Person) -> None:
    people.settle(ana, language="en", time_zone="Pacific/Auckland")
    client.force_login(ana)
    page = client.get("/me/").content.decode()
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["en", "Pacific/Auckland"]
    assert all(f'<option value="{zone}"' in page for zone in zones())
    refused = client.post("/me/", {"language": "en", "time_zone": '"><script>'}).content.decode()
    assert '"><script>' not in refused
