"""Looking for words, going to where they were said, and coming back to what is said now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.models import Person
from messaging.actions import messages
from tests.browser.conftest import DESK, LOOKS, PHONE, Visit
from tests.browser.talking import TALK, bubble, fill_room, live, message, no_barriers, open_talk, say, sent
from tests.cast import Cast

SEARCH = f"{TALK}search/"


def said(cast: Cast) -> None:
    talk = cast.talk(cast.harbour).pk
    long_ago = timezone.now() - timedelta(days=3)
    messages.seed(cast.cara, talk, uuid4(), "Am Dienstag über die Brücke, wer kommt mit?", long_ago)
    fill_room(cast, 150)
    messages.seed(cast.cara, talk, uuid4(), "نلتقي عند الجسر، brucke auf Deutsch", timezone.now())
    messages.send(cast.ana, talk, uuid4(), "Read it all")


def test_one_looks_goes_there_and_comes_back(visit: Visit, cast: Cast) -> None:
    said(cast)
    page = open_talk(visit(cast.ana))
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("BRUCKE dienst")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit mark")).to_have_text(["Dienst", "Brücke"])
    page.locator(".hit").click()
    live(page)
    place = message(page, "Am Dienstag über die Brücke, wer kommt mit?")
    expect(place).to_be_in_viewport()
    expect(place).to_be_focused()
    expect(bubble(page, "number 149")).to_have_count(0)
    expect(page.get_by_text("You are at an earlier place.")).to_be_visible()
    page.locator("main.log").evaluate("log => { log.scrollTop = log.scrollHeight }")
    expect(bubble(page, "number 60")).to_have_count(1)  # what came after is there to be read on
    say(page, "Found it again")
    sent(page, "Found it again")
    expect(bubble(page, "Found it again")).to_be_in_viewport()
    page.get_by_role("link", name="To the newest").click()
    live(page)
    expect(bubble(page, "Found it again")).to_be_in_viewport()
    expect(page.get_by_text("You are at an earlier place.")).to_have_count(0)


@pytest.mark.soak
def test_it_works_without_javascript(visit: Visit, cast: Cast) -> None:
    said(cast)
    page = visit(cast.ana, java_script_enabled=False)
    page.goto(SEARCH)
    page.get_by_role("searchbox").fill("Brücke")
    page.get_by_text("Narrow it down").click()
    page.get_by_label("By whom").select_option("Cara")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hit")).to_have_count(2)
    page.locator(".hit").last.click()
    expect(message(page, "Am Dienstag über die Brücke, wer kommt mit?")).to_be_in_viewport()


@pytest.mark.soak
@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_the_page_stands(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    said(cast)
    page = visit(cast.ana, size=size, color_scheme=scheme)
    page.goto(f"{SEARCH}?q=brucke&since=2020-01-01")
    expect(page.locator(".hit")).to_have_count(2)
    shoot(page, f"search.{name}.{scheme}")
    no_barriers(page)
    page.locator(".hit").last.click()
    live(page)
    shoot(page, f"search-place.{name}.{scheme}")
    no_barriers(page)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_it_stands_from_right_to_left_and_empty(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int]
) -> None:
    said(cast)
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    page = visit(cast.ana, size=size, locale="ar")
    page.goto(f"{SEARCH}?q=الجسر")
    expect(page.locator(".hit")).to_have_count(1)
    shoot(page, f"search-rtl.{name}")
    no_barriers(page)
    page.goto(f"{SEARCH}?q=nowhere")
    shoot(page, f"search-empty.{name}")
    no_barriers(page)
