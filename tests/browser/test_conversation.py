"""Talk, live: phones that talk to each other, in step, through tunnels, and to the end (issue "The conversation")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from community.surface import Action
from groups.access import load_group, load_membership
from groups.actions import leaving
from messaging.actions import messages
from messaging.models import Message, Participant
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, bubble, live, menu_of, open_talk, say, sent, turn
from tests.cast import Cast


def test_two_phones_talk(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    say(ana, "Who brings the lamp?")
    sent(ana, "Who brings the lamp?")
    expect(bubble(ben, "Who brings the lamp?")).to_be_visible()
    expect(turn(ben, "Who brings the lamp?").locator(".turn__by b")).to_have_text("Ana")
    say(ben, "I do")
    expect(bubble(ana, "I do")).to_be_visible()
    assert Message.objects.filter(body__in=["Who brings the lamp?", "I do"]).count() == 2


def test_a_third_device_of_the_same_person_stays_in_step(visit: Visit, cast: Cast) -> None:
    phone, desk, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    say(phone, "From the phone")
    sent(phone, "From the phone")
    expect(turn(desk, "From the phone")).to_have_class(re.compile("turn--own"))
    say(desk, "From the desk")
    for page in (phone, desk, ben):
        expect(bubble(page, "From the phone")).to_have_count(1)
        expect(bubble(page, "From the desk")).to_have_count(1)
    seqs = [
        page.locator(".msg").evaluate_all("nodes => nodes.map((node) => node.dataset.seq)")
        for page in (phone, desk, ben)
    ]
    assert seqs[0] == seqs[1] == seqs[2]


def test_words_written_offline_leave_once_when_the_line_is_back(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    ana.context.set_offline(True)
    expect(ana.locator(".strip")).to_have_text("Offline. Will send when back.")
    say(ana, "Written in the tunnel")
    say(ana, "And this after it")
    expect(turn(ana, "Written in the tunnel")).to_have_class(re.compile("turn--pending"))
    expect(turn(ana, "Written in the tunnel").locator(".state")).to_have_text("Will send when back")
    say(ben, "Meanwhile outside")
    sent(ben, "Meanwhile outside")
    ana.context.set_offline(False)
    sent(ana, "Written in the tunnel")
    sent(ana, "And this after it")
    expect(ana.locator(".strip")).to_be_hidden()
    expect(bubble(ana, "Meanwhile outside")).to_have_count(1)
    expect(bubble(ben, "And this after it")).to_be_visible()
    bodies = list(Message.objects.filter(room=cast.talk(cast.harbour)).order_by("seq").values_list("body", flat=True))
    assert bodies[-3:] == ["Meanwhile outside", "Written in the tunnel", "And this after it"]


def test_the_outbox_survives_a_reload_while_offline(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    ana.context.route("**/ws/v1/", lambda route: route.abort())
    ana.evaluate("dispatchEvent(new Event('offline'))")
    ana.route_web_socket(re.compile("/ws/v1/"), lambda line: line.close())
    ana.reload()
    say(ana, "Not lost")
    expect(turn(ana, "Not lost")).to_have_class(re.compile("turn--pending"))
    page = ana.context.new_page()
    ana.close()
    open_talk(page)
    sent(page, "Not lost")
    assert Message.objects.filter(body="Not lost").count() == 1


def test_a_draft_survives_a_reload_and_goes_with_the_message(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    ana.locator("#composer textarea").fill("Half a thought")
    ana.reload()
    live(ana)
    expect(ana.locator("#composer textarea")).to_have_value("Half a thought")
    ana.get_by_role("button", name="Send").click()
    sent(ana, "Half a thought")
    ana.reload()
    expect(ana.locator("#composer textarea")).to_have_value("")


def test_what_was_refused_says_why_and_can_be_tried_again_or_given_up(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None]
) -> None:
    ana = open_talk(visit(cast.ana))
    mine = Participant.objects.filter(room=cast.talk(cast.harbour), profile__person=cast.ana)
    mine.update(muted_until=timezone.now() + timedelta(hours=1))
    for text in ("Let me speak", "And this too"):
        say(ana, text)
        expect(turn(ana, text)).to_have_class(re.compile("turn--failed"))
    expect(turn(ana, "Let me speak").locator(".state").first).to_contain_text(
        "You are asked to be quiet here for a while"
    )
    shoot(ana, "failed.phone")
    ana.reload()
    live(ana)
    expect(turn(ana, "Let me speak")).to_have_class(re.compile("turn--failed"))  # nothing typed is lost
    turn(ana, "And this too").get_by_role("button", name="Delete").click()
    expect(bubble(ana, "And this too")).to_have_count(0)
    mine.update(muted_until=None)
    turn(ana, "Let me speak").get_by_role("button", name="Try again").click()
    sent(ana, "Let me speak")
    assert list(Message.objects.filter(actor__person=cast.ana).values_list("body", flat=True)) == ["Let me speak"]


def test_enter_sends_and_shift_enter_makes_a_line(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    field = ana.locator("#composer textarea")
    field.focus()
    ana.keyboard.type("One")
    ana.keyboard.press("Shift+Enter")
    ana.keyboard.type("Two")
    ana.keyboard.press("Enter")
    expect(ana.locator(".turn--own .bubble p")).to_have_text("One\nTwo", use_inner_text=True)
    expect(ana.locator(".turn--own .state")).to_contain_text("sent")
    expect(field).to_have_value("")
    assert Message.objects.filter(body="One\nTwo").count() == 1


def test_taking_back_ones_words_takes_them_off_every_page(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    say(ana, "Said too soon")
    expect(bubble(ben, "Said too soon")).to_be_visible()
    sheet = menu_of(ana, "Said too soon")
    sheet.get_by_role("button", name="Delete").click()
    expect(bubble(ben, "Said too soon")).to_have_count(1)  # only asked so far
    expect(sheet.locator(".btn")).to_have_text(["Delete", "Keep it"])
    sheet.get_by_role("button", name="Delete").click()
    for page in (ana, ben):
        expect(bubble(page, "Said too soon")).to_have_count(0)
    assert not Message.objects.filter(body="Said too soon").exists()


HOLD = """(node) => {
  const { x, y } = node.getBoundingClientRect();
  const at = { bubbles: true, pointerType: "touch", clientX: x + 5, clientY: y + 5 };
  node.dispatchEvent(new PointerEvent("pointerdown", at));
  return at;
}"""


def test_on_a_phone_one_presses_and_holds(visit: Visit, cast: Cast) -> None:
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "Hold me")
    ana = open_talk(visit(cast.ana))
    bubble(ana, "Hold me").evaluate(HOLD)
    bubble(ana, "Hold me").dispatch_event("pointermove", {"clientX": 300, "clientY": 500})  # a scroll, not a hold
    ana.wait_for_timeout(700)
    expect(ana.get_by_role("dialog")).to_have_count(0)
    bubble(ana, "Hold me").evaluate(HOLD)
    expect(ana.get_by_role("dialog").get_by_role("button", name="Delete")).to_be_visible()


def test_others_words_can_be_copied_but_not_deleted(visit: Visit, cast: Cast) -> None:
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Mine to keep")
    ana = open_talk(visit(cast.ana, size=DESK))
    sheet = menu_of(ana, "Mine to keep")
    expect(sheet.get_by_role("button", name="Copy the words")).to_be_visible()
    for name in ("Change", "Delete"):
        expect(sheet.get_by_role("button", name=name)).to_have_count(0)
    ana.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_removed_members_page_stops_at_once_forgets_and_says_why(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    say(ben, "Before")
    expect(bubble(ana, "Before")).to_be_visible()
    ana.locator("#composer textarea").fill("My draft")
    place = load_group(cast.cara, "harbour-runners", Action.REMOVE_MEMBER)
    membership = load_membership(place, cast.profile(cast.ana, cast.harbour).pk, Action.REMOVE_MEMBER)
    leaving.remove(place, membership, reason="She asked for it to be tested")
    expect(ana.get_by_text("You are no longer in this group")).to_be_visible()
    expect(ana.locator(".bubble")).to_have_count(0)
    expect(ana.locator("#composer")).to_have_count(0)
    assert "My draft" not in ana.evaluate("JSON.stringify(localStorage)")
    say(ben, "After")
    sent(ben, "After")
    assert "After" not in ana.content() and "Before" not in ana.locator("main").inner_text()
    ana.locator("main").get_by_role("link", name="My groups").click()
    expect(ana).to_have_url(re.compile("/$"))


def test_a_draft_on_its_way_when_the_access_ends_leaves_nothing_behind(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    on_its_way: list[Route] = []
    ana.route(
        "**/draft", lambda route: on_its_way.append(route) if route.request.method == "PUT" else route.continue_()
    )
    with ana.expect_request("**/draft"):
        ana.locator("#composer textarea").fill("My draft")
    place = load_group(cast.cara, "harbour-runners", Action.REMOVE_MEMBER)
    membership = load_membership(place, cast.profile(cast.ana, cast.harbour).pk, Action.REMOVE_MEMBER)
    leaving.remove(place, membership, reason="She asked for it to be tested")
    expect(ana.get_by_text("You are no longer in this group")).to_be_visible()
    with ana.expect_event("requestfinished", lambda request: request.url.endswith("/draft")):
        on_its_way[0].fulfill(json={"body": "My draft", "version": 1})
    ana.evaluate("new Promise((done) => setTimeout(done, 50))")  # its answer is read in the turns that follow
    assert "My draft" not in ana.evaluate("JSON.stringify(localStorage)")


def test_a_signed_out_page_hides_what_was_said_and_leads_to_sign_in(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana))
    say(ana, "Between us")
    sent(ana, "Between us")
    other = ana.context.new_page()
    other.goto("/me/")
    other.locator("form[action='/signout/'] button").first.click()
    expect(ana.get_by_text("You are signed out here")).to_be_visible()
    expect(ana.locator(".bubble")).to_have_count(0)
    expect(ana.get_by_role("link", name="Sign in")).to_have_attribute("href", re.compile("^/signin/"))
    assert ana.evaluate("Object.keys(localStorage)") == []


def test_who_types_is_shown_beside_the_trust_line_and_forgotten(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    ben.locator("#composer textarea").press_sequentially("Hm", delay=30)
    expect(ana.locator("[data-typing]")).to_have_text("Ben is typing")
    expect(ana.locator("[data-people]")).to_be_visible()
    ben.locator("#composer textarea").fill("")
    expect(ana.locator("[data-typing]")).to_be_hidden()


def test_markup_and_addresses_in_live_messages_are_as_harmless_as_on_the_page(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana)), open_talk(visit(cast.ben))
    text = "<img src=x onerror=document.title='owned'> javascript:alert(1) https://snug.example/a?b=1&c=2"
    say(ana, text)
    expect(bubble(ben, text)).to_be_visible()
    link = bubble(ben, text).locator("a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://snug.example/a?b=1&c=2")
    expect(link).to_have_attribute("rel", "noopener nofollow noreferrer")
    live_html = bubble(ben, text).locator("p").evaluate("node => node.innerHTML")
    ben.reload()
    assert bubble(ben, text).locator("p").evaluate("node => node.innerHTML") == live_html
    assert "owned" not in ben.title()


def test_without_javascript_one_reads_writes_deletes_and_marks_as_read(visit: Visit, cast: Cast) -> None:
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Is the page alive?")
    ana = visit(cast.ana, java_script_enabled=False)
    ana.goto(TALK)
    expect(bubble(ana, "Is the page alive?")).to_be_visible()
    ana.get_by_role("button", name="Mark as read").click()
    expect(ana.locator(".fresh")).to_have_count(0)
    ana.locator("#write").fill("Alive enough")
    ana.get_by_role("button", name="Send").click()
    expect(bubble(ana, "Alive enough")).to_be_visible()
    turn(ana, "Alive enough").get_by_role("link", name="React and more").click()
    ana.get_by_role("link", name="Delete").click()
    ana.get_by_role("button", name="Delete").click()
    expect(ana).to_have_url(re.compile(f"{TALK}$"))
    expect(bubble(ana, "Alive enough")).to_have_count(0)


def test_the_client_finds_addresses_exactly_as_the_server_does(visit: Visit, cast: Cast) -> None:
    cases = (Path(__file__).parents[1] / "messaging" / "link_cases.json").read_text()
    page = visit(cast.ana)
    page.goto(TALK)
    wrong = page.evaluate(
        """async (cases) => {
          const { linkify } = await import("/static/messaging/linkify.js");
          return JSON.parse(cases).filter(({ text, pieces }) =>
            JSON.stringify(linkify(text).map((one) => [one.text, one.href])) !== JSON.stringify(pieces));
        }""",
        cases,
    )
    assert wrong == []


def test_a_link_says_whose_it_is_as_the_page_comes_and_when_it_arrives(visit: Visit, cast: Cast) -> None:
    first, then = (f"{word} https://bank.example.{word}.example/a" for word in ("early", "later"))
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), first)
    ana = visit(cast.ana)
    ana.goto(TALK)
    expect(ana.locator(".link__site")).to_have_text(["(early.example)"])
    messages.send(cast.cara, cast.talk(cast.harbour).pk, uuid4(), then)
    expect(ana.locator(".link__site")).to_have_text(["(early.example)", "(later.example)"])
