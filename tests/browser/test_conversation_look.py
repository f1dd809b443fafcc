"""The conversation as it looks: phone and desk, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.models import Person
from messaging.actions import messages
from messaging.models import Message
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import Cast

TALK = "/g/harbour-runners/"


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_the_conversation_stands_with_everything_in_its_place(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    talk_like_people(cast)
    page = visit(cast.ana, size=size, color_scheme=scheme, timezone_id="Europe/Berlin")
    page.goto(TALK)
    page.get_by_text("High water tomorrow").last.wait_for()
    page.locator("html[data-live]").wait_for(state="attached")
    shoot(page, f"talk.{name}.{scheme}")
    no_barriers(page)
    page.evaluate("document.querySelector('main.log').scrollTop = 0")
    expect(page.get_by_text("Welcome Nia")).to_be_in_viewport()
    shoot(page, f"talk-start.{name}.{scheme}")


@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_it_stands_from_right_to_left_too(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int]
) -> None:
    talk_like_people(cast)
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    page = visit(cast.ana, size=size, locale="ar")
    page.goto(TALK)
    page.locator("html[data-live][dir=rtl]").wait_for(state="attached")
    field = page.locator("#composer textarea")
    box, send = field.bounding_box(), page.locator("#composer button").bounding_box()
    assert box is not None and send is not None and send["x"] < box["x"]
    shoot(page, f"talk-rtl.{name}")
    no_barriers(page)


@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_it_stands_without_javascript_too(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int]
) -> None:
    talk_like_people(cast)
    page = visit(cast.ana, size=size, java_script_enabled=False)
    page.goto(TALK)
    expect(page.get_by_text("High water tomorrow").last).to_be_in_viewport()
    shoot(page, f"talk-plain.{name}")
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "I can bring it along on Thursday.")
    page.goto(TALK)
    page.locator(".turn--own").last.get_by_role("link", name="React and more").click()
    headings = {"message": "Your message", "edit": "Change your message", "delete": "Delete this message?"}
    for step, heading in headings.items():
        page.goto(re.sub("/(message|edit)/", f"/{step}/", page.url))
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        shoot(page, f"{step}.{name}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_what_can_befall_a_message_is_told_beside_it(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    talk_like_people(cast)
    page = visit(cast.ana, size=size, color_scheme=scheme, timezone_id="Europe/Berlin")
    page.goto(TALK)
    page.locator("html[data-live]").wait_for(state="attached")
    field, send = page.locator("#composer textarea"), page.get_by_role("button", name="Send")
    field.fill("I can bring it along on Thursday.")
    send.click()
    expect(page.locator(".turn--own").last).to_contain_text("sent")
    page.locator(".turn--own .bubble").last.hover()
    page.locator(".turn--own .msg__more").last.dispatch_event("click")
    expect(page.get_by_role("dialog")).to_be_visible()
    shoot(page, f"menu.{name}.{scheme}")
    no_barriers(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    shoot(page, f"menu-delete.{name}.{scheme}")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    expect(page.locator(".strip")).to_be_visible()
    field.fill("Or leave it at the bakery?")
    send.click()
    expect(page.locator(".turn--pending .state")).to_have_text("Will send when back")
    field.fill("x" * 4012)
    send.click()
    expect(page.locator("#composer-note")).to_be_visible()
    shoot(page, f"states.{name}.{scheme}")
    no_barriers(page)


@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_an_empty_room_says_what_belongs_there(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int]
) -> None:
    page = visit(cast.ana, size=size)
    page.goto(TALK)
    expect(page.get_by_role("heading", name="Nothing said yet")).to_be_visible()
    page.locator("html[data-live]").wait_for(state="attached")
    shoot(page, f"empty.{name}")
    no_barriers(page)
    page.goto(f"{TALK}notices/")
    expect(page.get_by_role("heading", name="No notices yet")).to_be_visible()
    expect(page.get_by_text("Captains post the notices")).to_be_visible()
    shoot(page, f"empty-notices.{name}")
    no_barriers(page)


ROWS = """() => [...document.querySelector(".log__in").children].map((row) => [
    row.dataset.key, row.className, row.getAttribute("aria-label"), row.textContent.replace(/\\s+/g, ""),
    [...row.querySelectorAll(".face, .turn__by, .state")].map((one) => one.className),
    [...row.querySelectorAll(".msg")].map((one) =>
        [one.id, one.dataset.mid, one.dataset.seq, one.innerHTML.replace(' role="button" aria-haspopup="dialog"', "")]),
])"""
STRANGE = """document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    for (const row of document.querySelectorAll(".log [data-key]")) row.dataset.key = `another-${row.dataset.key}`;
})"""


def test_the_client_draws_the_same_rows_as_the_server(visit: Visit, cast: Cast) -> None:
    talk_like_people(cast)
    cookie = {"name": "tz", "value": "Europe/Madrid", "url": ""}
    drawn = []
    for scripts in (False, True):
        page = visit(cast.ana, java_script_enabled=scripts, timezone_id="Europe/Berlin")
        address = page.context.cookies()[0]
        page.context.add_cookies([{**cookie, "url": f"http://{address['domain']}/"}])
        if scripts:  # the client knows none of the rows that came with the page, and draws them all
            page.add_init_script(STRANGE)
        page.goto(TALK)
        if scripts:
            page.locator("html[data-live]").wait_for(state="attached")
            assert page.locator("[data-key]:not([data-sign]), [data-key^=another]").count() == 0
        drawn.append(page.evaluate(ROWS))
    assert len(drawn[0]) > 10
    assert drawn[0] == drawn[1]
