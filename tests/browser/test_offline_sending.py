"""What was written without a network goes out once, whoever sees the network first; and a network that hangs."""

from __future__ import annotations

import json
import re
import signal
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from community.actions import people
from community.embedded.process import wait_until
from messaging.models import Message
from tests.browser.conftest import DESK, Visit
from tests.browser.offline import goes_offline, held, kept_talk, opens_cold
from tests.browser.talking import TALK, bubble, no_barriers, open_talk, say, sent
from tests.cast import Cast
from tests.site import Site

NOTICES = f"{TALK}notices/"
LAMP = "Bring a lamp"


def writes_offline(page: Page, path: str, text: str) -> Page:
    goes_offline(page)
    cold = opens_cold(page, path)
    page.close()
    say(cold, text)
    expect(bubble(cold, text)).to_have_count(1)
    return cold


def said_once(text: str) -> bool:
    return Message.objects.filter(body=text).count() == 1


def test_what_was_written_in_one_room_goes_out_from_any_page(cast: Cast, visit: Visit, site: Site) -> None:
    page = open_talk(visit(cast.cara))
    say(page, LAMP)
    sent(page, LAMP)
    kept_talk(page, site, LAMP)
    assert wait_until(lambda: len(held(page)["rooms"]) == 2, 20)
    cold = writes_offline(page, NOTICES, "High water on Thursday")
    cold.goto("about:blank")
    cold.context.set_offline(False)
    cold.goto("/me/")
    assert wait_until(lambda: said_once("High water on Thursday"), 20)
    assert wait_until(
        lambda: cold.evaluate("!Object.keys(localStorage).some((key) => key.startsWith('snug.outbox'))"), 10
    )


def test_what_a_server_could_not_take_goes_out_a_little_later(cast: Cast, visit: Visit, site: Site) -> None:
    page = open_talk(visit(cast.cara))
    say(page, LAMP)
    sent(page, LAMP)
    kept_talk(page, site, LAMP)
    cold = writes_offline(page, NOTICES, "High water on Thursday")
    cold.goto("about:blank")
    refused: list[str] = []

    def busy(route: Route) -> None:
        if route.request.method == "POST" and not refused:
            refused.append(route.request.url)
            route.fulfill(status=503, body="busy")
        else:
            route.continue_()

    cold.context.route("**/api/v1/rooms/*/messages", busy)
    cold.context.set_offline(False)
    cold.goto("/me/")
    assert wait_until(lambda: cold.evaluate("1") == 1 and said_once("High water on Thursday"), 20)
    assert refused


def test_the_worker_sends_it_while_no_page_is_open(cast: Cast, visit: Visit, site: Site) -> None:
    page = open_talk(visit(cast.ana))
    say(page, LAMP)
    sent(page, LAMP)
    kept_talk(page, site, LAMP)
    cold = writes_offline(page, TALK, "On my way")
    assert wait_until(lambda: [one["body"] for one in held(cold)["letters"]] == ["On my way"], 10)
    session, found = cold.context.new_cdp_session(cold), list[dict[str, Any]]()
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    assert wait_until(lambda: bool(found) or cold.evaluate("1") != 1, 10)
    cold.goto("about:blank")
    cold.context.set_offline(False)
    woken = {"origin": site.url, "registrationId": found[0]["registrationId"], "tag": "outbox-1", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", woken)
    assert wait_until(lambda: said_once("On my way"), 20)
    cold.goto(TALK)
    sent(cold, "On my way")
    cold.reload()
    expect(bubble(cold, "On my way")).to_have_count(1)
    assert said_once("On my way")


def test_a_network_that_hangs_gives_way_after_a_while(cast: Cast, visit: Visit, site: Site) -> None:
    page = open_talk(visit(cast.ana))
    say(page, LAMP)
    sent(page, LAMP)
    kept_talk(page, site, LAMP)
    assert site.process
    site.process.send_signal(signal.SIGSTOP)
    try:
        cold = page.context.new_page()
        cold.goto(TALK, timeout=20_000)
        expect(cold.locator(".strip")).to_contain_text("Offline.")
        expect(bubble(cold, LAMP)).to_have_count(1)
    finally:
        site.process.send_signal(signal.SIGCONT)
    cold.wait_for_url(f"{site.url}{TALK}", timeout=20_000)


@pytest.mark.parametrize(("language", "direction", "scheme"), [("ar", "rtl", "dark"), ("de", "ltr", "light")])
def test_it_speaks_the_persons_language(
    cast: Cast, visit: Visit, site: Site, language: str, direction: str, scheme: Any
) -> None:
    people.settle(cast.ana, language=language, time_zone="Europe/Berlin")
    ben = open_talk(visit(cast.ben))
    say(ben, LAMP)
    sent(ben, LAMP)
    page = kept_talk(visit(cast.ana, size=DESK, color_scheme=scheme), site, LAMP)
    goes_offline(page)
    cold = page.context.new_page()
    for path in (TALK, "/"):
        cold.goto(path)
        expect(cold.locator(".strip")).to_be_visible()
        expect(cold.locator("html")).to_have_attribute("lang", language)
        expect(cold.locator("html")).to_have_attribute("dir", direction)
        no_barriers(cold)
    cold.get_by_role("link", name=re.compile("Harbour Runners")).first.click()
    expect(bubble(cold, LAMP)).to_have_count(1)
    box = cold.locator(".talk__pane").bounding_box()
    assert box
    assert box["width"] > 600


def test_what_another_person_left_on_this_device_never_goes_out_in_ones_own_name(cast: Cast, visit: Visit) -> None:
    """In a tab that keeps nothing, after a session that ended elsewhere: nothing was emptied, and nobody was marked."""
    page = visit(cast.cara)
    page.goto("/")
    for at, (person, body) in enumerate([(cast.ana, "What Ana never sent"), (cast.cara, "What Cara wrote")]):
        cid, profile = str(uuid4()), cast.profile(person, cast.harbour).pk
        letter = {"cid": cid, "room": str(cast.talk(cast.harbour).pk), "op": "send", "at": at, "body": body}
        said = json.dumps(letter | {"state": "pending"})
        page.evaluate("([key, said]) => localStorage.setItem(key, said)", [f"snug.outbox.{profile}.{cid}", said])
    page.goto("/me/")
    assert wait_until(lambda: said_once("What Cara wrote"), 20)
    assert not Message.objects.filter(body="What Ana never sent").exists()
    assert wait_until(lambda: page.evaluate("Object.values(localStorage).some((one) => one.includes('Ana'))"), 10)
