"""The conversation as it looks: phone and desk, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from community.models import Person
from groups.actions import blocks
from messaging.actions import messages
from tests.browser.conftest import DESK, LOOKS, PHONE, Visit
from tests.browser.talking import TALK, no_barriers, open_talk, talk_like_people
from tests.cast import Cast


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
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
    box, send = field.bounding_box(), page.locator("#composer [type=submit]").bounding_box()
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


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
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
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.nia, cast.harbour))  # hers are folded
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
    assert any(row[1] == "folded" for row in drawn[0])
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_what_the_empty_field_says_stands_in_one_line(visit: Visit, cast: Cast, language: str, width: int) -> None:
    cast.ana.language = language
    cast.ana.save(update_fields=["language"])
    page = visit(cast.ana)
    page.set_viewport_size({"width": width, "height": 844})
    open_talk(page)
    field = page.locator("#write")
    one_line = page.locator(".composer__row .ibtn--fill").bounding_box()
    tall = field.bounding_box()
    assert one_line and tall and tall["height"] <= one_line["height"] + 1
    assert field.evaluate("it => it.scrollHeight <= it.clientHeight + 1")
