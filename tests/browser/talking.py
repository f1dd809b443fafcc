"""What tests of the conversation do with a page: open Talk, say something, find it again."""

from __future__ import annotations

import re
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from messaging.actions import messages
from tests.cast import Cast

TALK = "/g/harbour-runners/"


def open_talk(page: Page, url: str = TALK) -> Page:
    """Opens Talk and waits until the page is live."""
    page.goto(url)
    live(page)
    return page


def live(page: Page) -> None:
    page.locator("html[data-live]").wait_for(state="attached")


def say(page: Page, text: str) -> None:
    page.locator("#composer textarea").fill(text)
    page.get_by_role("button", name="Send").click()


def bubble(page: Page, text: str) -> Locator:
    return page.locator(".log .bubble", has_text=re.compile(f"^{re.escape(text)}$"))


def turn(page: Page, text: str) -> Locator:
    return page.locator(".turn", has=page.locator(".bubble", has_text=re.compile(f"^{re.escape(text)}$")))


def menu_of(page: Page, text: str) -> Locator:
    """The open menu of the one message of this turn."""
    more = turn(page, text).get_by_role("button", name="React and more")
    turn(page, text).hover()
    more.dispatch_event("click")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    return sheet


def sent(page: Page, text: str) -> None:
    expect(turn(page, text)).not_to_have_class(re.compile("pending|failed"))
    expect(bubble(page, text)).to_have_count(1)


def fill_room(cast: Cast, count: int, who: str = "ben") -> None:
    room = cast.talk(cast.harbour).pk
    for number in range(count):
        messages.seed(getattr(cast, who), room, uuid4(), f"number {number}", timezone.now())


READING = """(top) => {
  document.querySelector("main.log").scrollTop = top;
  const seen = [...document.querySelectorAll(".msg")].find((node) => node.getBoundingClientRect().top > 200);
  return [seen.dataset.mid, seen.getBoundingClientRect().top];
}"""


def read_at(page: Page, top: int) -> tuple[str, float]:
    """Scrolls there; which message is then being read, and where it stands on the screen."""
    mid, at = page.evaluate(READING, top)
    return mid, at


def top_of(page: Page, mid: str) -> float:
    at: float = page.evaluate("mid => document.querySelector(`[data-mid='${mid}']`).getBoundingClientRect().top", mid)
    return at
