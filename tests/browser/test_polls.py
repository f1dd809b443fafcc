"""Polls in the browser: asked in a sheet, chosen in their card, live on all devices, and over by their clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from messaging.actions import messages, reading
from messaging.models import PollBallot
from messaging.polling import Asked
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import fill_room, no_barriers, open_talk
from tests.cast import Cast

Shoot = Callable[[Page, str], None]


def card(page: Page) -> Locator:
    return page.locator(".log .poll").last


def ask(cast: Cast, who: str, *, secret: bool = False, seconds: float = 3600, options: Sequence[str] = ()) -> UUID:
    ends = timezone.now() + timedelta(seconds=seconds)
    asked = Asked(tuple(options or ("Harbour loop", "Canal")), secret=secret, closes_at=ends)
    mid = messages.send(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), "Which loop?", poll=asked).mid
    assert mid
    return mid


def sheet_of(page: Page) -> Locator:
    page.locator("[data-ask][role=button]").click()
    sheet = page.get_by_role("dialog", name="Poll")
    expect(sheet.get_by_label("Your question")).to_be_focused()
    return sheet


def test_a_poll_is_asked_in_a_sheet_chosen_in_its_card_and_seen_by_all(visit: Visit, cast: Cast, shoot: Shoot) -> None:
    phone, desk = open_talk(visit(cast.ana)), open_talk(visit(cast.ben, size=DESK, color_scheme="dark"))
    sheet = sheet_of(phone)
    no_barriers(phone)
    sheet.get_by_label("Your question").fill("Which loop?")
    sheet.get_by_label("Option 1", exact=True).fill("Harbour loop")
    sheet.get_by_role("button", name="Ask", exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text("two to ten options")
    expect(sheet.get_by_label("Your question")).to_have_value("Which loop?")
    expect(sheet.get_by_label("Option 1", exact=True)).to_have_value("Harbour loop")
    shoot(phone, "polls-refused")
    sheet.get_by_label("Option 2").fill("Canal")
    sheet.get_by_role("button", name="Ask", exact=True).click()
    expect(sheet).to_be_hidden()
    expect(card(phone).locator("[data-voted]")).to_have_text("0 of 5 have voted")
    card(desk).get_by_role("radio", name="Canal").check()
    card(desk).get_by_role("button", name="Vote").click()
    expect(card(desk).locator(".poll__option--own")).to_contain_text("Canal Your choice")
    expect(card(phone).locator("[data-voted]")).to_have_text("1 of 5 have voted")
    card(phone).get_by_text("Who chose what").click()
    expect(card(phone).locator('[data-by="1"]')).to_have_text("Ben")
    no_barriers(phone)
    no_barriers(desk)
    shoot(phone, "polls-phone")
    shoot(desk, "polls-desk-dark")
    card(desk).get_by_role("button", name="Take my vote back").click()
    expect(card(phone).locator("[data-voted]")).to_have_text("0 of 5 have voted")


def test_by_keyboard_what_is_ticked_stays_while_others_vote_and_focus_too(visit: Visit, cast: Cast) -> None:
    mid = ask(cast, "cara")
    page = open_talk(visit(cast.ana))
    page.locator("[data-ask][role=button]").wait_for()
    first = card(page).get_by_role("radio", name="Harbour loop")
    first.focus()
    page.keyboard.press("Space")
    messages.vote(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4(), [1])
    expect(card(page).locator("[data-voted]")).to_have_text("1 of 5 have voted")
    expect(first).to_be_checked()
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page).locator(".poll__option--own")).to_contain_text("Canal")
    assert page.evaluate("document.activeElement.closest('.poll') !== null")


def test_who_chose_what_stays_open_and_keeps_its_focus_while_the_card_is_drawn_anew(visit: Visit, cast: Cast) -> None:
    mid, talk = ask(cast, "cara"), cast.talk(cast.harbour).pk
    messages.vote(cast.ben, talk, mid, uuid4(), [1])
    page = open_talk(visit(cast.ana))
    page.locator("[data-ask][role=button]").wait_for()
    who, summary = card(page).locator(".poll__who"), card(page).get_by_text("Who chose what")
    summary.focus()
    page.keyboard.press("Enter")
    expect(who).to_have_attribute("open", "")
    messages.vote(cast.nia, talk, mid, uuid4(), [1])
    expect(card(page).locator('[data-by="1"]')).to_have_text("Ben, Nia")
    messages.vote(cast.ana, talk, mid, uuid4(), [0])  # on another device: the card comes anew
    expect(card(page).locator(".poll__option--own")).to_contain_text("Harbour loop")
    expect(card(page).locator('[data-by="0"]')).to_be_visible()
    expect(summary).to_be_focused()
    messages.close(cast.cara, talk, mid, uuid4())
    expect(card(page)).to_have_attribute("data-closed", "")
    expect(card(page).locator('[data-by="1"]')).to_be_visible()
    expect(summary).to_be_focused()


def test_who_is_about_to_close_a_poll_still_is_when_it_is_drawn_anew(visit: Visit, cast: Cast) -> None:
    mid, talk = ask(cast, "cara"), cast.talk(cast.harbour).pk
    page = open_talk(visit(cast.cara))
    page.locator("[data-ask][role=button]").wait_for()
    card(page).get_by_text("Close the poll").click()
    sure = card(page).get_by_role("button", name="Close it now")
    sure.focus()
    messages.vote(cast.cara, talk, mid, uuid4(), [0])
    expect(card(page).locator(".poll__option--own")).to_contain_text("Harbour loop")
    expect(sure).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page)).to_have_attribute("data-closed", "")
    assert page.evaluate("document.activeElement.closest('.poll') !== null")


def test_a_secret_ballot_takes_a_second_step_and_only_the_number_is_live(
    visit: Visit, cast: Cast, shoot: Shoot
) -> None:
    ask(cast, "cara", secret=True)
    phone, desk = open_talk(visit(cast.ana)), open_talk(visit(cast.ben, size=DESK))
    other = open_talk(visit(cast.ana, size=DESK))
    for page in (phone, desk, other):
        page.locator("[data-ask][role=button]").wait_for()
    card(phone).get_by_role("radio", name="Canal").check()
    card(phone).get_by_role("button", name="Vote in secret").click()
    expect(card(phone)).to_contain_text("nobody can tell who chose what, the brand and the captains neither")
    shoot(phone, "polls-secret-sure")
    no_barriers(phone)
    assert not PollBallot.objects.exists()
    card(phone).get_by_role("link", name="Choose again").click()
    card(phone).get_by_role("radio", name="Canal").check()
    card(phone).get_by_role("button", name="Vote in secret").click()
    card(phone).get_by_role("button", name="Hand it in").click()
    expect(card(phone)).to_contain_text("Your ballot is handed in.")
    expect(card(phone).get_by_role("radio")).to_have_count(0)
    expect(card(desk).locator("[data-voted]")).to_have_text("1 of 5 have voted")
    expect(card(desk).locator("[data-count]")).to_have_count(0)
    expect(card(other)).to_contain_text("Your ballot is handed in.")
    expect(card(desk)).not_to_contain_text("Your ballot is handed in.")


def test_it_is_over_by_its_clock_on_a_page_that_nobody_touches(visit: Visit, cast: Cast) -> None:
    mid = ask(cast, "cara", seconds=6)
    messages.vote(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4(), [0])
    page = open_talk(visit(cast.ana))
    page.locator("[data-ask][role=button]").wait_for()
    expect(card(page)).to_contain_text("This poll has ended.", timeout=12_000)
    expect(card(page).get_by_role("radio")).to_have_count(0)


def test_a_poll_far_above_has_its_card_when_it_is_loaded(visit: Visit, cast: Cast) -> None:
    ask(cast, "cara")
    fill_room(cast, 60)
    reading.mark_read(cast.cara, cast.talk(cast.harbour).pk, 2**40)
    page = open_talk(visit(cast.cara))
    page.locator("[data-ask][role=button]").wait_for()
    expect(page.locator(".poll")).to_have_count(0)
    page.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    expect(page.locator(".poll")).to_have_count(1)


@pytest.mark.parametrize("language", ["ar"])
def test_it_reads_from_right_to_left(visit: Visit, cast: Cast, shoot: Shoot, language: str) -> None:
    mid = ask(cast, "cara", options=("مسار الميناء", "Canal"))
    messages.vote(cast.ana, cast.talk(cast.harbour).pk, mid, uuid4(), [0])
    cast.ana.language = language
    cast.ana.save(update_fields=["language"])
    page = open_talk(visit(cast.ana))
    expect(card(page).locator(".poll__option--own")).to_contain_text("اختيارك")
    box, text = (
        card(page).locator("input[name=choice]").first.bounding_box(),
        card(page).locator(".poll__text").first.bounding_box(),
    )
    assert box and text and box["x"] > text["x"]
    no_barriers(page)
    shoot(page, "polls-arabic")


def test_in_its_sheet_the_way_to_ask_is_in_sight_on_a_phone_and_what_it_says_of_the_end_is_true(
    visit: Visit, cast: Cast, shoot: Shoot
) -> None:
    phone = open_talk(visit(cast.ana))
    sheet = sheet_of(phone)
    for number in range(1, 5):
        expect(sheet.get_by_text(f"Option {number}", exact=True)).to_be_visible()
    expect(sheet.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
    expect(sheet.locator("#poll-ends-hint")).to_contain_text("it stays open", use_inner_text=True)
    sheet.get_by_role("checkbox", name="Secret ballot").check()
    expect(sheet.locator("#poll-ends-hint")).not_to_contain_text("it stays open", use_inner_text=True)
    expect(sheet.locator("#poll-ends-hint")).to_contain_text("needs an end", use_inner_text=True)
    sheet.get_by_text("More options").click()
    expect(sheet.get_by_label("Option 10")).to_be_visible()
    expect(sheet.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
    shoot(phone, "polls-sheet")
    no_barriers(phone)


def test_why_a_poll_is_refused_stands_in_sight_at_the_field_it_is_about(visit: Visit, cast: Cast) -> None:
    phone = open_talk(visit(cast.ana))
    sheet = sheet_of(phone)
    sheet.get_by_label("Your question").fill("Who stays?")
    sheet.get_by_text("More options").click()
    for number in (1, 2, 5):
        sheet.get_by_label(f"Option {number}", exact=True).fill(str(number))
    sheet.get_by_role("checkbox", name="Secret ballot").check()
    sheet.get_by_role("button", name="Ask", exact=True).tap()
    why, ends = sheet.get_by_role("alert"), sheet.get_by_label("It ends")
    expect(why).to_contain_text("A secret poll needs an end")
    expect(why).to_be_in_viewport(ratio=1)
    expect(ends).to_be_focused()


@pytest.mark.parametrize("own", [True, False], ids=["own", "of somebody"])
def test_what_is_done_with_a_poll_stands_at_its_question(visit: Visit, cast: Cast, own: bool) -> None:
    messages.send(cast.cara, cast.talk(cast.harbour).pk, uuid4(), "Plain words?")
    ask(cast, "cara")
    page = open_talk(visit(cast.cara if own else cast.ana, size=DESK))

    def gap(words: str) -> float:
        message = page.locator(".msg", has_text=words)
        bubble, more = (message.locator(part).bounding_box() for part in (".bubble", ".msg__more"))
        assert bubble and more and abs(more["y"] - bubble["y"]) < 8
        return bubble["x"] - more["x"] if own else more["x"] - bubble["x"] - bubble["width"]

    assert abs(gap("Which loop?") - gap("Plain words?")) < 1
