"""The devices of the demo: real encrypted pushes arrive at them over the network, and a page lists what they opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from community.actions import people
from community.demo import address, devices
from community.models import Person, PushSubscription
from community.notifications import Said
from community.notifications.channels.base import Outcome
from tests.community.parcels import carried, endpoints_of, parcel
from tests.push_service import decoded


@pytest.fixture
def demo(settings: Any, tmp_path: Path, live_server: Any) -> Path:
    """The house with the demo on, as a server that can be pushed to."""
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.community.with_demo"
    settings.VAR_DIR, settings.SITE_URL = tmp_path, live_server.url
    settings.PUSH_LOCAL_ENDPOINTS = [f"{live_server.url}/demo/push/"]
    return tmp_path


@pytest.fixture
def ana(demo: Path) -> Person:
    person = people.register(address("ana"))
    devices.give(person)
    return person


def test_a_push_arrives_is_opened_and_stands_on_the_page_newest_first(ana: Person) -> None:
    first = Said(title="First", line="It was said.", url="/g/a/", why="")
    second = Said(title="<b>Second</b>", line="<script>x</script>", url="/g/b/", why="")
    assert carried(parcel(ana, said=first)) == [Outcome.SENT]
    assert carried(parcel(ana, said=second)) == [Outcome.SENT]
    page = Client().get("/demo/push/").text
    assert page.index("Second") < page.index("First")
    for shown in ("It was said.", 'href="/g/a/"', "ana@demo.example", "&lt;script&gt;x", 'href="/demo/mail/"', "knock"):
        assert shown in page
    assert "<script>x" not in page
    assert 'href="/demo/push/"' in Client().get("/demo/mail/").text


def test_before_the_first_the_page_says_so(demo: Path) -> None:
    assert "No push yet" in Client().get("/demo/push/").text


def test_keys_and_pushes_are_their_owners_alone(ana: Person, demo: Path) -> None:
    carried(parcel(ana))
    files = [file for file in demo.glob("demo.push/**/*") if file.is_file()]
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_given_again_it_is_the_same_device(ana: Person) -> None:
    before = PushSubscription.objects.get()
    devices.give(ana)
    assert PushSubscription.objects.get() == before


def test_devices_follow_the_installation_to_another_port(ana: Person, settings: Any) -> None:
    before = PushSubscription.objects.get()
    devices.follow()
    assert endpoints_of(ana) == {before.endpoint}
    settings.SITE_URL = "http://localhost:8123"
    settings.PUSH_LOCAL_ENDPOINTS = ["http://localhost:8123/demo/push/"]
    devices.follow()
    row = PushSubscription.objects.get()
    assert row.endpoint.startswith("http://localhost:8123/demo/push/")
    assert (row.p256dh, row.auth) == (before.p256dh, before.auth)


def test_what_is_not_encrypted_for_it_is_refused_and_kept_nowhere(ana: Person, demo: Path) -> None:
    row = PushSubscription.objects.get()
    path = row.endpoint.removeprefix(str(row.endpoint).partition("/demo/")[0])
    key = ec.generate_private_key(ec.SECP256R1())
    point = decoded(row.p256dh)
    for_others = http_ece.encrypt(b"{}", private_key=key, dh=point, auth_secret=b"x" * 16)
    no_json = http_ece.encrypt(b"no json", private_key=key, dh=point, auth_secret=decoded(row.auth))
    for body in (b"", b"hello", b"\0" * 86, for_others, no_json):
        assert Client().post(path, body, content_type="application/octet-stream").status_code == 400, body
    assert Client().post(path, b"x" * 5000, content_type="application/octet-stream").status_code == 413
    assert Client().get(path).status_code == 405
    assert list(demo.glob("demo.push/*/*.push")) == []


def test_a_device_that_nobody_has_is_not_there(ana: Person) -> None:
    path = "/demo/push/00000000-0000-4000-8000-000000000000/"
    assert Client().post(path, b"", content_type="application/octet-stream").status_code == 404
