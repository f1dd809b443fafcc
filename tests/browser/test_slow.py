"""Talk slowed down by its captain, as those who are in it see it (trust.md R28)."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, open_talk, say, sent
from tests.cast import Cast


def test_the_captain_slows_talk_and_a_member_waits_without_losing_a_word(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    ana = visit(cast.ana)
    ana.goto(TALK)
    expect(ana.locator("html[data-live]")).to_have_count(1)
    line = ana.locator("#composer-slow")
    expect(line).to_be_hidden()
    cara = visit(cast.cara, size=DESK)
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="One message a minute").click()
    expect(cara.get_by_text("For everybody in Talk, until")).to_be_visible()
    cara.locator("#pace").scroll_into_view_if_needed()
    shoot(cara, "slow-captain")
    expect(line).to_have_text("One message a minute here.")
    expect(ana.get_by_text("The captain slows Talk down: one message a minute each.")).to_be_visible()
    ana.locator("textarea").fill("The first goes through")
    ana.get_by_role("button", name="Send").tap()
    expect(line).to_have_text(re.compile(r"One message a minute here\. Your next one in [01]:\d\d\."))
    ana.locator("textarea").fill("The second waits")
    ana.get_by_role("button", name="Send").tap()
    expect(ana.get_by_text("Talk goes slowly for now. Send it again in")).to_be_visible()
    expect(ana.get_by_text("The second waits")).to_be_visible()
    shoot(ana, "slow-member")
    cara.get_by_role("button", name="As fast as it likes").click()
    expect(line).to_be_hidden()
    ana.get_by_role("button", name="Try again").click()
    expect(ana.get_by_text("Talk goes slowly for now.")).to_have_count(0)


def test_what_one_said_just_before_counts_towards_the_pace(visit: Visit, cast: Cast) -> None:
    ana, cara = open_talk(visit(cast.ana)), visit(cast.cara, size=DESK)
    say(ana, "Said in good time")
    sent(ana, "Said in good time")
    cara.goto(f"{TALK}trust/")
    cara.get_by_role("button", name="One message in five minutes").click()
    expect(ana.locator("#composer-slow")).to_contain_text(re.compile(r"Your next one in [45]:\d\d\."))
