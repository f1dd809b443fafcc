"""One's own settings, other languages, and the main pages once more with the looks exchanged."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.talking import TALK, live, open_talk
from tests.browser.tour.two import Two

OVER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LANGUAGES = (("de", "ltr", "German"), ("ar", "rtl", "Arabic, from right to left"))
MAIN = (
    ("talk", TALK, "The conversation"),
    ("notices", f"{TALK}notices/", "The notices"),
    ("people", f"{TALK}people/", "Who is here"),
    ("trust", f"{TALK}trust/", "The trust page"),
    ("directs", "/direct/", "Conversations of two"),
    ("search", f"{TALK}search/?q=lamp", "The search"),
    ("me", "/me/", "The settings"),
)


def tell(two: Two) -> None:
    settles(two)
    speak_another_language(two)
    exchange_their_looks(two)


def settles(two: Two) -> None:
    for page in two.both:
        page.goto("/me/")
        expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    two.show("settings", "What each has to settle")
    for page in two.both:
        page.goto("/me/notifications/")
        page.get_by_label("7 days", exact=True).check()
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_text("Kept.")).to_be_visible()
        expect(page.get_by_label("7 days", exact=True)).to_be_checked()
    two.show("notifications", "What reaches them, and when")


def speak_another_language(two: Two) -> None:
    for language, direction, name in LANGUAGES:
        for page in two.both:
            speaks(page, language)
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(page.locator("html")).to_have_attribute("dir", direction)
            open_talk(page)
            assert not page.evaluate(OVER), language
        two.to_the_end()
        two.show(f"talk-{language}", f"The conversation in {name}")
    for page in two.both:
        speaks(page, "en")


def speaks(page: Page, language: str) -> None:
    """Chosen on the settings page, whatever language that is in."""
    page.goto("/me/")
    form = page.locator("form", has=page.locator("[name=language]"))
    form.locator("[name=language]").select_option(language)
    form.locator("[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))


def exchange_their_looks(two: Two) -> None:
    two.cara.emulate_media(color_scheme="light")
    two.ana.emulate_media(color_scheme="dark")
    for name, path, caption in MAIN:
        for page in two.both:
            answer = page.goto(path)
            assert answer is not None and answer.ok, path
            assert not page.evaluate(OVER), path
        if path == TALK:
            live(two.cara)
            live(two.ana)
            two.to_the_end()
        two.show(name, f"{caption}, Cara's by day and Ana's by night")
