"""Replying, live: two people, the keyboard, a quote that follows its message, and a jump to what is not loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from messaging.actions import messages
from messaging.models import Message, Participant
from tests.browser.conftest import DESK, LOOKS, Visit
from tests.browser.talking import TALK, bubble, fill_room, menu_of, message, no_barriers, open_talk, say, sent
from tests.browser.test_conversation_words import MENU_IS_THERE
from tests.cast import Cast

GONE = "A message that is not shown"


def said(cast: Cast, who: str, body: str, reply_to: UUID | None = None) -> UUID:
    room = cast.talk(cast.harbour).pk
    ack = messages.send(getattr(cast, who), room, uuid4(), body, reply_to=reply_to)
    assert ack.mid is not None
    return ack.mid


def words(page: Page, text: str) -> Locator:
    """The message whose own words these are; a quote may stand above them."""
    return page.locator(".msg", has=page.locator(".bubble > p", has_text=re.compile(f"^{re.escape(text)}$")))


def quote(page: Page, text: str) -> Locator:
    return words(page, text).locator(".quote")


def reply(page: Page, text: str) -> None:
    menu_of(page, text).get_by_role("button", name="Reply").click()


def test_a_reply_carries_one_line_that_follows_its_message_for_everybody(visit: Visit, cast: Cast) -> None:
    asked = said(cast, "cara", "Who is in on Sunday?")
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    reply(ana, "Who is in on Sunday?")
    expect(ana.locator("#composer textarea")).to_be_focused()
    expect(ana.locator("#composer-answer")).to_contain_text("You reply to Cara: Who is in on Sunday?")
    say(ana, "Me, gladly")
    expect(ana.locator("#composer-answer")).to_be_hidden()
    for page in (ana, ben):
        expect(quote(page, "Me, gladly")).to_have_text("Cara Who is in on Sunday?")
    words(ana, "Me, gladly").hover()
    words(ana, "Me, gladly").get_by_role("button", name="React and more").dispatch_event("click")
    ana.get_by_role("dialog").get_by_role("button", name="Reply").click()
    expect(ana.locator("#composer-answer")).to_contain_text("You reply to yourself: Me, gladly")
    ana.get_by_role("button", name="Do not reply to it").click()
    messages.edit(cast.cara, cast.talk(cast.harbour).pk, asked, uuid4(), "Who is in on Monday?")
    for page in (ana, ben):
        expect(quote(page, "Me, gladly")).to_have_text("Cara Who is in on Monday?")
    messages.delete(cast.cara, cast.talk(cast.harbour).pk, asked, uuid4())
    for page in (ana, ben):
        expect(quote(page, "Me, gladly")).to_have_text(GONE)
        assert "Monday" not in (page.locator(".log").text_content() or "")
    ben.reload()
    expect(quote(ben, "Me, gladly")).to_have_text(GONE)


def test_a_reply_is_begun_and_given_up_by_keyboard_and_what_goes_meanwhile_takes_no_words(
    visit: Visit, cast: Cast
) -> None:
    asked = said(cast, "ben", "Cake after?")
    ana = open_talk(visit(cast.ana, size=DESK))
    message(ana, "Cake after?").get_by_role("button", name="React and more").focus()
    ana.keyboard.press("Enter")
    ana.get_by_role("dialog").get_by_role("button", name="Reply").press("Enter")
    field, bar = ana.locator("#composer textarea"), ana.locator("#composer-answer")
    expect(field).to_be_focused()
    ana.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    reply(ana, "Cake after?")
    bar.get_by_role("button", name="Do not reply to it").click()
    expect(bar).to_be_hidden()
    expect(field).to_be_focused()
    reply(ana, "Cake after?")
    field.fill("With cream")
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, asked, uuid4())
    expect(ana.locator("#composer-note")).to_contain_text("The message you answer is no longer there")
    expect(bar).to_be_hidden()
    expect(field).to_have_value("With cream")
    ana.get_by_role("button", name="Send").click()
    expect(bubble(ana, "With cream")).to_be_visible()
    expect(ana.locator(".quote")).to_have_count(0)


def test_a_quote_leads_to_its_message_also_where_that_is_not_loaded(visit: Visit, cast: Cast) -> None:
    asked = said(cast, "cara", "Who is in on Sunday?")
    fill_room(cast, 120)
    room = cast.talk(cast.harbour)
    Participant.objects.filter(room=room, profile__person=cast.ana).update(read_seq=room.last_seq)
    ana = open_talk(visit(cast.ana, size=DESK))
    expect(words(ana, "number 119")).to_be_visible()
    said(cast, "ben", "Me too", asked)  # comes by the socket: the page asks for its quote
    expect(quote(ana, "Me too")).to_have_text("Cara Who is in on Sunday?")
    seq = Message.objects.get(pk=asked).seq
    expect(ana.locator(f"#m{seq}")).to_have_count(0)
    quote(ana, "Me too").click()
    expect(ana.locator(f"#m{seq}")).to_be_in_viewport()
    expect(ana.locator(f"#m{seq}")).to_be_focused()
    ana.goto(f"{TALK}?at={seq}#m{seq}")
    expect(ana.locator(f"#m{seq}")).to_be_in_viewport()


def test_offline_a_reply_to_what_went_meanwhile_waits_for_its_author(visit: Visit, cast: Cast) -> None:
    asked = said(cast, "cara", "Who is in on Sunday?")
    ana = open_talk(visit(cast.ana, size=DESK))
    ana.wait_for_function(MENU_IS_THERE)
    ana.context.set_offline(True)
    reply(ana, "Who is in on Sunday?")
    say(ana, "Me, gladly")
    messages.delete(cast.cara, cast.talk(cast.harbour).pk, asked, uuid4())
    ana.context.set_offline(False)
    again = ana.get_by_role("button", name="Send it without")
    expect(again).to_be_visible()
    again.click()
    sent(ana, "Me, gladly")
    expect(quote(ana, "Me, gladly")).to_have_count(0)
    assert Message.objects.get(body="Me, gladly").reply_to is None


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_how_a_reply_looks(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    asked = said(cast, "cara", "High water tomorrow, so we take the upper path. Could somebody bring the lamp please?")
    said(cast, "ben", "I have one, but it is the small one that everybody laughs at.", asked)
    mine = said(cast, "ana", "The small one will do.", asked)
    said(cast, "nia", "سأتأخر خمس دقائق", mine)
    page = visit(cast.ana, size=size, color_scheme=scheme)
    open_talk(page)
    menu_of(page, "High water tomorrow, so we take the upper path. Could somebody bring the lamp please?")
    shoot(page, f"reply-menu-{name}-{scheme}")
    page.get_by_role("dialog").get_by_role("button", name="Reply").click()
    no_barriers(page)
    shoot(page, f"reply-{name}-{scheme}")
