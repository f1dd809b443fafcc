"""How somebody keeps a room for themselves, on two devices at once: unread again, muted."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, fill_room, live, menu_of, message, no_barriers, open_talk
from tests.cast import Cast

SOON_MS = 2_000 * 3  # two seconds, and the machine's other work


def in_rail(page: Page) -> Locator:
    return page.locator(".rail__list a", has_text="Harbour Runners")


def test_what_is_unread_and_what_is_muted_is_so_on_both_devices(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    fill_room(cast, 4)
    desk = visit(cast.ana, size=DESK, color_scheme="dark")
    desk.goto(f"{TALK}notices/")
    live(desk)
    expect(in_rail(desk).locator(".count")).to_contain_text("4")
    phone = open_talk(visit(cast.ana))
    expect(in_rail(desk).locator(".count")).to_have_count(0, timeout=SOON_MS)
    menu_of(phone, "number 2").get_by_role("button", name="Mark as unread").click()
    expect(in_rail(desk).locator(".count")).to_contain_text("2", timeout=SOON_MS)
    fresh = phone.locator(".fresh")
    expect(fresh).to_be_visible()
    expect(message(phone, "number 2")).to_be_in_viewport()
    shoot(phone, "habits-unread")
    phone.goto("/")
    expect(phone.locator(".row", has_text="Harbour Runners").locator(".count")).to_contain_text("2")
    open_talk(phone)  # looked at anew
    expect(in_rail(desk).locator(".count")).to_have_count(0, timeout=SOON_MS)
    mute(phone, desk, shoot)


def mute(phone: Page, desk: Page, shoot: Callable[[Page, str], None]) -> None:
    quiet = in_rail(desk).locator(".row__muted")
    expect(quiet).to_be_hidden()
    phone.get_by_role("link", name="Mute").click()
    no_barriers(phone)
    shoot(phone, "habits-mute")
    phone.get_by_role("button", name="For eight hours").click()
    live(phone)
    until = re.compile(r"Muted until \d\d:\d\d\.")
    expect(phone.get_by_role("link", name=until)).to_be_visible()
    expect(quiet).to_be_visible(timeout=SOON_MS)
    shoot(desk, "habits-muted-desk")
    second = open_talk(phone.context.new_page())
    phone.get_by_role("link", name=until).click()
    phone.get_by_role("button", name="Turn it on again").click()
    expect(quiet).to_be_hidden(timeout=SOON_MS)
    expect(second.get_by_role("link", name="Mute", exact=True)).to_be_visible(timeout=SOON_MS)
