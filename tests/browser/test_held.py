"""Held and nudged words on the page: where they were written, live, on every device of their author (trust.md R24)."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from messaging.actions import held
from messaging.models import Pending, RoomEvent
from moderation.models import Objection
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import bubble, no_barriers, open_talk, say, sent
from tests.cast import Cast
from tests.messaging.holding import WORDS, hold, rules
from tests.messaging.hostile_media import pdf
from tests.messaging.media_room import app_of, uploaded
from tests.messaging.media_room import say as talks

__all__ = ["rules"]
pytestmark = pytest.mark.usefixtures("rules")


def note(page: Page) -> Locator:
    return page.locator(".turn--held .note")


def test_held_words_stand_in_place_and_change_live_as_it_is_decided(visit: Visit, cast: Cast) -> None:
    waiting = hold(cast.ana, cast.talk(cast.harbour))
    cara = cast.profile(cast.cara, cast.harbour)
    phone, desk = open_talk(visit(cast.ana)), open_talk(visit(cast.ana, size=DESK))
    for page in (phone, desk):
        expect(note(page)).to_contain_text("Held. Only you can see this. hold_on")
        expect(page.locator(".turn--held mark")).to_have_text("hold on")
    phone.get_by_role("button", name="This is wrong").click()
    expect(note(phone)).to_contain_text("You say that this is wrong.")
    assert Objection.objects.get().ref == waiting.cid
    held.give_back(cast.harbour.pk, waiting.pk, cara)
    for page in (phone, desk):
        expect(note(page)).to_contain_text("This came back to you.")
    phone.get_by_role("button", name="Change it").click()
    expect(phone.locator("#composer textarea")).to_have_value(WORDS)
    for page in (phone, desk):
        expect(note(page)).to_have_count(0)
    again = hold(cast.ana, cast.talk(cast.harbour), "Quite all right, hold on")
    phone.reload()
    expect(note(phone)).to_have_count(1)
    held.release(cast.harbour.pk, again.pk, cara)
    sent(phone, "Quite all right, hold on")
    sent(desk, "Quite all right, hold on")
    expect(note(phone)).to_have_count(0)


def test_what_waits_with_the_words_stands_beside_them_on_every_device(visit: Visit, cast: Cast) -> None:
    phone, talk = open_talk(visit(cast.ana)), cast.talk(cast.harbour)
    app, desk = app_of(cast.ana), visit(cast.ana, size=DESK)
    assert talks(app, talk, [uploaded(app, talk, alt="The crane"), uploaded(app, talk, pdf(), name="Plan.pdf")], WORDS)
    phone.reload()
    for page in (phone, open_talk(desk)):
        photo = page.locator(".turn--held").get_by_role("img", name="The crane")
        expect(photo).to_have_js_property("complete", True)
        page.wait_for_function("(one) => one.naturalWidth > 0", arg=photo.element_handle())
        expect(page.locator(".turn--held .doc__name")).to_have_text("Plan.pdf")


def test_their_author_takes_them_back(visit: Visit, cast: Cast) -> None:
    hold(cast.ana, cast.talk(cast.harbour))
    ana = open_talk(visit(cast.ana))
    ana.get_by_role("button", name="Take back").click()
    expect(note(ana)).to_have_count(0)
    assert Pending.objects.get().state == "returned"
    ana.reload()
    expect(note(ana)).to_have_count(0)


def test_what_is_nudged_goes_with_the_same_cid_once_its_author_means_it(visit: Visit, cast: Cast) -> None:
    ana, cids = visit(cast.ana), list[str]()

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def said(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["op"] == "send" and not cids.append(frame["cid"]) and "confirm" not in frame:
                detail = {"rule": "look_twice", "spans": [[3, 13]], "words": "Is that meant so?"}
                socket.send(json.dumps({"op": "err", "code": "nudge", "id": frame["id"], "detail": detail}))
            else:
                server.send(text)

        socket.on_message(said)

    ana.route_web_socket(re.compile("/ws/v1/"), through)
    open_talk(ana)
    say(ana, "Do look twice")
    turn = ana.locator(".turn--failed")
    expect(turn).to_contain_text("Is that meant so?")
    expect(turn.locator("mark")).to_have_text("look twice")
    turn.get_by_role("button", name="Send it as it is").click()
    sent(ana, "Do look twice")
    assert len(cids) == 2 and len(set(cids)) == 1
    assert [event.cid for event in RoomEvent.objects.filter(kind="msg.new")] == [UUID(cids[0])]


def test_the_captains_page_and_the_held_words_are_fit_for_all(visit: Visit, cast: Cast) -> None:
    hold(cast.ana, cast.talk(cast.harbour))
    no_barriers(open_talk(visit(cast.ana)))
    cara = visit(cast.cara)
    cara.goto("/g/harbour-runners/held/")
    expect(cara.get_by_text("Held messages").first).to_be_visible()
    no_barriers(cara)
    cara.get_by_role("button", name="Let it in").click()
    expect(cara.get_by_text("Nothing is held")).to_be_visible()
    expect(bubble(open_talk(cara), WORDS)).to_have_count(1)


def test_who_just_wrote_it_reads_until_when_and_that_they_object(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    say(ana, "Her number is 0171 2345678")
    expect(note(ana)).to_contain_text("if nobody does, it comes back to you.")
    say(ana, "Mine is 0171 8765432")
    nudged = ana.locator(".turn--failed")
    nudged.get_by_role("button", name="This is wrong").click()
    expect(nudged).to_contain_text("You say that this is wrong.")
    assert Objection.objects.get().outcome == "nudge"
