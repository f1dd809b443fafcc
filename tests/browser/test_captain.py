"""What a captain does against words, from the menu beside them, while others look on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.talking import bubble, live, menu_of, no_barriers, open_talk, say
from tests.cast import Cast


def test_a_captain_takes_words_out_of_sight_for_everybody_who_looks_on(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    say(ben, "If you can't keep up, stay home.")
    expect(bubble(ana, "If you can't keep up, stay home.")).to_be_visible()
    expect(menu_of(ana, "If you can't keep up, stay home.").get_by_text("Take out of sight")).to_have_count(0)
    cara = open_talk(visit(cast.cara))
    menu_of(cara, "If you can't keep up, stay home.").get_by_role("link", name="Take out of sight").click()
    expect(cara.get_by_role("heading", name="Take this message by Ben out of sight?")).to_be_visible()
    no_barriers(cara)
    cara.get_by_role("button", name="Take out of sight").click()
    expect(cara.get_by_text("Say why. Its author reads it.").first).to_be_visible()
    cara.get_by_label("The reason").fill("This was unkind. Say it differently.")
    cara.get_by_role("button", name="Take out of sight").click()
    live(cara)
    for page in (cara, ana, ben):
        expect(page.locator(".bubble--hidden")).to_have_text("Taken out of sight.")
        assert "stay home" not in (page.locator(".log").text_content() or "")
    expect(menu_of(cara, "Taken out of sight.").get_by_text("Take out of sight")).to_have_count(0)
