"""Apart from the others: kept for oneself, said to one alone, heard no more, and a while without a network."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from messaging.models import Message
from tests.browser.conftest import DESK
from tests.browser.offline import goes_offline, kept_talk, opens_cold
from tests.browser.talking import TALK, bubble, live, menu_of, message, open_talk, say, sent
from tests.browser.test_direct import PROMISE
from tests.browser.test_habits import SOON_MS, in_rail, loaded, until
from tests.browser.test_replies import words
from tests.browser.tour.two import Two
from tests.browser.tour.words import LAMP
from tests.messaging.directs import HELLO

TUNNEL = ("Written in the tunnel", "And this after it")


def tell(two: Two) -> None:
    keeps_it_for_later(two)
    goes_on_writing_elsewhere(two)
    asks_to_write_alone(two)
    blocks_somebody(two)
    is_offline_for_a_while(two)


def keeps_it_for_later(two: Two) -> None:
    """On two devices of Ana's."""
    desk, ana = two.opens("ana", DESK, "dark"), two.ana
    open_talk(desk, f"{TALK}notices/")
    menu_of(ana, LAMP).get_by_role("button", name="Mark as unread").click()
    expect(in_rail(desk).locator(".count")).to_be_visible(timeout=SOON_MS)
    expect(ana.locator(".fresh")).to_be_visible()
    two.album.show("unread", "Marked as unread on the phone, so on Ana's desk, too", ana=ana, desk=desk)
    open_talk(ana)
    two.to_the_end()
    expect(in_rail(desk).locator(".count")).to_have_count(0, timeout=SOON_MS)
    ana.get_by_role("link", name="Mute", exact=True).click()
    two.album.show("mute", "Muting says what it keeps away, and what not", ana=ana, desk=desk)
    ana.get_by_role("button", name="For eight hours").click()
    live(ana)
    muted = re.compile(r"Muted until \d\d:\d\d\.")
    expect(ana.get_by_role("link", name=muted)).to_be_visible()
    expect(in_rail(desk).locator(".row__muted")).to_be_visible(timeout=SOON_MS)
    two.album.show("muted", "Muted, on both of Ana's devices", ana=ana, desk=desk)
    ana.get_by_role("link", name=muted).click()
    ana.get_by_role("button", name="Turn it on again").click()
    expect(in_rail(desk).locator(".row__muted")).to_be_hidden(timeout=SOON_MS)
    desk.context.close()
    open_talk(ana)


def goes_on_writing_elsewhere(two: Two) -> None:
    desk, ana = open_talk(two.opens("ana", DESK, "dark")), two.ana
    until(ana, lambda: "drafts.js" in loaded(ana) and "drafts.js" in loaded(desk))
    ana.locator("#write").press_sequentially("Tuesday at sev")
    expect(desk.locator("#write")).to_have_value("Tuesday at sev", timeout=SOON_MS)
    two.album.show("draft", "What Ana begins on the phone stands on her desk", ana=ana, desk=desk)
    desk.locator("#write").press_sequentially("en, then")
    expect(ana.locator("#write")).to_have_value("Tuesday at seven, then", timeout=SOON_MS)
    desk.get_by_role("button", name="Send").click()
    expect(ana.locator("#write")).to_have_value("", timeout=SOON_MS)
    for page in (desk, *two.both):
        expect(bubble(page, "Tuesday at seven, then")).to_have_count(1)
    desk.context.close()


