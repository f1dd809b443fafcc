"""Snug without a network, in a real Chromium: what was kept is read, what is written is said once."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from typing import Literal
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from community.actions import sessions
from community.embedded.process import wait_until
from community.models import Brand
from groups.actions import leaving
from messaging.actions import messages
from messaging.models import Message, Room
from messaging.polling import Asked
from tests.browser.conftest import BACKEND, Visit
from tests.browser.offline import bodies, goes_offline, held, kept_talk, opens_cold
from tests.browser.talking import TALK, bubble, fill_room, live, no_barriers, open_talk, say, sent, turn
from tests.cast import Cast
from tests.site import Site


def test_two_people_one_offline_for_a_while(cast: Cast, visit: Visit, site: Site) -> None:
    ben, ana = open_talk(visit(cast.ben)), visit(cast.ana)
    for text in ("Bring a lamp", "Delete me", "See you at six"):
        say(ben, text)
        sent(ben, text)
    kept_talk(ana, site, "See you at six")
    goes_offline(ana)
    ben_changes(ben)
    cold = opens_cold(ana, TALK)
    for text in ("Bring a lamp", "Delete me", "See you at six"):
        expect(bubble(cold, text)).to_have_count(1)
    for text in ("On my way", "With cake"):
        say(cold, text)
        expect(bubble(cold, text)).to_have_count(1)
    assert Message.objects.filter(body__in=["On my way", "With cake"]).count() == 0
    ana.close()
    cold.context.set_offline(False)
    live(cold)
    for text in ("On my way", "With cake"):
        sent(cold, text)
        expect(bubble(ben, text)).to_have_count(1)
    assert cold.url == f"{site.url}{TALK}"
    expect(bubble(cold, "Delete me")).to_have_count(0)
    assert wait_until(lambda: {"On my way", "With cake", "Said meanwhile"} <= set(bodies(cold)), 20)
    assert not {"Delete me", "Bring a lamp"} & set(bodies(cold))
    said = list(
        Message.objects.filter(body__in=["On my way", "With cake"]).order_by("seq").values_list("body", flat=True)
    )
    assert said == ["On my way", "With cake"]


def ben_changes(ben: Page) -> None:
    say(ben, "Said meanwhile")
    sent(ben, "Said meanwhile")
    of_ben = {message.body: message for message in Message.objects.filter(body__in=["Delete me", "Bring a lamp"])}
    for text, message in of_ben.items():
        path = f"{TALK}{'delete' if text == 'Delete me' else 'edit'}/{message.pk}/"
        form = ben.context.new_page()
        form.goto(path)
        if text == "Bring a lamp":
            form.locator("textarea").first.fill("Bring two lamps")
        form.locator("main form button[type=submit]").first.click()
        form.wait_for_url(re.compile("harbour-runners/(#.*)?$"))
        form.close()


def kept_by(page: Page, site: Site, ben: Page) -> Page:
    """Whose browser keeps one message of Ben's."""
    say(ben, "Bring a lamp")
    sent(ben, "Bring a lamp")
    return kept_talk(page, site, "Bring a lamp")


def nothing_opens(page: Page) -> None:
    """Nothing of anybody's is shown without a network, in the list and in the room."""
    page.context.set_offline(True)
    for path in ("/", TALK):
        cold = page.context.new_page()
        with contextlib.suppress(Error):  # without a worker it is the browser's own page that says so
            cold.goto(path)
        expect(cold.get_by_text("Bring a lamp")).to_have_count(0)
        cold.close()
    page.context.set_offline(False)


def test_signing_out_leaves_nothing(cast: Cast, visit: Visit, site: Site) -> None:
    page = kept_by(visit(cast.ana), site, open_talk(visit(cast.ben)))
    page.goto("/me/")
    page.get_by_role("button", name="Sign out on this device").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    assert wait_until(lambda: held(page)["rooms"] == [], 15)
    nothing_opens(page)
    assert "snug_keep" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_session_that_is_ended_elsewhere_leaves_nothing(cast: Cast, visit: Visit, site: Site) -> None:
    client = Client()
    client.force_login(cast.ana, backend=BACKEND)
    page = kept_by(visit(client=client), site, open_talk(visit(cast.ben)))
    key = client.session.session_key
    assert key
    sessions.end_key(cast.ana, key)
    expect(page.get_by_text("You are signed out here")).to_be_visible(timeout=15_000)
    assert wait_until(lambda: held(page)["rooms"] == [] and held(page)["meta"] == [], 15)
    nothing_opens(page)


def test_who_comes_back_signed_out_meanwhile_leaves_nothing(cast: Cast, visit: Visit, site: Site) -> None:
    client = Client()
    client.force_login(cast.ana, backend=BACKEND)
    page = kept_by(visit(client=client), site, open_talk(visit(cast.ben)))
    goes_offline(page)
    page.goto("about:blank")
    sessions.end_key(cast.ana, str(client.session.session_key))
    cold = opens_cold(page, TALK)
    expect(bubble(cold, "Bring a lamp")).to_have_count(1)
    cold.context.set_offline(False)
    expect(cold.get_by_label("E-mail")).to_be_visible(timeout=15_000)
    assert wait_until(lambda: held(cold)["rooms"] == [], 15)
    nothing_opens(cold)


