"""The demo's conveniences, and that they are nowhere else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from community import access
from community.actions import people, roles
from community.demo import address, links
from community.models import Person, Role
from community.outbox import Outbox

ROOT = Path(__file__).parent.parent.parent
PROBE = """
import django
django.setup()
from django.urls import resolve, Resolver404
found = []
for path in ("/demo/maya/", "/demo/mail/", "/demo/push/", "/signin/"):
    try:
        resolve(path)
        found.append(path)
    except Resolver404:
        pass
print(" ".join(found))
"""


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with these settings; says which of the addresses exist there."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "SNUG_VAR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**kept, "DJANGO_SETTINGS_MODULE": "community.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


PRODUCTION = {
    "SNUG_PRODUCTION": "1",
    "SECRET_KEY": "x" * 50,
    "SITE_URL": "https://snug.example",
    "ALLOWED_HOSTS": "snug.example",
    "EMAIL_URL": "smtp://localhost",
}


def test_with_the_demo_on_its_doors_exist() -> None:
    assert start(SNUG_DEMO="1").stdout.split() == ["/demo/maya/", "/demo/mail/", "/demo/push/", "/signin/"]


@pytest.mark.parametrize("environment", [{}, {"SNUG_DEMO": "0"}, PRODUCTION, {**PRODUCTION, "SNUG_DEMO": "0"}])
def test_without_it_and_in_production_not_even_their_addresses_do(environment: dict[str, str]) -> None:
    done = start(**environment)
    assert done.stdout.split() == ["/signin/"], done.stderr


def test_production_with_the_demo_does_not_start() -> None:
    done = start(**PRODUCTION, SNUG_DEMO="1")
    assert done.returncode != 0
    assert "cannot be used with SNUG_PRODUCTION" in done.stderr


@pytest.fixture
def demo(settings: Any, tmp_path: Path, transactional_db: None) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.community.with_demo"
    settings.EMAIL_FILE_PATH = tmp_path


def test_a_link_signs_in_with_one_tap_and_passes_the_second_factor(demo: None) -> None:
    maya = people.register(address("maya"))
    roles.give(maya, Role.Kind.OPERATOR, by=None)
    client = Client()
    assert client.get("/demo/maya/")["Location"] == "/"
    assert client.session["_auth_user_id"] == str(maya.pk)
    assert access.second_factor_passed(maya, client.session)
    assert client.get("/me/devices/").text.count("This device") == 1


def test_what_a_link_passed_counts_nowhere_but_in_a_demo(demo: None, settings: Any) -> None:
    maya = people.register(address("maya"))
    client = Client()
    client.get("/demo/maya/")
    settings.DEMO = False
    assert not access.second_factor_passed(maya, client.session)


def test_a_second_link_changes_the_person(demo: None) -> None:
    ana, ben = people.register(address("ana")), people.register(address("ben"))
    client = Client()
    client.get("/demo/ana/")
    client.get("/demo/ben/")
    assert client.session["_auth_user_id"] == str(ben.pk)
    client.get("/demo/ana/")
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_only_demo_people_have_links(demo: None) -> None:
    people.register("cara@example.org")
    for name in ("cara", "nobody"):
        assert Client().get(f"/demo/{name}/").status_code == 404
    assert not Person.objects.filter(email__startswith="nobody").exists()


def test_each_link_is_a_whole_address(settings: Any) -> None:
    settings.SITE_URL = "http://localhost:8123"
    assert links(["maya", "ana"]) == [
        ("maya", "http://localhost:8123/demo/maya/"),
        ("ana", "http://localhost:8123/demo/ana/"),
    ]


def test_the_mail_page_shows_what_was_sent_newest_first(demo: None, settings: Any) -> None:
    people.register("ana@example.org")
    settings.EMAIL_BACKEND = "community.outbox.Outbox"
    Client().post("/signin/", {"email": "ana@example.org"})
    Client().post("/signin/", {"email": "<zoe>@example.org"})
    Client().post("/signin/", {"email": "zoe@example.org"})
    page = Client().get("/demo/mail/").text
    assert page.index("zoe@example.org") < page.index("ana@example.org")
    assert "for me" in page, "the code can be clicked"
    files = list(Path(settings.EMAIL_FILE_PATH).iterdir())
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_an_empty_outbox_is_a_page_too(demo: None) -> None:
    assert "No mail yet" in Client().get("/demo/mail/").text


def test_a_mail_cannot_put_html_into_the_page(demo: None, settings: Any) -> None:
    Outbox().send_messages(
        [mail.EmailMessage("<script>s</script>", "<script>b</script> http://x.example/", to=["a@b.c"])]
    )
    page = Client().get("/demo/mail/").text
    assert "<script>s" not in page
    assert "<script>b" not in page
    assert 'href="http://x.example/"' in page
