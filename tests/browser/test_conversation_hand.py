"""By hand and by keyboard: a real finger that holds, a skip to the field, and words typed before the scripts came."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import CDPSession, Page, Route, expect

from messaging.actions import messages
from messaging.models import Reaction
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, bubble, fill_room, live, open_talk, say, sent
from tests.cast import Cast

CLICK = """([x, y]) => document.elementFromPoint(x, y).dispatchEvent(
    new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y }))"""
UNDER = "([x, y]) => document.elementFromPoint(x, y).closest('button, dialog').className"


def touch(line: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def where(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_lifting_the_finger_after_a_hold_does_nothing_in_the_sheet_that_came_up_under_it(
    visit: Visit, cast: Cast
) -> None:
    fill_room(cast, 30)
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "Hold me")
    ana = open_talk(visit(cast.ana))
    finger = ana.context.new_cdp_session(ana)
    box = bubble(ana, "Hold me").bounding_box()
    assert box is not None
    touch(finger, "touchStart", (box["x"] + 20, box["y"] + 10))
    held = ana.locator(".msg--pressed")
    expect(held).to_have_css("user-select", "none")
    sheet = ana.get_by_role("dialog")
    expect(sheet).to_be_visible()
    heart = where(ana, ".quick__e")
    assert ana.evaluate(UNDER, heart) == "quick__e"
    touch(finger, "touchEnd")
    ana.evaluate(CLICK, heart)  # as some devices do
    ana.evaluate(CLICK, (5, 5))  # beside the sheet
    expect(sheet).to_be_visible()
    expect(held).to_have_count(0)
    assert not Reaction.objects.exists()
    touch(finger, "touchStart", heart)
    touch(finger, "touchEnd")
    expect(sheet).to_have_count(0)
    expect(ana.locator(".react")).to_have_attribute("aria-pressed", "true")


def test_from_the_top_of_the_page_the_field_is_two_stops_away(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 30)
    for scripts in (True, False):
        ana = visit(cast.ana, size=DESK, java_script_enabled=scripts)
        ana.goto(TALK)
        if scripts:
            live(ana)
        ana.keyboard.press("Tab")
        ana.keyboard.press("Tab")
        skip = ana.get_by_role("link", name="Skip to writing")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        ana.keyboard.press("Enter")
        expect(ana.locator("#write")).to_be_focused()


def test_who_may_only_read_is_offered_no_way_to_the_field(visit: Visit, cast: Cast) -> None:
    ana = visit(cast.ana, size=DESK)
    ana.goto(f"{TALK}notices/")
    expect(ana.get_by_role("link", name="Skip to the conversation")).to_have_count(1)
    expect(ana.get_by_role("link", name="Skip to writing")).to_have_count(0)


def test_words_typed_before_the_scripts_came_stand_below_the_draft(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    field = ana.locator("#composer textarea")
    field.fill("Half a thought")
    ana.goto("/me/")
    waiting: list[Route] = []
    scripts = re.compile(r"/conversation(\.\w+)?\.js$")
    ana.route(scripts, lambda route: waiting.append(route), times=1)
    with ana.expect_request(scripts):
        ana.goto(TALK, wait_until="commit")
    field.press_sequentially("Typed at once")
    waiting[0].continue_()
    live(ana)
    expect(field).to_have_value("Half a thought\nTyped at once")
    ana.reload()
    live(ana)
    expect(field).to_have_value("Half a thought\nTyped at once")
    say(ana, "Whole")
    sent(ana, "Whole")
