"""What a conversation gathers: polls, photos, a file, notices, and what is pinned above it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Locator, Page, expect

from messaging.actions import messages
from tests.browser.talking import TALK, bubble, live, menu_of, message, open_talk, say
from tests.browser.test_habits import in_rail
from tests.browser.test_media import photos, shown
from tests.browser.test_polls import card, sheet_of
from tests.browser.tour.two import Two
from tests.browser.tour.words import LAMP
from tests.messaging.hostile_media import pdf

NOTICE = "Thursday: we start at the crane, not at the bakery."
SUNRISE = "Sunrise behind the crane"


def tell(two: Two) -> None:
    asks_openly(two)
    asks_in_secret(two)
    shows_photos(two)
    hands_over_a_file(two)
    posts_a_notice(two)
    pins(two)


def asks_openly(two: Two) -> None:
    cara, ana = two.both
    sheet = fills_in(ana, "Which loop?", "Harbour loop", "Canal")
    two.show("asking", "Ana asks a poll, in a sheet above the conversation")
    sheet.get_by_role("button", name="Ask", exact=True).click()
    expect(card(cara).locator("[data-voted]")).to_have_text("0 of 5 have voted")
    for number, (page, option) in enumerate(((cara, "Canal"), (ana, "Harbour loop")), start=1):
        card(page).get_by_role("radio", name=option).check()
        card(page).get_by_role("button", name="Vote").click()
        expect(card(page).locator(".poll__option--own")).to_contain_text(f"{option} Your choice")
        for each in two.both:
            expect(card(each).locator("[data-voted]")).to_have_text(f"{number} of 5 have voted")
    card(cara).get_by_text("Who chose what").click()
    expect(card(cara).locator('[data-by="0"]')).to_have_text("Ana")
    two.to_the_end()
    two.show("poll", "Both have voted, and who chose what is open to all")
    closes(ana)
    for page in two.both:
        expect(card(page)).to_contain_text("This poll has ended.")
        expect(card(page).get_by_role("radio")).to_have_count(0)
    two.show("poll-closed", "Ana has closed it: it stays as it stands")


def asks_in_secret(two: Two) -> None:
    cara, ana = two.both
    sheet = fills_in(cara, "When should we run in winter?", "Early", "At noon", "Late")
    sheet.get_by_label("More than one may be chosen").check()
    sheet.get_by_label("Secret ballot").check()
    tomorrow = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=1)
    sheet.get_by_label("It ends").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    two.show("asking-secret", "Cara asks in secret; more than one may be chosen")
    sheet.get_by_role("button", name="Ask", exact=True).click()
    expect(card(ana)).to_contain_text("A secret ballot")
    for page, options in ((ana, ("Early", "Late")), (cara, ("Late",))):
        for option in options:
            card(page).get_by_role("checkbox", name=option).check()
        card(page).get_by_role("button", name="Vote in secret").click()
        expect(card(page)).to_contain_text("nobody can tell who chose what")
        if page is ana:
            two.to_the_end()
            two.show("ballot", "A ballot is looked at once more: handed in, it stays as it is")
        card(page).get_by_role("button", name="Hand it in").click()
        expect(card(page)).to_contain_text("Your ballot is handed in.")
    expect(card(cara).locator("[data-voted]")).to_have_text("2 of 5 have voted")
    expect(card(cara).locator("[data-count]")).to_have_count(0)
    two.to_the_end()
    two.show("secret", "Only how many have voted is told while it runs")
    third_ballot(two)
    closes(cara)
    for page in two.both:
        expect(card(page).locator("[data-count]")).to_have_text(["1", "1", "2"])
        expect(card(page).locator("[data-by]")).to_have_count(0)
    two.to_the_end()
    two.show("secret-closed", "Closed: what was chosen, and not by whom")


def third_ballot(two: Two) -> None:
    """Fewer than three would tell too much to be shown."""
    mid = UUID(card(two.cara).get_attribute("data-poll"))
    messages.vote(two.cast.ben, two.cast.talk(two.cast.harbour).pk, mid, uuid4(), [1])
    expect(card(two.cara).locator("[data-voted]")).to_have_text("3 of 5 have voted")


def fills_in(page: Page, question: str, *options: str) -> Locator:
    sheet = sheet_of(page)
    sheet.get_by_label("Your question").fill(question)
    for number, option in enumerate(options, start=1):
        sheet.get_by_label(f"Option {number}", exact=True).fill(option)
    return sheet


def closes(page: Page) -> None:
    card(page).get_by_text("Close the poll").click()
    card(page).get_by_role("button", name="Close it now").click()


def shows_photos(two: Two) -> None:
    cara, ana = two.both
    ana.locator("#add-media").set_input_files(photos()[:2])
    expect(ana.locator(".tray__one[data-state=there]")).to_have_count(2)
    ana.get_by_label("What can be seen?").first.fill(SUNRISE)
    two.show("tray", "Photos wait above the field; each is asked what can be seen on it")
    say(ana, "This morning")
    for page in two.both:
        expect(page.locator(".log .shot")).to_have_count(2)
        shown(page)
        two.to_the_end()
    two.show("photos", "The photos at both")
    first = cara.get_by_role("link", name=SUNRISE)
    first.focus()
    cara.keyboard.press("Enter")
    box = cara.get_by_role("dialog")
    expect(box.get_by_role("img", name=SUNRISE)).to_be_visible()
    expect(box.locator(".lightbox__said")).to_have_text(SUNRISE)
    expect(box.locator(".lightbox__img")).to_have_attribute("src", re.compile("/large/"))
    two.show("lightbox", "Large, with the words that say what is on it")
    cara.keyboard.press("ArrowRight")
    expect(box).to_contain_text("2/2")
    cara.keyboard.press("Home")
    expect(box).to_contain_text("1/2")
    cara.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(first).to_be_focused()


def hands_over_a_file(two: Two) -> None:
    cara, ana = two.both
    cara.locator("#add-media").set_input_files(
        FilePayload(name="Winter plan.pdf", mimeType="application/pdf", buffer=pdf())
    )
    expect(cara.locator(".tray__one[data-state=there]")).to_have_count(1)
    say(cara, "The plan for the winter")
    link = ana.get_by_role("link", name=re.compile("Winter plan.pdf"))
    with ana.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "Winter plan.pdf"
    assert Path(saved.value.path()).read_bytes() == pdf()
    two.show("file", "A PDF, which Ana has saved as it was sent")


def posts_a_notice(two: Two) -> None:
    cara, ana = two.both
    tab = ana.get_by_role("link", name=re.compile("^Notices"))
    expect(tab.locator(".count")).to_have_text("1 unread")
    open_talk(cara, f"{TALK}notices/")
    say(cara, NOTICE)
    expect(tab.locator(".count")).to_have_text("2 unread")
    two.show("notice", "Cara posts a notice, and Ana's tab counts it")
    tab.click()
    live(ana)
    expect(bubble(ana, NOTICE)).to_be_in_viewport()
    expect(ana.locator("#composer")).to_have_count(0)
    expect(in_rail(cara)).to_contain_text(NOTICE[:20])
    two.show("notices", "Notices are read by all and written by captains")
    for page in two.both:
        open_talk(page, TALK)


def pins(two: Two) -> None:
    cara, ana = two.both
    menu_of(cara, LAMP).get_by_role("button", name=re.compile("^Pin")).click()
    for page in two.both:
        expect(page.get_by_role("region", name="Pinned").get_by_role("link", name=f"Cara {LAMP}")).to_be_visible()
    two.to_the_end()
    expect(message(ana, LAMP)).not_to_be_in_viewport()
    two.show("pinned", "What the captain pins stands above the conversation")
    ana.get_by_role("region", name="Pinned").get_by_role("link").click()
    expect(message(ana, LAMP)).to_be_in_viewport()
    two.show("to-the-pinned", "It leads to where it was said")
