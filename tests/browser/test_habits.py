"""How somebody keeps a room for themselves, on two devices at once: unread again, muted, being written."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from messaging.actions import unsent
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, bubble, fill_room, live, menu_of, message, no_barriers, open_talk, say
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


def test_what_is_being_written_follows_to_the_other_device_and_goes_when_it_is_sent(visit: Visit, cast: Cast) -> None:
    phone, desk = open_talk(visit(cast.ana)), open_talk(visit(cast.ana, size=DESK))
    talk = cast.talk(cast.harbour).pk
    his, hers = desk.locator("#write"), phone.locator("#write")
    until(phone, lambda: "drafts.js" in loaded(phone) and "drafts.js" in loaded(desk))
    hers.press_sequentially("Tuesday at sev")
    expect(his).to_have_value("Tuesday at sev", timeout=SOON_MS)
    his.press_sequentially("en")
    expect(hers).to_have_value("Tuesday at seven", timeout=SOON_MS)
    phone.context.set_offline(True)
    hers.fill("Wednesday, written in a tunnel")
    his.fill("Tuesday at seven, by the crane")
    until(desk, lambda: unsent.draft_of(cast.ana, talk).body == "Tuesday at seven, by the crane")
    phone.context.set_offline(False)
    expect(his).to_have_value("Wednesday, written in a tunnel", timeout=SOON_MS * 2)
    expect(hers).to_have_value("Wednesday, written in a tunnel")
    third = open_talk(visit(cast.ana))
    expect(third.locator("#write")).to_have_value("Wednesday, written in a tunnel", timeout=SOON_MS)
    desk.get_by_role("button", name="Send").click()
    for page, field in ((phone, hers), (third, third.locator("#write")), (desk, his)):
        expect(field).to_have_value("", timeout=SOON_MS)
        expect(bubble(page, "Wednesday, written in a tunnel")).to_have_count(1)
    hers.fill("Typed and left")
    until(phone, lambda: unsent.draft_of(cast.ana, talk).body == "Typed and left")
    hers.fill("")
    until(phone, lambda: unsent.draft_of(cast.ana, talk).body == "")


def test_a_draft_that_is_sent_before_all_of_the_page_has_come_does_not_come_back(visit: Visit, cast: Cast) -> None:
    ana, talk, late = open_talk(visit(cast.ana)), cast.talk(cast.harbour).pk, list[Route]()
    until(ana, lambda: "drafts.js" in loaded(ana))
    ana.locator("#write").fill("Typed and left")
    until(ana, lambda: unsent.draft_of(cast.ana, talk).body == "Typed and left")
    ana.route("**/drafts*.js", lambda route: late.append(route))
    ana.reload()
    until(ana, lambda: bool(late))
    expect(ana.locator("#write")).to_have_value("Typed and left")
    ana.get_by_role("button", name="Send").click()
    expect(bubble(ana, "Typed and left")).to_have_count(1)
    late[0].continue_()
    until(ana, lambda: unsent.draft_of(cast.ana, talk).body == "")
    expect(ana.locator("#write")).to_have_value("")


def test_a_captain_pins_a_message_and_locks_talk_for_the_night(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    fill_room(cast, 40)
    ana, cara = open_talk(visit(cast.ana)), open_talk(visit(cast.cara, size=DESK, color_scheme="dark"))
    sheet = menu_of(cara, "number 3")
    shoot(cara, "habits-captain-menu")
    sheet.get_by_role("button", name=re.compile("^Pin")).click()
    top = ana.get_by_role("region", name="Pinned").get_by_role("link", name="Ben number 3")
    expect(top).to_be_visible(timeout=SOON_MS)
    ana.locator("main.log").evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(message(ana, "number 3")).not_to_be_in_viewport()
    top.click()
    expect(message(ana, "number 3")).to_be_in_viewport()
    cara.goto(f"{TALK}trust/")
    cara.locator("#night").scroll_into_view_if_needed()
    shoot(cara, "habits-night-captain")
    ana.locator("#write").fill("What I wanted to say")
    cara.get_by_role("button", name="Lock Talk for an hour").click()
    closed = ana.locator("#composer-locked")
    expect(closed).to_have_text(
        re.compile(r"Locked for the night until \d\d:\d\d\. Captains can write\."), timeout=SOON_MS
    )
    expect(ana.locator("#write")).to_be_hidden()
    no_barriers(ana)
    shoot(ana, "habits-night")
    open_talk(cara)
    say(cara, "Good night, all")
    expect(bubble(ana, "Good night, all")).to_be_visible()
    ana.reload()
    live(ana)
    expect(closed).to_be_visible()
    menu_of(cara, "number 3").get_by_role("button", name="Take it down").click()
    expect(top).to_have_count(0, timeout=SOON_MS)
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="Open Talk again").click()
    expect(ana.locator("#write")).to_have_value("What I wanted to say", timeout=SOON_MS)
    expect(ana.locator("#write")).to_be_visible()
    say(ana, "Good morning")
    expect(bubble(ana, "Good morning")).to_be_visible()


def test_all_emoji_are_found_by_name_for_a_reaction_and_for_what_is_being_written(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    fill_room(cast, 1)
    page = open_talk(visit(cast.ana, size=DESK, color_scheme="dark"))
    assert "emoji/" not in loaded(page)
    sheet = menu_of(page, "number 0")
    sheet.get_by_role("button", name="Another emoji").click()
    expect(sheet.get_by_role("button", name="grinning face", exact=True)).to_be_visible()
    no_barriers(page)
    sheet.get_by_label("Skin tone", exact=True).select_option("4")
    sheet.get_by_label("Another emoji").fill("thumbs up")
    shoot(page, "habits-emoji")
    sheet.get_by_role("button", name="thumbs up", exact=True).click()
    expect(message(page, "number 0").locator(".react")).to_contain_text("👍🏾")
    page.get_by_role("button", name="Add an emoji").click()
    sheet = page.get_by_role("dialog")
    first = sheet.get_by_role("group", name="Used lately").get_by_role("button")
    expect(first).to_have_text("👍🏾")
    sheet.get_by_role("button", name="Food and drink").click()
    cake = sheet.get_by_role("button", name="grapes", exact=True)
    cake.focus()
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("button", name="melon", exact=True)).to_be_focused()
    shoot(page, "habits-emoji-composer")
    page.keyboard.press("Enter")
    expect(page.locator("#write")).to_have_value("🍈")
    expect(page.locator("#write")).to_be_focused()
    page.get_by_role("button", name="Add an emoji").click()
    page.get_by_role("dialog").get_by_label("Another emoji").fill("birthday cake")
    page.keyboard.press("Enter")
    expect(page.locator("#write")).to_have_value("🍈🎂")


def loaded(page: Page) -> str:
    """Which modules have come."""
    return str(page.evaluate("performance.getEntriesByType('resource').map((one) => one.name).join(' ')"))


def until(page: Page, true: Callable[[], bool]) -> None:
    """Until that is so, while the pages go on."""
    end = time.monotonic() + SOON_MS / 1000
    while not true():
        assert time.monotonic() < end, "it does not become so"
        page.wait_for_timeout(50)