def test_another_person_on_the_same_device_finds_nothing_of_the_first(cast: Cast, visit: Visit, site: Site) -> None:
    page = kept_by(visit(cast.ana), site, open_talk(visit(cast.ben)))
    page.evaluate("localStorage.setItem('snug.outbox.somebody.1', '{}')")
    other = Client()
    other.force_login(cast.pia, backend=BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": other.cookies["sessionid"].value, "url": site.url}])
    page.goto("/")
    assert wait_until(lambda: {one["told"]["title"] for one in held(page)["rooms"]} <= {"Lake Walkers"}, 15)
    assert page.evaluate("localStorage.getItem('snug.outbox.somebody.1')") is None
    nothing_opens(page)


@pytest.mark.parametrize(
    "at", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example/", "/.//evil.example/"]
)
def test_the_page_without_a_network_leads_nowhere_but_here(cast: Cast, visit: Visit, site: Site, at: str) -> None:
    page = visit(cast.ana)
    page.goto(f"/offline/en/?at={quote(at)}")
    page.wait_for_url(re.compile(rf"^{re.escape(site.url)}//?(evil.example/)?$"))


def test_a_room_goes_with_the_access_to_it(cast: Cast, visit: Visit, site: Site) -> None:
    page = kept_by(visit(cast.ana), site, open_talk(visit(cast.ben)))
    leaving.remove(cast.place(cast.cara, cast.harbour), cast.membership(cast.ana, cast.harbour), reason="Asked to go")
    expect(page.get_by_text("You are no longer in this group")).to_be_visible(timeout=15_000)
    assert wait_until(lambda: held(page)["rooms"] == [], 15)
    nothing_opens(page)


def test_who_was_removed_meanwhile_is_told_so_beside_their_own_words(cast: Cast, visit: Visit, site: Site) -> None:
    page = kept_by(visit(cast.ana), site, open_talk(visit(cast.ben)))
    goes_offline(page)
    cold = opens_cold(page, TALK)
    page.close()
    say(cold, "On my way")
    leaving.remove(cast.place(cast.cara, cast.harbour), cast.membership(cast.ana, cast.harbour), reason="Asked to go")
    cold.context.set_offline(False)
    expect(cold.locator(".strip")).to_contain_text("You are no longer in this group", timeout=15_000)
    expect(bubble(cold, "On my way")).to_have_count(1)
    expect(bubble(cold, "Bring a lamp")).to_have_count(0)
    assert not Message.objects.filter(body="On my way").exists()


def test_what_was_refused_meanwhile_says_so_where_it_was_written(cast: Cast, visit: Visit, site: Site) -> None:
    page = kept_by(visit(cast.ana), site, open_talk(visit(cast.ben)))
    goes_offline(page)
    cold = opens_cold(page, TALK)
    page.close()
    say(cold, "On my way")
    Room.objects.filter(pk=cast.talk(cast.harbour).pk).update(locked_until=timezone.now() + timedelta(hours=8))
    cold.context.set_offline(False)
    live(cold)
    expect(turn(cold, "On my way")).to_contain_text("Not sent")
    assert not Message.objects.filter(body="On my way").exists()


def test_all_rooms_are_there_and_at_most_200_messages_of_each(cast: Cast, visit: Visit, site: Site) -> None:
    fill_room(cast, 215)
    page = kept_talk(visit(cast.ana), site, "number 214")
    assert wait_until(lambda: {one["told"]["name"] for one in held(page)["rooms"]} == {"Talk", "Notices"}, 15)
    assert bodies(page)[-1] == "number 214"
    assert "number 20" in bodies(page)
    for number in range(3):
        messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), f"live {number}")
    assert wait_until(lambda: bodies(page)[-1] == "live 2", 15)
    assert len(bodies(page)) <= 200
    goes_offline(page)
    cold = opens_cold(page, "/")
    cold.get_by_role("link", name=re.compile("Harbour Runners · Talk")).click()
    expect(bubble(cold, "live 2")).to_be_in_viewport()
    no_barriers(cold)


def test_what_a_poll_offers_is_read_and_names_of_rooms_are_whole(cast: Cast, visit: Visit, site: Site) -> None:
    asked = Asked(("Harbour loop", "Canal"))
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Which loop?", poll=asked)
    page = kept_talk(visit(cast.ana), site, "Which loop?")
    goes_offline(page)
    cold = opens_cold(page, TALK)
    expect(cold.locator(".poll")).to_contain_text("Poll: when you are back online")
    expect(cold.locator(".poll li")).to_have_text(["Harbour loop", "Canal"])
    expect(cold.locator(".poll input")).to_have_count(0)
    no_barriers(cold)
    cold.goto("/")
    cut = "nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.textContent)"
    cold.set_viewport_size({"width": 240, "height": 700})
    names = cold.locator(".row__name")
    expect(names).not_to_have_count(0)
    assert names.evaluate_all(cut) == []


WITHOUT = """() => {
  document.documentElement.removeAttribute("data-brand");
  return getComputedStyle(document.querySelector(".composer .ibtn--fill")).backgroundColor;
}"""
FILL = "() => getComputedStyle(document.querySelector('.composer .ibtn--fill')).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_kept_room_wears_its_brands_colour(
    cast: Cast, visit: Visit, site: Site, scheme: Literal["light", "dark"]
) -> None:
    Brand.objects.filter(pk=cast.harbour.brand_id).update(colour="#7a1fa2")
    ben, ana = open_talk(visit(cast.ben)), visit(cast.ana, color_scheme=scheme)
    say(ben, "See you at six")
    sent(ben, "See you at six")
    kept_talk(ana, site, "See you at six")
    worn = ana.evaluate(FILL)
    goes_offline(ana)
    cold = opens_cold(ana, TALK)
    assert cold.evaluate(FILL) == worn != cold.evaluate(WITHOUT)
