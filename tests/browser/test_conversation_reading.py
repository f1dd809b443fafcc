"""Reading along: where the page opens, that nothing moves under the eye, and what is counted beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from community.embedded.process import wait_until
from messaging.actions import messages
from messaging.models import Message, Participant
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import MANY, bubble, fill_room, menu_of, open_talk, read_at, say, sent, top_of
from tests.cast import Cast


def test_the_page_opens_at_the_first_unread_and_reading_to_the_end_tells_other_devices(
    visit: Visit, cast: Cast
) -> None:
    room = cast.talk(cast.harbour)
    messages.send(cast.ana, room.pk, uuid4(), "My last words")
    fill_room(cast, 30)
    phone, desk = open_talk(visit(cast.ana)), open_talk(visit(cast.ana, size=DESK))
    expect(phone.locator(".fresh")).to_be_in_viewport()
    expect(bubble(phone, "number 29")).not_to_be_in_viewport()
    pill = phone.locator("[data-pill]")
    expect(pill).to_contain_text("new")
    pill.click()
    expect(bubble(phone, "number 29")).to_be_in_viewport()
    expect(pill).to_be_hidden()
    expect(desk.locator("[data-pill]")).to_be_hidden()  # read on one device, quiet on the other
    reader = Participant.objects.get(room=room, profile=cast.profile(cast.ana, cast.harbour))
    last = Message.objects.filter(room=room).order_by("-seq").values_list("seq", flat=True)[0]
    assert reader.read_seq == last


def test_where_more_is_unread_than_is_loaded_the_number_says_so(visit: Visit, cast: Cast) -> None:
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "My last words")
    fill_room(cast, 130)
    ana = open_talk(visit(cast.ana))
    expect(ana.locator(".fresh")).to_be_in_viewport()
    pill = ana.locator("[data-pill]")
    expect(pill).to_have_text(re.compile(r"^\d\d\+ new$"))
    pill.click()
    expect(bubble(ana, "number 129")).to_be_in_viewport()
    expect(pill).to_be_hidden()
    read_at(ana, 100)
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "One more")
    expect(pill).to_have_text("1 new")


def test_older_pages_come_without_moving_what_is_read(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 130)
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "Read it all")
    ana = open_talk(visit(cast.ana))
    expect(bubble(ana, "number 129")).to_be_in_viewport()
    expect(bubble(ana, "number 0")).to_have_count(0)
    for first in (60, 0):
        seen, before = read_at(ana, 120)
        expect(bubble(ana, f"number {first}")).to_have_count(1)
        assert abs(top_of(ana, seen) - before) < 3
    expect(ana.locator("[data-load=older]")).to_have_count(0)


def test_at_the_very_top_one_older_page_comes_and_the_place_stays(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 180)
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "Read it all")
    ana = open_talk(visit(cast.ana))
    seen, before = read_at(ana, 0)  # the line of the day is on the screen, and moves up with the older words
    expect(ana.locator(".msg")).to_have_count(100)
    assert abs(top_of(ana, seen) - before) < 3
    ana.wait_for_timeout(1_000)
    expect(ana.locator(".msg")).to_have_count(100)


def test_nothing_jumps_when_something_arrives_while_reading_above(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 40)
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "Read it all")
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    seen, before = read_at(ana, 900)
    for text in ("One", "Two", "Three"):
        say(ben, text)
    expect(ana.locator("[data-pill]")).to_have_text("3 new")
    assert abs(top_of(ana, seen) - before) < 2
    ana.locator("[data-pill]").click()
    expect(bubble(ana, "Three")).to_be_in_viewport()


END = "log => log.scrollHeight - log.clientHeight - log.scrollTop"


def test_who_reads_at_the_end_sees_the_end_also_when_the_last_words_grow(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 30)
    room = cast.talk(cast.harbour).pk
    last = messages.send(cast.ana, room, uuid4(), "One line").mid
    assert last is not None
    ana = open_talk(visit(cast.ana))
    log = ana.locator("main.log")
    assert log.evaluate(END) < 2
    messages.edit(cast.ana, room, last, uuid4(), "\n".join(f"line {n}" for n in range(10)))
    expect(ana.locator(".bubble__edited")).to_have_count(1)
    assert log.evaluate(END) < 2
    messages.send(cast.ben, room, uuid4(), "And after it")
    expect(bubble(ana, "And after it")).to_be_in_viewport(ratio=1)


def test_what_was_refused_on_the_last_words_is_to_be_seen_at_the_end(visit: Visit, cast: Cast) -> None:
    fill_room(cast, 30)
    room = cast.talk(cast.harbour).pk
    last = messages.send(cast.ana, room, uuid4(), "The last words").mid
    assert last is not None
    for emoji in MANY.split():
        messages.react(cast.ben, room, last, uuid4(), emoji, on=True)
    ana = open_talk(visit(cast.ana))
    sheet = menu_of(ana, "The last words")
    sheet.get_by_role("button", name="Another emoji").click()
    sheet.get_by_label("Another emoji").fill("🪐")
    sheet.get_by_role("button", name="React").click()
    expect(ana.locator(".refused")).to_contain_text("🪐 did not get through")
    expect(ana.locator(".refused")).to_be_in_viewport(ratio=1)


def test_what_is_said_in_other_rooms_is_counted_beside_them(visit: Visit, cast: Cast) -> None:
    ana, cara = open_talk(visit(cast.ana)), open_talk(visit(cast.cara), "/g/harbour-runners/notices/")
    tab = ana.get_by_role("link", name=re.compile("^Notices"))
    expect(tab.locator(".count")).to_have_count(0)
    say(cara, "Bring a light from now on")
    expect(tab.locator(".count")).to_have_text(re.compile("^1"))
    other = open_talk(ana.context.new_page(), "/g/harbour-runners/notices/")
    expect(bubble(other, "Bring a light from now on")).to_be_in_viewport()
    expect(tab.locator(".count")).to_have_count(0)


def test_a_page_that_was_away_too_long_reads_itself_anew(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    ana.context.set_offline(True)
    expect(ana.locator(".strip")).to_be_visible()
    fill_room(cast, 520)
    ana.context.set_offline(False)
    expect(bubble(ana, "number 519")).to_have_count(1)
    say(ana, "Back again")
    sent(ana, "Back again")
    expect(bubble(ana, "number 300")).to_have_count(0)


def test_who_answers_from_far_above_is_taken_to_their_own_words(visit: Visit, cast: Cast) -> None:
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "My last words")
    fill_room(cast, 120)
    ana = open_talk(visit(cast.ana))
    expect(bubble(ana, "number 119")).to_have_count(0)  # the page opened at the first unread, far above
    say(ana, "I have read none of it")
    sent(ana, "I have read none of it")
    expect(bubble(ana, "I have read none of it")).to_be_in_viewport()
    expect(bubble(ana, "number 119")).to_have_count(1)


HIDDEN = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def switch_away(page: Page) -> None:
    """To another app. A browser without windows shows its page to the end: it is told so in its place."""
    page.evaluate(HIDDEN)


@pytest.mark.parametrize("leave", [lambda page: page.goto("/"), Page.close, switch_away])
def test_what_was_on_the_screen_is_read_however_soon_one_leaves(
    visit: Visit, cast: Cast, leave: Callable[[Page], object]
) -> None:
    room = cast.talk(cast.harbour)
    mine = Participant.objects.filter(room=room, profile=cast.profile(cast.ana, cast.harbour))
    ana = visit(cast.ana)
    ana.clock.install()
    open_talk(ana)
    ana.clock.pause_at(ana.evaluate("Date.now()") / 1000 + 1)  # no second ever passes in which something more is told
    for text in ("One", "Two", "Three"):
        last = messages.send(cast.ben, room.pk, uuid4(), text).seq
        expect(bubble(ana, text)).to_be_in_viewport()
    leave(ana)
    assert wait_until(lambda: mine.get().read_seq == last, 10)
