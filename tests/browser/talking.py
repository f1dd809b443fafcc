"""What tests of the conversation do with a page: open Talk, say something, find it again."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from messaging.actions import messages
from messaging.models import Message, Room
from tests.cast import Cast

TALK = "/g/harbour-runners/"
MANY = "🧡 👍 😂 👏 🌅 🍰 🔥 🎉 🙏 😅 🏃 🥐 🌧️ 🦶 💪 🥳 👀 ☕ 🚲 🇩🇪"  # as many as one message takes


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


def message(page: Page, text: str) -> Locator:
    return page.locator(".msg", has=page.locator(".bubble", has_text=re.compile(f"^{re.escape(text)}$")))


def menu_of(page: Page, text: str) -> Locator:
    """The open menu of a message."""
    message(page, text).hover()
    message(page, text).get_by_role("button", name="React and more").dispatch_event("click")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    return sheet


def sent(page: Page, text: str) -> None:
    expect(turn(page, text)).not_to_have_class(re.compile("pending|failed"))
    expect(bubble(page, text)).to_have_count(1)


def fill_room(cast: Cast, count: int, who: str = "ben", room: Room | None = None) -> None:
    """So many messages; in Harbour Runners' Talk unless said otherwise."""
    pk = (room or cast.talk(cast.harbour)).pk
    for number in range(count):
        messages.seed(getattr(cast, who), pk, uuid4(), f"number {number}", timezone.now())


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


def talk_like_people(cast: Cast) -> None:
    room, now = cast.talk(cast.harbour).pk, timezone.now()

    def say(who: str, body: str, ago: timedelta, **reactions: str) -> None:
        ack = messages.seed(getattr(cast, who), room, uuid4(), body, now - ago)
        assert ack.mid is not None
        for name, emoji in reactions.items():
            for one in emoji.split():
                messages.react(getattr(cast, name), room, ack.mid, uuid4(), one, on=True)

    day = timedelta(days=1)
    say("cara", "Welcome Nia, good to have you here 👋 Thursday is the easy one, a fine place to start.", day)
    say("nia", "Danke euch! Ich freu mich.", day - timedelta(minutes=7))
    say("nia", "Ist das Tempo wirklich gemütlich? 😅", day - timedelta(minutes=7, seconds=-9))
    say(
        "ben",
        "Gemütlich heißt: wir reden die ganze Zeit. Versprochen.",
        day - timedelta(minutes=9),
        nia="🧡 😂",
        ana="🧡",
        cara="😂",
        bea="😂",
    )
    say("ana", "I’m in the chatty group with you, Nia.", day - timedelta(minutes=18))
    say("ana", "And there is cake after.", day - timedelta(minutes=18, seconds=3), ben="🍰", nia="🍰", cara="🍰 👏")
    say(
        "bea",
        "The water stop at km 5 is booked for Thursday, cups included. Cara asked, so thank her.",
        timedelta(hours=2),
    )
    say("ben", "Route: https://snug.example/routes/harbour-loop?km=8 (it is flat)", timedelta(minutes=50))
    say("nia", "صباح الخير! سأتأخر خمس دقائق غداً، ابدؤوا من دوني.", timedelta(minutes=40))
    say("cara", "High water tomorrow. Could somebody bring the lamp?", timedelta(minutes=12), ana="👍", nia="👍")
    lamp = Message.objects.get(body__startswith="High water")
    better = "High water tomorrow, so we take the upper path. Could somebody bring the lamp?"
    messages.edit(cast.cara, room, lamp.pk, uuid4(), better)
    messages.seed(
        cast.cara, cast.notices(cast.harbour).pk, uuid4(), "Bring a light from now on", now - timedelta(hours=30)
    )


def no_barriers(page: Page) -> None:
    """axe finds nothing on the page as it stands."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
