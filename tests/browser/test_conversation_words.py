"""Changing words and reacting, live: two people, a tunnel, the keyboard, what is refused, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from messaging.actions import messages
from messaging.models import Message, Participant
from moderation.actions import decisions
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, bubble, menu_of, message, open_talk, say, turn
from tests.cast import Cast
from tests.moderation.casework import UNKIND, decides, reports_, says

# By the last of what it is made of.
MENU_IS_THERE = "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/quick.'))"


def said(cast: Cast, who: str, body: str, ago: timedelta = timedelta()) -> UUID:
    ack = messages.seed(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), body, timezone.now() - ago)
    assert ack.mid is not None
    return ack.mid


def chip(page: Page, text: str, emoji: str) -> Locator:
    return message(page, text).locator(f".react[value='{emoji}']")


def react(page: Page, text: str, emoji: str) -> None:
    menu_of(page, text).get_by_role("button", name=f"React {emoji}").click()


def field(page: Page) -> Locator:
    return page.locator("#composer textarea")


def test_two_people_react_and_see_who(visit: Visit, cast: Cast) -> None:
    said(cast, "cara", "Who is in on Sunday?")
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    react(ana, "Who is in on Sunday?", "👍")
    expect(chip(ana, "Who is in on Sunday?", "👍")).to_have_attribute("aria-label", "👍 1, you")
    expect(chip(ben, "Who is in on Sunday?", "👍")).to_have_attribute("aria-label", "👍 1, Ana")
    expect(chip(ben, "Who is in on Sunday?", "👍")).to_have_attribute("aria-pressed", "false")
    chip(ben, "Who is in on Sunday?", "👍").click()
    expect(chip(ana, "Who is in on Sunday?", "👍")).to_have_attribute("aria-label", "👍 2, you and Ben")
    expect(chip(ben, "Who is in on Sunday?", "👍")).to_have_attribute("aria-pressed", "true")
    chip(ana, "Who is in on Sunday?", "👍").click()
    expect(chip(ben, "Who is in on Sunday?", "👍")).to_have_attribute("aria-label", "👍 1, you")
    ben.reload()
    expect(chip(ben, "Who is in on Sunday?", "👍")).to_have_attribute("aria-label", "👍 1, you")
    chip(ben, "Who is in on Sunday?", "👍").click()
    for page in (ana, ben):
        expect(page.locator(".react")).to_have_count(0)


def test_reactions_come_and_go_by_keyboard_and_the_focus_stays(visit: Visit, cast: Cast) -> None:
    said(cast, "ben", "Cake after?")
    ana = open_talk(visit(cast.ana, size=DESK))
    more = turn(ana, "Cake after?").get_by_role("button", name="React and more")
    more.focus()
    ana.keyboard.press("Enter")
    sheet = ana.get_by_role("dialog")
    sheet.get_by_role("button", name="Another emoji").press("Enter")
    expect(sheet.get_by_label("Another emoji")).to_be_focused()
    ana.keyboard.insert_text("none of them")
    ana.keyboard.press("Enter")
    expect(sheet.get_by_role("status")).to_have_text("That is not one emoji. Take one from your keyboard.")
    sheet.get_by_label("Another emoji").fill("❤")
    ana.keyboard.press("Enter")
    expect(sheet).to_have_count(0)
    expect(more).to_be_focused()
    heart = chip(ana, "Cake after?", "❤️")
    expect(heart).to_have_attribute("aria-pressed", "true")
    react(ana, "Cake after?", "🧡")
    expect(turn(ana, "Cake after?").locator(".react")).to_have_count(2)
    heart.press("Enter")
    expect(heart).to_have_count(0)
    expect(chip(ana, "Cake after?", "🧡")).to_be_focused()
    ana.keyboard.press(" ")
    expect(more).to_be_focused()


def test_changed_words_change_everywhere_and_say_so(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    say(ana, "Meet at sevn")
    expect(bubble(ben, "Meet at sevn")).to_be_visible()
    field(ana).fill("Half a thought")
    menu_of(ana, "Meet at sevn").get_by_role("button", name="Change").click()
    expect(field(ana)).to_be_focused()
    expect(field(ana)).to_have_value("Meet at sevn")
    expect(ana.locator("#composer-edit")).to_contain_text("You are changing: Meet at sevn")
    field(ana).fill("Meet at seven")
    ana.get_by_role("button", name="Save").click()
    for page in (ana, ben):
        expect(page.locator(".bubble p", has_text="Meet at seven")).to_be_visible()
        expect(page.locator(".bubble__edited")).to_have_text("edited")
    expect(field(ana)).to_have_value("Half a thought")
    expect(ana.locator("#composer-edit")).to_be_hidden()
    expect(ana.get_by_role("button", name="Send")).to_be_visible()
    assert list(Message.objects.filter(actor__person=cast.ana).values_list("body", "version")) == [("Meet at seven", 2)]
    ana.reload()
    expect(ana.locator(".bubble__edited")).to_have_text("edited")


def test_words_that_go_out_of_sight_look_like_it_and_not_like_a_change(visit: Visit, cast: Cast) -> None:
    case = reports_(cast.nia, says(cast, cast.ana)).case
    ana = open_talk(visit(cast.ana, size=DESK))
    expect(bubble(ana, UNKIND)).to_be_visible()
    decision = decides(cast.cara, case, "remove_item")
    hidden = ana.locator(".bubble--hidden")
    for again in (False, True):
        if again:
            open_talk(ana)
        expect(hidden).to_have_text("Taken out of sight.")
    sheet = menu_of(ana, "Taken out of sight.")
    expect(sheet.get_by_role("button", name="Delete")).to_be_visible()
    expect(sheet.get_by_role("button", name="Change")).to_have_count(0)
    ana.keyboard.press("Escape")
    decisions.undo(cast.cara, decision.pk)
    expect(bubble(ana, UNKIND)).to_be_visible()
    expect(hidden).to_have_count(0)


def test_the_arrow_upwards_changes_ones_last_words_and_escape_leaves_them(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "My first")
    said(cast, "ana", "My last")
    said(cast, "ben", "Not mine")
    ana = open_talk(visit(cast.ana, size=DESK))
    field(ana).press("ArrowUp")
    expect(field(ana)).to_have_value("My last")
    field(ana).fill("My very last")
    field(ana).press("Escape")
    expect(field(ana)).to_have_value("")
    expect(bubble(ana, "My last")).to_be_visible()
    field(ana).press("ArrowUp")
    field(ana).press("Enter")  # nothing changed: nothing is sent
    expect(field(ana)).to_have_value("")
    field(ana).press("ArrowUp")
    field(ana).fill("   ")
    field(ana).press("Enter")
    expect(ana.locator("#composer-note")).to_have_text("A message needs words. To take it back, delete it.")
    field(ana).press("Escape")
    expect(ana.locator("#composer-note")).to_be_hidden()
    assert set(Message.objects.values_list("version", flat=True)) == {1}
    field(ana).fill("A line")
    field(ana).press("ArrowUp")  # only moves in what is being written
    expect(field(ana)).to_have_value("A line")


def test_a_draft_outlives_the_change_of_other_words(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "As it is")
    ana = open_talk(visit(cast.ana, size=DESK))
    field(ana).fill("Half a thought")
    menu_of(ana, "As it is").get_by_role("button", name="Change").click()
    field(ana).fill("As it should be")
    ana.wait_for_timeout(400)  # longer than the field waits before it keeps a draft
    ana.reload()
    expect(field(ana)).to_have_value("Half a thought")
    expect(bubble(ana, "As it is")).to_be_visible()


def test_what_one_did_offline_leaves_when_the_line_is_back(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "Early words")
    said(cast, "ben", "Sunday at nine")
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    ana.wait_for_function(MENU_IS_THERE)
    ana.context.set_offline(True)
    expect(ana.locator(".strip")).to_be_visible()
    react(ana, "Sunday at nine", "🌅")
    for text in ("Better words", "The best words"):
        field(ana).press("ArrowUp")
        field(ana).fill(text)
        field(ana).press("Enter")
    expect(turn(ana, "Sunday at nine").locator(".react")).to_have_attribute("aria-pressed", "true")
    mine = ana.locator(".turn--own")
    expect(mine.locator(".bubble p")).to_have_text("The best words")
    expect(mine.locator(".state")).to_have_text("Will send when back")
    chip_of_ben = ben.locator(".turn--own .msg")
    chip_of_ben.locator(".msg__more").dispatch_event("click")
    ben.get_by_role("dialog").get_by_role("button", name="React 🧡").click()
    ana.context.set_offline(False)
    expect(mine.locator(".state")).to_contain_text("sent")
    for page in (ana, ben):
        expect(page.locator(".bubble p", has_text="The best words")).to_be_visible()
        expect(turn(page, "Sunday at nine").locator(".react")).to_have_count(2)
    assert Message.objects.get(body="The best words").version == 2  # the change in between never left


def test_after_fifteen_minutes_words_stay_as_they_are(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "Long ago", timedelta(minutes=16))
    ana = open_talk(visit(cast.ana, size=DESK))
    sheet = menu_of(ana, "Long ago")
    expect(sheet.get_by_role("button", name="Delete")).to_be_visible()
    expect(sheet.get_by_role("button", name="Change")).to_have_count(0)
    ana.keyboard.press("Escape")
    field(ana).press("ArrowUp")
    expect(field(ana)).to_have_value("")


def test_the_way_to_change_words_goes_when_the_time_is_over(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "Almost too late", timedelta(minutes=14, seconds=54))
    ana = open_talk(visit(cast.ana, size=DESK))
    sheet = menu_of(ana, "Almost too late")
    expect(sheet.get_by_role("button", name="Change")).to_have_count(0, timeout=8_000)
    expect(sheet.get_by_role("button", name="Delete")).to_be_visible()


def test_what_was_refused_is_as_before_and_says_why(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    mid = said(cast, "ana", "As it was")
    ana = open_talk(visit(cast.ana, size=DESK))
    field(ana).press("ArrowUp")
    expect(field(ana)).to_have_value("As it was")
    field(ana).fill("Typed with care")
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(minutes=20))
    field(ana).press("Enter")
    refused = ana.locator(".refused")
    expect(refused).to_contain_text("Words can be changed for fifteen minutes")
    expect(refused.locator(".quote")).to_have_text("Typed with care")
    expect(bubble(ana, "As it was")).to_be_visible()
    expect(ana.locator(".bubble__edited")).to_have_count(0)
    shoot(ana, "refused.desk")
    refused.get_by_role("button", name="Leave it").click()
    expect(refused).to_have_count(0)
    muted = Participant.objects.filter(room=cast.talk(cast.harbour), profile__person=cast.ana)
    muted.update(muted_until=timezone.now() + timedelta(hours=1))
    react(ana, "As it was", "👏")
    expect(refused).to_contain_text("👏 did not get through")
    expect(ana.locator(".react")).to_have_count(0)
    ana.reload()
    expect(refused).to_contain_text("👏 did not get through")
    assert not ana.locator(".msg__more use").first.evaluate("node => node.getAttribute('href').endsWith('smile-plus')")


def test_words_that_go_while_they_are_being_changed_leave_what_was_typed(visit: Visit, cast: Cast) -> None:
    mid = said(cast, "ana", "Soon gone")
    ana = open_talk(visit(cast.ana, size=DESK))
    field(ana).fill("A draft")
    menu_of(ana, "Soon gone").get_by_role("button", name="Change").click()
    field(ana).fill("Typed in vain")
    messages.delete(cast.ana, cast.talk(cast.harbour).pk, mid, uuid4())
    expect(ana.locator("#composer-note")).to_contain_text("This message is no longer there")
    expect(field(ana)).to_have_value("A draft\nTyped in vain")
    ana.reload()
    expect(field(ana)).to_have_value("A draft\nTyped in vain")
    expect(ana.get_by_role("button", name="Send")).to_be_visible()


def test_a_reaction_does_not_move_what_is_read(visit: Visit, cast: Cast) -> None:
    first = said(cast, "ben", "The first of many")
    for number in range(30):
        said(cast, "ben", f"number {number}")
    ana = open_talk(visit(cast.ana))
    ana.locator("main.log").evaluate("log => { log.scrollTop = log.scrollHeight; }")
    before = bubble(ana, "number 29").evaluate("node => node.getBoundingClientRect().top")
    messages.react(cast.ben, cast.talk(cast.harbour).pk, first, uuid4(), "🧡", on=True)
    expect(ana.locator(f"[data-mid='{first}'] .react")).to_have_count(1)
    assert abs(bubble(ana, "number 29").evaluate("node => node.getBoundingClientRect().top") - before) < 2


def test_without_javascript_one_reacts_changes_and_is_told_when_it_is_too_late(visit: Visit, cast: Cast) -> None:
    said(cast, "ben", "Bring a lamp")
    mid = said(cast, "ana", "I wil")
    ana = visit(cast.ana, java_script_enabled=False)
    ana.goto(TALK)
    turn(ana, "Bring a lamp").get_by_role("link", name="React and more").click()
    ana.get_by_role("button", name="React 👍").click()
    expect(ana).to_have_url(re.compile(rf"{TALK}#m\d+$"))
    expect(chip(ana, "Bring a lamp", "👍")).to_have_attribute("aria-label", "👍 1, you")
    chip(ana, "Bring a lamp", "👍").click()
    expect(ana.locator(".react")).to_have_count(0)
    turn(ana, "I wil").get_by_role("link", name="React and more").click()
    ana.get_by_role("link", name="Change").click()
    ana.get_by_label("Your words").fill("I will")
    ana.get_by_role("button", name="Save").click()
    expect(ana.locator(".turn--own .bubble")).to_contain_text("edited")
    expect(ana.locator(".turn--own .bubble p")).to_have_text("I will")
    ana.goto(f"{TALK}edit/{mid}/")
    ana.get_by_label("Your words").fill("I will, and a second one")
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(minutes=20))
    ana.get_by_role("button", name="Save").click()
    expect(ana.get_by_role("alert")).to_contain_text("Words can be changed for fifteen minutes")
    expect(ana.get_by_label("Your words")).to_have_value("I will, and a second one")
    expect(ana.get_by_role("button", name="Save")).to_have_count(0)
