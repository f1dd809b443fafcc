"""The page that opens without a network: the same for everybody, and whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from messaging.shell import shell
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LANGUAGES = [language for language, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_the_same_for_everybody_and_speaks_one_language(cast: Cast, language: str) -> None:
    address = shell()["pages"][language]
    page = Client().get(address)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert cast.client(cast.ana).get(address).content == page.content
    assert "csrfmiddlewaretoken" not in page.text
    assert not re.search(r'"/static/', page.text), "its files have addresses of their own"


def test_there_is_no_page_in_a_language_that_nobody_speaks() -> None:
    assert Client().get("/offline/xx/").status_code == 404
    assert Client().get("/offline/static/community/mark.svg")["Location"] == "/static/community/mark.svg"


def test_all_that_it_is_made_of_is_there_and_nothing_is_missing() -> None:
    assets = {address.removeprefix(settings.STATIC_URL) for address in shell()["assets"]}
    assert {"messaging/keeping/offline.js", "messaging/offline.css", "community/icons/icons.svg"} <= assets
    assert any(name.endswith(".woff2") for name in assets)
    imported = re.compile(r'^import .*? from "(\.[^"]+)"', re.M)
    for name in assets:
        path = finders.find(name)
        assert path, name
        if name.endswith(".js"):
            folder = name.rpartition("/")[0]
            for other in imported.findall(Path(path).read_text()):
                up = other.startswith("../")
                whole = f"{folder.rpartition('/')[0]}/{other[3:]}" if up else f"{folder}/{other[2:]}"
                assert whole in assets, (name, other)


def test_the_worker_is_another_one_when_the_shell_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell()["version"]
    assert f'"version":"{before}"' in Client().get("/sw.js").text
    monkeypatch.setattr("messaging.shell._read", lambda name: b"other")
    assert shell()["version"] != before