def asks_to_write_alone(two: Two) -> None:
    cara, ana = two.both
    menu_of(ana, LAMP).get_by_role("link", name="Write to Cara").click()
    ana.get_by_label("Your words").fill(HELLO)
    two.show("request", "Ana asks to write to Cara alone")
    ana.get_by_role("button", name="Ask").click()
    live(ana)
    expect(ana.locator(".composer__closed")).to_contain_text("Until they say yes, one message is all")
    cara.goto("/direct/")
    asking = cara.get_by_role("main").get_by_role("link", name="Ana")
    expect(asking).to_contain_text("Asks")
    asking.click()
    live(cara)
    expect(bubble(cara, HELLO)).to_be_visible()
    two.show("asked", "Cara reads it before she says yes or no")
    cara.get_by_role("button", name="Say yes").click()
    expect(ana.locator("#composer")).to_be_visible()
    live(ana)
    live(cara)
    for page, other, text in ((ana, cara, "By the crane at seven?"), (cara, ana, "I will be there")):
        say(page, text)
        expect(bubble(other, text)).to_be_visible()
    two.show("direct", "Two alone: nobody else reads this, the captain of no group and no brand")
    for page in two.both:
        open_talk(page)


def blocks_somebody(two: Two) -> None:
    cara, ana = two.both
    menu_of(ana, PROMISE).get_by_role("link", name="Block Ben").click()
    two.show("block", "Ana no longer wants to hear Ben, and reads what that means")
    ana.get_by_role("button", name="Block Ben").click()
    expect(ana.get_by_role("status")).to_contain_text("You no longer hear Ben here")
    open_talk(ana)
    expect(ana.locator(".folded__line").first).to_contain_text("of somebody you blocked")
    expect(bubble(ana, PROMISE)).to_be_hidden()
    expect(cara.locator(".folded")).to_have_count(0)
    ana.locator(".folded__line").first.scroll_into_view_if_needed()
    message(cara, PROMISE).scroll_into_view_if_needed()
    two.show("blocked", "His words are folded at hers; nobody else sees any of it")
    ana.goto(f"{TALK}blocks/")
    ana.get_by_role("button", name="Hear Ben again").click()
    open_talk(ana)
    expect(bubble(ana, PROMISE)).to_have_count(1)
    two.to_the_end()


def is_offline_for_a_while(two: Two) -> None:
    cara, ana = two.both
    for text in ("Bring a lamp", "Delete me", "See you at six"):
        say(cara, text)
        sent(cara, text)
    kept_talk(ana, two.site, "See you at six")
    goes_offline(ana)
    two.ana = opens_cold(ana, TALK)
    ana.close()
    changes_meanwhile(cara)
    for text in ("Bring a lamp", "Delete me", "See you at six"):
        expect(bubble(two.ana, text)).to_have_count(1)
    for text in TUNNEL:
        say(two.ana, text)
        expect(bubble(two.ana, text)).to_have_count(1)
        expect(bubble(cara, text)).to_have_count(0)
    two.to_the_end()
    two.show("offline", "Ana has no network: she reads what is kept on her phone, and what she writes waits")
    two.ana.context.set_offline(False)
    live(two.ana)
    comes_back(two)


def changes_meanwhile(cara: Page) -> None:
    menu_of(cara, "Bring a lamp").get_by_role("button", name="Change").click()
    cara.locator("#write").fill("Bring two lamps")
    cara.get_by_role("button", name="Save").click()
    sheet = menu_of(cara, "Delete me")
    sheet.get_by_role("button", name="Delete").click()
    sheet.get_by_role("button", name="Delete").click()
    expect(bubble(cara, "Delete me")).to_have_count(0)
    say(cara, "Said meanwhile")
    sent(cara, "Said meanwhile")


def comes_back(two: Two) -> None:
    for text in TUNNEL:
        sent(two.ana, text)
        expect(bubble(two.cara, text)).to_have_count(1)
    for page in two.both:
        expect(words(page, "Bring two lamps").locator(".bubble__edited")).to_have_text("edited")
        expect(bubble(page, "Delete me")).to_have_count(0)
        expect(bubble(page, "Said meanwhile")).to_have_count(1)
    assert Message.objects.filter(body__in=TUNNEL).count() == len(TUNNEL)
    two.to_the_end()
    two.show("back", "Back: what waited stands once at both, and what Cara changed meanwhile is right at Ana's")
