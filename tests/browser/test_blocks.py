"""Blocking somebody from what they said, how it looks live and drawn by the server, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from groups.actions import blocks
from messaging.access import unread_counts
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.talking import (
    TALK,
    bubble,
    fill_room,
    live,
    menu_of,
    message,
    no_barriers,
    open_talk,
    say,
    talk_like_people,
)
from tests.cast import Cast

LINE = "of somebody you blocked"
PROMISE = "Gemütlich heißt: wir reden die ganze Zeit. Versprochen."


def test_blocking_from_the_menu_folds_there_and_on_the_other_device_and_nobody_else_sees_it(
    visit: Visit, cast: Cast
) -> None:
    talk_like_people(cast)
    phone, desk, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    menu_of(phone, PROMISE).get_by_role("link", name="Block Ben").click()
    phone.get_by_role("button", name="Block Ben").click()
    expect(phone.get_by_role("status")).to_contain_text("You no longer hear Ben here")
    expect(desk.locator(".folded__line")).to_have_count(2)  # told by its own socket
    say(ben, "Anybody for a swim?")
    expect(desk.locator(".folded__line").last).to_contain_text(f"1 message {LINE}")
    expect(desk.locator(".folded__line")).to_have_count(3)
    expect(bubble(desk, "Anybody for a swim?")).to_be_hidden()
    expect(bubble(ben, "Anybody for a swim?")).to_be_visible()
    expect(ben.locator(".folded")).to_have_count(0)
    ben.locator("#composer textarea").fill("And cake")
    say(ben, "And cake")
    expect(desk.locator(".folded__line").last).to_contain_text(f"2 messages {LINE}")
    expect(desk.locator(".typing")).to_be_hidden()
    desk.locator(".folded__line").last.click()
    expect(bubble(desk, "Anybody for a swim?")).to_be_visible()
    phone.get_by_role("button", name="Hear Ben again").click()
    expect(desk.locator(".folded")).to_have_count(0)
    expect(bubble(desk, "Anybody for a swim?")).to_be_visible()


def test_without_scripts_a_fold_opens_too_and_a_message_leads_to_the_block(visit: Visit, cast: Cast) -> None:
    talk_like_people(cast)
    page = visit(cast.ana, java_script_enabled=False)
    page.goto(TALK)
    message(page, PROMISE).get_by_role("link", name="React and more").click()
    page.get_by_role("link", name="Block Ben").click()
    page.get_by_role("button", name="Block Ben").click()
    page.goto(TALK)
    line = page.locator(".folded__line").first
    expect(page.locator(".folded__line")).to_have_count(2)
    expect(bubble(page, PROMISE)).to_be_hidden()
    box = line.bounding_box()
    assert box is not None and box["height"] >= 44
    line.click()
    expect(bubble(page, PROMISE)).to_be_visible()


def test_what_is_folded_is_never_new_neither_here_nor_in_the_rail(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 30, "cara")
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    ana = visit(cast.ana, size=DESK)
    open_talk(ana, f"{TALK}notices/")
    rail = ana.locator(".rail a[data-rooms]").first
    expect(rail.locator(".count")).to_contain_text("30")
    ben, cara = open_talk(visit(cast.ben)), open_talk(visit(cast.cara))
    say(ben, "Only noise")
    expect(bubble(cara, "Only noise")).to_be_visible()
    say(cara, "Something at last")
    expect(rail.locator(".count")).to_contain_text("31")
    expect(rail).to_contain_text("Something at last")
    assert unread_counts(cast.ana)[cast.talk(cast.harbour).pk] == 31


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.soak
def test_the_pages_of_blocks_have_no_barriers(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], scheme: str, size: dict[str, int]
) -> None:
    talk_like_people(cast)
    ben = cast.profile(cast.ben, cast.harbour)
    page = visit(cast.ana, size=size, color_scheme=scheme)
    name = f"{'phone' if size is PHONE else 'desk'}-{scheme}"
    for shot, path in (("nobody", f"{TALK}blocks/"), ("ask", f"{TALK}people/{ben.pk}/block/")):
        page.goto(path)
        no_barriers(page)
        shoot(page, f"blocks-{shot}-{name}")
    blocks.block(cast.place(cast.ana, cast.harbour), ben)
    for shot, path in (("list", f"{TALK}blocks/"), ("people", f"{TALK}people/"), ("talk", TALK)):
        page.goto(path)
        if shot == "talk":
            live(page)
            page.locator(".folded__line").last.scroll_into_view_if_needed()
        no_barriers(page)
        shoot(page, f"blocks-{shot}-{name}")
