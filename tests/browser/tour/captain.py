"""What a captain does for the room: words out of sight, a slower pace, a night's rest."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import expect

from messaging.actions import messages
from tests.browser.talking import TALK, bubble, live, menu_of, open_talk, say, sent
from tests.browser.test_habits import SOON_MS, in_rail
from tests.browser.tour.two import Two

UNKIND = "If you can't keep up, stay home."


def tell(two: Two) -> None:
    takes_out_of_sight(two)
    slows_talk(two)
    locks_talk_for_the_night(two)


def takes_out_of_sight(two: Two) -> None:
    cara = two.cara
    messages.send(two.cast.ben, two.cast.talk(two.cast.harbour).pk, uuid4(), UNKIND)
    for page in two.both:
        expect(bubble(page, UNKIND)).to_be_visible()
    menu_of(cara, UNKIND).get_by_role("link", name="Take out of sight").click()
    cara.get_by_label("The reason").fill("This was unkind. Say it differently.")
    two.show("hiding", "The captain takes Ben's words out of sight, and says why to him")
    cara.get_by_role("button", name="Take out of sight").click()
    live(cara)
    for page in two.both:
        expect(page.locator(".bubble--hidden")).to_have_text("Taken out of sight.")
        expect(page.locator(".log")).not_to_contain_text("stay home")
    expect(in_rail(cara).locator(".count")).to_have_count(0)
    two.to_the_end()
    two.show("hidden", "That something was there stays visible, its words do not")


def slows_talk(two: Two) -> None:
    cara, ana = two.both
    say(ana, "The first goes through")
    sent(ana, "The first goes through")
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="One message a minute").click()
    expect(cara.get_by_text("For everybody in Talk, until")).to_be_visible()
    cara.locator("#pace").scroll_into_view_if_needed()
    line = ana.locator("#composer-slow")
    expect(line).to_have_text(re.compile(r"One message a minute here\. Your next one in [01]:\d\d\."))
    say(ana, "The second waits")
    expect(ana.get_by_text("Talk goes slowly for now. Send it again in")).to_be_visible()
    two.show("slow", "Talk slowed down: one message a minute, and no word of Ana's is lost")
    cara.get_by_role("button", name="As fast as it likes").click()
    expect(line).to_be_hidden()
    ana.get_by_role("button", name="Try again").click()
    expect(ana.get_by_text("Talk goes slowly for now.")).to_have_count(0)


def locks_talk_for_the_night(two: Two) -> None:
    cara, ana = two.both
    ana.locator("#write").fill("What I wanted to say")
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="Lock Talk for an hour").click()
    expect(cara.get_by_text("Locked for the night")).to_be_visible()
    cara.locator("#night").scroll_into_view_if_needed()
    closed = ana.locator("#composer-locked")
    expect(closed).to_have_text(
        re.compile(r"Locked for the night until \d\d:\d\d\. Captains can write\."), timeout=SOON_MS
    )
    expect(ana.locator("#write")).to_be_hidden()
    two.show("night", "Talk is locked for the night")
    open_talk(cara)
    say(cara, "Good night, all")
    expect(bubble(ana, "Good night, all")).to_be_visible()
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="Open Talk again").click()
    expect(ana.locator("#write")).to_have_value("What I wanted to say", timeout=SOON_MS)
    expect(ana.locator("#write")).to_be_visible()
    open_talk(cara)
    say(ana, "Good morning")
    expect(bubble(cara, "Good morning")).to_be_visible()
    two.show("morning", "Open again, and what Ana had begun was still there")
