"""Writing to somebody alone: from the list of people and from a message, the answer, live, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from messaging.actions import direct, messages
from messaging.models import Direct
from tests.browser.conftest import DESK, LOOKS, Visit
from tests.browser.talking import TALK, bubble, live, menu_of, no_barriers, open_talk, say, talk_like_people
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, opened

PROMISE = "Gemütlich heißt: wir reden die ganze Zeit. Versprochen."


def test_somebody_is_asked_from_a_message_says_yes_and_both_talk_live(visit: Visit, cast: Cast) -> None:
    talk_like_people(cast)
    ana = open_talk(visit(cast.ana))
    menu_of(ana, PROMISE).get_by_role("link", name="Write to Ben").click()
    ana.get_by_label("Your words").fill("see https://strava.com/routes/1")
    ana.get_by_role("button", name="Ask").click()
    expect(ana.get_by_role("alert")).to_contain_text("A first message has no links")
    expect(ana.get_by_label("Your words")).to_have_value("see https://strava.com/routes/1")
    ana.get_by_label("Your words").fill(HELLO)
    ana.get_by_role("button", name="Ask").click()
    live(ana)
    expect(ana.locator(".composer__closed")).to_contain_text("Until they say yes, one message is all")
    ben = visit(cast.ben, size=DESK)
    ben.goto("/")
    expect(ben.locator(".rail").get_by_role("link", name="Direct")).to_contain_text("1")
    ben.locator(".rail").get_by_role("link", name="Direct").click()
    ben.get_by_role("link", name="Ana").click()
    live(ben)
    expect(bubble(ben, HELLO)).to_be_visible()
    ben.get_by_role("button", name="Say yes").click()
    expect(ana.locator("#composer")).to_be_visible()  # made anew by itself
    live(ana)
    say(ana, "By the crane at seven?")
    expect(bubble(ben, "By the crane at seven?")).to_be_visible()
    say(ben, "I will be there")
    expect(bubble(ana, "I will be there")).to_be_visible()


def test_beside_another_page_the_count_of_direct_messages_follows(visit: Visit, cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    ana = open_talk(visit(cast.ana, size=DESK))
    link = ana.locator(".rail").get_by_role("link", name="Direct")
    expect(link.locator(".count")).to_have_count(0)
    ben = open_talk(visit(cast.ben), f"/direct/{room}/")
    say(ben, "Do you hear me?")
    expect(link.locator(".count")).to_contain_text("1")
    other = open_talk(visit(cast.ana), f"/direct/{room}/")
    expect(bubble(other, "Do you hear me?")).to_be_visible()
    expect(link.locator(".count")).to_have_count(0)  # read on the other device


def test_the_list_shows_a_request_and_new_words_without_a_reload(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ana, size=DESK)
    page.goto("/direct/")
    page.locator("html[data-live]").wait_for(state="attached")
    expect(page.get_by_role("heading", name="No direct messages")).to_be_visible()
    page.evaluate("window.same = true")
    asks(cast, cast.ben, cast.ana, HELLO)
    row = page.get_by_role("link", name="Ben")
    expect(row).to_contain_text("Asks", timeout=2000)
    talk = opened(cast, cast.ana, cast.cara).room_id
    above = page.locator("[aria-labelledby=between-two] a").first
    expect(above).to_contain_text("Cara", timeout=2000)
    opened(cast, cast.ana, cast.nia)
    expect(above).to_contain_text("Nia", timeout=2000)
    messages.send(cast.cara, talk, uuid4(), "By the crane at seven")
    expect(above).to_contain_text("By the crane at seven", timeout=2000)
    expect(above).to_contain_text("1", timeout=2000)
    above.focus()
    messages.send(cast.cara, talk, uuid4(), "Or at eight")
    expect(above).to_contain_text("Or at eight", timeout=2000)
    expect(above).to_be_focused()
    assert page.evaluate("window.same"), "nothing was loaded anew"


def test_without_a_script_one_asks_declines_switches_off_and_writes(visit: Visit, cast: Cast) -> None:
    ana = visit(cast.ana, java_script_enabled=False)
    ana.goto(f"{TALK}people/")
    ana.get_by_role("link", name="Write to Ben").click()
    ana.get_by_label("Your words").fill(HELLO)
    ana.get_by_role("button", name="Ask").click()
    room = Direct.objects.get().room_id
    ben = visit(cast.ben, java_script_enabled=False)
    ben.goto(f"/direct/{room}/")
    ben.get_by_role("button", name="Say no").click()
    expect(ben.get_by_role("heading", name="No direct messages")).to_be_visible()
    ben.get_by_role("button", name="Nobody of Harbour Runners may ask").click()
    expect(ben.get_by_role("button", name="People of Harbour Runners may ask")).to_be_visible()
    ana.goto("/direct/")
    expect(ana.get_by_role("link", name="Ben")).to_contain_text("Waits for an answer")
    direct.accept(cast.ben, room)
    ana.goto(f"/direct/{room}/")
    ana.get_by_label("Message Ben").fill("So you are")
    ana.get_by_role("button", name="Send").click()
    expect(bubble(ana, "So you are")).to_be_visible()
    ben.goto(f"/direct/{room}/")
    ben.get_by_role("button", name="Mark as read").click()
    cara = visit(cast.cara, java_script_enabled=False)
    cara.goto(f"{TALK}people/")
    cara.get_by_role("link", name="Write to Ben").click()
    expect(cara.get_by_role("alert")).to_contain_text("They take no direct messages here")


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_the_pages_of_two_have_no_barriers(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    messages.send(cast.ben, room, uuid4(), "By the crane at seven, as always?")
    asked = asks(cast, cast.cara, cast.ana, "I have your bottle from Tuesday. Shall I bring it along?").room_id
    ana = visit(cast.ana, size=size, color_scheme=scheme)
    nia = cast.profile(cast.nia, cast.harbour).pk
    pages = {
        "people": f"{TALK}people/",
        "list": "/direct/",
        "ask": f"/direct/to/{nia}/",
        "asked": f"/direct/{asked}/",
        "talk": f"/direct/{room}/",
    }
    for shot, path in pages.items():
        ana.goto(path)
        if shot in ("asked", "talk"):
            live(ana)
        no_barriers(ana)
        shoot(ana, f"direct-{shot}-{name}-{scheme}")
    nobody = visit(cast.nia, size=size, color_scheme=scheme)
    nobody.goto("/direct/")
    no_barriers(nobody)
    shoot(nobody, f"direct-nobody-{name}-{scheme}")
