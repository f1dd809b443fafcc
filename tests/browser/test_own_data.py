"""One's own data as hands and eyes meet it: what is kept, taking it along, going for good, the receipt."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from messaging.actions import messages
from moderation.actions import erasing, exporting
from moderation.models import REGRET, Erasure, Export
from tests.browser.conftest import LOOKS, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast

Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_one_takes_everything_along_and_goes(
    visit: Visit, cast: Cast, shoot: Shoot, name: str, size: dict[str, int], scheme: str
) -> None:
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "See you at the old crane")
    page = visit(size=size, client=cast.client(cast.ana), color_scheme=scheme)
    look = partial(_look, page, shoot, f"{name}-{scheme}")
    page.goto("/me/")
    page.get_by_role("link", name="What is kept about you").click()
    expect(page.get_by_role("heading", name="Your messages")).to_be_visible()
    look("kept", closely=True)
    page.goto("/me/data/")
    look("data", closely=True)
    page.get_by_role("link", name="Ask for your data").click()
    look("ask")
    page.get_by_role("button", name="Make it").click()
    look("being-made")
    exporting.make(Export.objects.get().pk)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Fetch it").click()
    look("fetch")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Fetch it now").click()
    with zipfile.ZipFile(fetched.value.path()) as archive:
        assert "See you at the old crane" in json.dumps(json.loads(archive.read("data.json")))
        read = visit(size=size, color_scheme=scheme)
        read.set_content(archive.read("index.html").decode())
        expect(read.get_by_text("See you at the old crane")).to_be_visible()
        shoot(read, f"own-data-archive-{name}-{scheme}")
    _goes(page, look)


def _look(page: Page, shoot: Shoot, name: str, what: str, *, closely: bool = False) -> None:
    assert not closely or faults_of(page) == [], what
    shoot(page, f"own-data-{what}-{name}")


def _goes(page: Page, look: Callable[..., None]) -> None:
    page.goto("/me/data/erase/")
    look("erase", closely=True)
    page.get_by_role("button", name="Erase my account in seven days").click()
    expect(page.get_by_role("button", name="Keep my account")).to_be_visible()
    look("seven-days")
    receipt = page.url
    page.goto("/me/data/")
    look("waiting")
    Erasure.objects.update(asked_at=timezone.now() - REGRET - timedelta(hours=1), due_at=timezone.now())
    erasing.tend(timezone.now())
    page.goto(receipt)
    expect(page.get_by_role("heading", name="Everything is gone")).to_be_visible()
    look("receipt", closely=True)


def test_whoever_is_asked_again_types_a_code_without_script(visit: Visit, cast: Cast, shoot: Shoot) -> None:
    page = visit(cast.ana, java_script_enabled=False)
    page.goto("/me/data/erase/")
    shoot(page, "own-data-prove")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That code is not right")).to_be_visible()
    shoot(page, "own-data-prove-wrong")
