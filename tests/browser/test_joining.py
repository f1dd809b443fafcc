"""From the link to reading the chat: at most four taps beside typing address, code and name (product.md "Joining")."""

from __future__ import annotations

import email
import re
import subprocess
import sys
from collections.abc import Iterator
from email import policy
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from community.embedded.process import wait_until
from community.surface import Action
from groups.access import load_group
from groups.actions import invites
from groups.models import Membership
from messaging.actions import messages
from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.site import CHECKOUT, Site

MOST_TAPS = 4


@pytest.fixture
def postman(site: Site) -> Iterator[Path]:
    """A worker that writes mail into the outbox, as in `make run`; gives the outbox."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "community.celery",
        "--quiet",
        "worker",
        "--pool=solo",
        "-l",
        "ERROR",
    ]
    worker = subprocess.Popen(command, cwd=CHECKOUT, env=site.environment, stdin=subprocess.DEVNULL)
    yield Path(site.environment["SNUG_VAR"]) / "outbox"
    worker.terminate()
    worker.wait(20)


def code_for(address: str, outbox: Path) -> str:
    """The newest code sent to this address."""

    def newest() -> str:
        for file in sorted(outbox.glob("*.eml"), reverse=True) if outbox.exists() else []:
            letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            found = re.search(r"^\s*(\d{6})\s*$", body.get_content() if body else "", re.MULTILINE)
            if address in str(letter["to"]) and found:
                return found[1]
        return ""

    assert wait_until(lambda: bool(newest()), 60), "no code was sent"
    return newest()


class Thumb:
    """Taps, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name).and_(self.page.locator(":visible")).tap()
        self.taps += 1


@pytest.mark.parametrize("scripted", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_the_link_to_the_chat_in_four_taps(cast: Cast, visit: Visit, postman: Path, scripted: bool) -> None:
    place = load_group(cast.cara, cast.harbour.slug, Action.INVITE)
    _invite, token = invites.create(place, vouch="She laughs on hills.")
    page = visit(None, java_script_enabled=scripted)
    address = f"zoe{scripted:d}@example.org"
    thumb = Thumb(page)

    page.goto(f"/i/{token}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Runners")
    page.locator("input[type=email]:visible").fill(address)
    thumb.tap("Continue")
    page.get_by_label("6-digit code").fill(code_for(address, postman))
    thumb.tap("Continue")
    page.get_by_label("Your name in this group").fill("Zoe")
    thumb.tap("Join Harbour Runners")

    page.wait_for_url("**/g/harbour-runners/")
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Welcome Zoe")
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("Welcome Zoe")
    assert thumb.taps <= MOST_TAPS
    assert Membership.objects.current().filter(profile__person__email=address, profile__name="Zoe").exists()


def test_somebody_signed_in_joins_with_one_tap(cast: Cast, visit: Visit) -> None:
    place = load_group(cast.cara, cast.harbour.slug, Action.INVITE)
    _invite, token = invites.create(place)
    page = visit(cast.cleo)
    thumb = Thumb(page)
    page.goto(f"/i/{token}/")
    thumb.tap("Join")
    page.wait_for_url("**/g/harbour-runners/")
    assert thumb.taps == 1
    page.goto(f"/i/{token}/")
    page.wait_for_url("**/g/harbour-runners/")


def test_the_captain_makes_a_link_copies_it_and_takes_it_back(cast: Cast, visit: Visit) -> None:
    page = visit(cast.cara, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/g/harbour-runners/invites/")
    page.get_by_label("A line about them").fill("From the Tuesday track")
    page.get_by_role("button", name="Make an invitation").tap()
    link = page.get_by_label("The link", exact=True).input_value()
    page.get_by_role("button", name="Copy the link").tap()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("link", name="Done").tap()
    page.get_by_text("Take back").tap()
    page.get_by_role("button", name="Take it back").tap()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()
    other = visit()
    answer = other.goto(link)
    assert answer is not None
    assert answer.status == 404
