"""What is said: sent, answered, felt about, addressed, changed, taken back and found again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.talking import TALK, bubble, live, menu_of, message, open_talk, say, sent
from tests.browser.test_mentions import chip
from tests.browser.test_replies import quote, reply, words
from tests.browser.tour.two import Two

LAMP = "Who brings the big lamp tomorrow?"
ANSWER = "I do, and a spare battery"
CALL = "@crew we meet ten minutes earlier."
WATER_STOP = "The water stop at km 5 is booked for Thursday, cups included. Cara asked, so thank her."


def tell(two: Two) -> None:
    for page in two.both:
        open_talk(page)
    two.show("talk", "The conversation, as each finds it: read from the first that is new")
    sends(two)
    replies(two)
    reacts(two)
    mentions(two)
    calls_the_crew(two)
    shares_a_link(two)
    changes(two)
    takes_back(two)
    searches(two)


def sends(two: Two) -> None:
    cara, ana = two.both
    cara.locator("#write").press_sequentially("Who brings", delay=20)
    expect(ana.locator("[data-typing]")).to_have_text("Cara is typing")
    two.show("typing", "Cara is typing, and Ana sees that she is")
    say(cara, LAMP)
    sent(cara, LAMP)
    expect(bubble(ana, LAMP)).to_be_visible()


def replies(two: Two) -> None:
    cara, ana = two.both
    reply(ana, LAMP)
    expect(ana.locator("#composer-answer")).to_contain_text(f"You reply to Cara: {LAMP}")
    ana.locator("#write").fill(ANSWER)
    two.show("replying", "Ana answers Cara's message: which one stands above her field")
    ana.get_by_role("button", name="Send").click()
    for page, name in ((cara, "You"), (ana, "Cara")):
        expect(quote(page, ANSWER)).to_have_text(f"{name} {LAMP}")
        expect(words(page, ANSWER)).to_be_in_viewport()
    two.show("reply", "The reply carries one line of what it answers")


def reacts(two: Two) -> None:
    cara, ana = two.both
    sheet = menu_of(ana, LAMP)
    two.show("menu", "What Ana can do with a message of Cara's")
    sheet.get_by_role("button", name="Another emoji").click()
    sheet.get_by_label("Skin tone", exact=True).select_option("4")
    sheet.get_by_label("Another emoji").fill("raised hand")
    expect(sheet.get_by_role("button", name="raised hand", exact=True)).to_have_text("✋🏾")
    two.show("picker", "All emoji, found by name, in the skin tone that Ana chose")
    sheet.get_by_role("button", name="raised hand", exact=True).click()
    for page, who in ((cara, "Ana"), (ana, "you")):
        react = message(page, LAMP).locator(".react")
        expect(react).to_have_attribute("aria-label", f"✋🏾 1, {who}")
    message(cara, LAMP).locator(".react").click()
    for page, who in ((cara, "you and Ana"), (ana, "you and Cara")):
        expect(message(page, LAMP).locator(".react")).to_have_attribute("aria-label", f"✋🏾 2, {who}")
    two.show("reactions", "Both have raised a hand, and who did is said")


def mentions(two: Two) -> None:
    cara, ana = two.both
    ana.locator("#write").focus()
    ana.keyboard.type("Is it the upper path, @ca")
    names = ana.get_by_role("listbox", name="Names to choose from")
    expect(names.get_by_role("option", name="@Cara")).to_be_visible()
    two.show("names", "Whoever is here can be named: chosen from a list")
    names.get_by_role("option", name="@Cara").click()
    ana.get_by_role("button", name="Send").click()
    expect(chip(cara, "@Cara")).to_have_class("mention mention--own")
    expect(chip(ana, "@Cara")).to_have_class("mention")


def calls_the_crew(two: Two) -> None:
    cara = two.cara
    cara.locator("#write").focus()
    cara.keyboard.type(CALL)
    expect(cara.get_by_text("@crew reaches 4 people. You can call them 2 times in 24 hours.")).to_be_visible()
    two.show("crew", "The captain is told whom a call reaches before she calls")
    cara.get_by_role("button", name="Send").click()
    for page in two.both:
        expect(chip(page, "@crew")).to_be_in_viewport()
    two.show("mentions", "Names stand out, one's own most of all")


def shares_a_link(two: Two) -> None:
    cara, ana = two.both
    say(ana, "Route https://snug.example/upper-path?km=8&utm_source=mail&fbclid=Q")
    for page in two.both:
        link = page.locator(".log .bubble a", has_text="upper-path")
        expect(link).to_have_attribute("href", "https://snug.example/upper-path?km=8")
        expect(link).to_be_in_viewport()
    expect(cara.locator(".log")).not_to_contain_text("utm_source")
    two.show("link", "What only followed its readers has gone from the link that Ana sent")


def changes(two: Two) -> None:
    cara, ana = two.both
    say(ana, "Meet at sevn")
    expect(bubble(cara, "Meet at sevn")).to_be_visible()
    menu_of(ana, "Meet at sevn").get_by_role("button", name="Change").click()
    expect(ana.locator("#composer-edit")).to_contain_text("You are changing: Meet at sevn")
    ana.locator("#write").fill("Meet at seven")
    two.show("changing", "Ana mends what she said")
    ana.get_by_role("button", name="Save").click()
    for page in two.both:
        expect(words(page, "Meet at seven").locator(".bubble__edited")).to_have_text("edited")
    two.show("edited", "Changed words say that they were changed")


def takes_back(two: Two) -> None:
    cara, ana = two.both
    say(ana, "Said too soon")
    expect(bubble(cara, "Said too soon")).to_be_visible()
    sheet = menu_of(ana, "Said too soon")
    sheet.get_by_role("button", name="Delete").click()
    expect(sheet.get_by_role("button", name="Delete")).to_be_visible()
    two.show("deleting", "Taking words back asks once more; Cara still has them")
    sheet.get_by_role("button", name="Delete").click()
    for page in two.both:
        expect(bubble(page, "Said too soon")).to_have_count(0)
    assert "Said too soon" not in cara.content()
    two.show("deleted", "They are gone at Cara's, too")


def searches(two: Two) -> None:
    for page in two.both:
        page.get_by_role("link", name="Search").click()
        page.get_by_role("searchbox").fill("water stop")
        page.keyboard.press("Enter")
        expect(page.locator(".hit mark")).to_have_text(["water", "stop"])
    two.show("search", "Found words, where and when they were said")
    for page in two.both:
        page.locator(".hit").click()
        live(page)
        expect(message(page, WATER_STOP)).to_be_in_viewport()
        expect(message(page, WATER_STOP)).to_be_focused()
    two.show("found", "A find leads to its place in the conversation")
    for page in two.both:
        open_talk(page, TALK)
