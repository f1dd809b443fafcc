"""Snug as an app: a browser may install it, the icon counts what is unread, and the device's page has the switches."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from community.embedded.process import wait_until
from messaging.actions import messages
from tests.browser.conftest import DESK, Visit
from tests.browser.offline import READY, bodies, held, keeps
from tests.browser.talking import TALK, no_barriers, open_talk, say, sent
from tests.cast import Cast
from tests.site import Site

COUNTS = """() => {
  window.badges = [];
  const note = (what) => { window.badges.push(what); return Promise.resolve(); };
  Object.defineProperty(Navigator.prototype, "setAppBadge", { value: note, configurable: true });
  Object.defineProperty(Navigator.prototype, "clearAppBadge", { value: () => note(0), configurable: true });
}"""
IN_WORKER = """() => {
  self.badges = [];
  const note = (unread) => Promise.resolve(self.badges.push(unread));
  Object.defineProperty(navigator, "setAppBadge", { value: note, configurable: true });
}"""
# As Safari tells it; the display mode that others tell cannot be had without a window of its own.
INSTALLED = "Object.defineProperty(Navigator.prototype, 'standalone', { value: true })"


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


def as_installed(page: Page) -> Page:
    """As if it had been opened from the home screen."""
    page.add_init_script(INSTALLED)
    return page


def counting(page: Page) -> Page:
    page.add_init_script(f"({COUNTS})()")
    return page


def test_the_browser_finds_nothing_that_keeps_it_from_installing(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(cast.ana)
    keeps(page, site)
    page.goto("/me/")
    assert wait_until(lambda: page.evaluate(READY), 20)
    session = page.context.new_cdp_session(page)
    # Playwright's contexts count as private windows, in which nothing is ever installed; nothing else may be wrong.
    errors = {one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert errors <= {"in-incognito"}
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    manifest = json.loads(told["data"])
    assert (manifest["name"], manifest["display"], manifest["start_url"]) == ("Snug", "standalone", "/")


def test_the_manifest_names_no_group_and_its_icons_are_what_it_says(cast: Cast, site: Site) -> None:
    manifest = cast.client(cast.ana).get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    for word in ("Stride", "Harbour", "Ana"):
        assert word not in manifest.text
    icons = [one for one in manifest.json()["icons"] if one["type"] == "image/png"]
    assert {(one["sizes"], one["purpose"]) for one in icons} >= {("192x192", "maskable"), ("512x512", "any")}
    for one in icons:
        status, data = site.get(one["src"])
        assert status == 200
        assert "x".join(map(str, Image.open(BytesIO(data)).size)) == one["sizes"]
    arabic = Client(headers={"Accept-Language": "ar"}).get("/manifest.webmanifest").json()
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")


def test_an_installed_app_keeps_messages_and_a_tab_does_not(cast: Cast, visit: Visit) -> None:
    tab = open_talk(visit(cast.ben))
    say(tab, "Bring a lamp")
    sent(tab, "Bring a lamp")
    app = as_installed(visit(cast.ana))
    open_talk(app)
    assert wait_until(lambda: "Bring a lamp" in bodies(app), 20)
    assert wait_until(lambda: app.evaluate(READY), 20)
    assert held(tab)["rooms"] == []
    assert tab.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_the_switch_begins_and_ends_it(cast: Cast, visit: Visit) -> None:
    page = visit(cast.ana, size=DESK)
    page.goto("/me/devices/")
    switch = page.get_by_role("switch", name="Keep the last 200 messages")
    expect(switch).not_to_be_checked()
    no_barriers(page)
    switch.check()
    assert wait_until(lambda: len(held(page)["rooms"]) == 2, 20)
    switch.uncheck()
    assert wait_until(lambda: held(page)["rooms"] == [], 20)
    page.reload()
    expect(switch).not_to_be_checked()


def test_the_icon_counts_what_is_unread_as_it_comes_and_goes(cast: Cast, visit: Visit) -> None:
    ben = open_talk(visit(cast.ben))
    app = counting(as_installed(visit(cast.ana)))
    app.goto("/g/harbour-runners/notices/")
    app.wait_for_function("() => window.badges.at(-1) === 0")
    for text in ("One", "Two"):
        say(ben, text)
        sent(ben, text)
    app.wait_for_function("() => window.badges.at(-1) === 2")
    app.goto(TALK)
    app.wait_for_function("() => window.badges.at(-1) === 0")


def test_the_icons_number_can_be_switched_off(cast: Cast, visit: Visit) -> None:
    ben = open_talk(visit(cast.ben))
    say(ben, "One")
    sent(ben, "One")
    app = counting(as_installed(visit(cast.ana)))
    app.goto("/me/")
    app.wait_for_function("() => window.badges.at(-1) === 1")
    app.goto("/me/devices/")
    app.get_by_role("switch", name="Show on the app’s icon").uncheck()
    assert wait_until(lambda: {"name": "badge", "value": False} in held(app)["meta"], 10)
    app.goto("/me/")
    app.wait_for_function("() => window.badges.length > 0")
    assert set(app.evaluate("window.badges")) == {0}


def test_a_push_brings_the_icons_number_in_step(cast: Cast, visit: Visit, site: Site) -> None:
    page = visit(cast.ana)
    keeps(page, site)
    page.context.grant_permissions(["notifications"], origin=site.url)
    page.goto("/me/")
    assert wait_until(lambda: page.evaluate(READY) and bool(held(page)["meta"]), 20)
    (worker,) = page.context.service_workers
    worker.evaluate(IN_WORKER)
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "One")
    session, found = page.context.new_cdp_session(page), list[dict[str, Any]]()
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    assert wait_until(lambda: page.evaluate("1") == 1 and bool(found), 10)
    pushed = {"origin": site.url, "registrationId": found[0]["registrationId"]}
    session.send("ServiceWorker.deliverPushMessage", {**pushed, "data": json.dumps({"title": "Harbour Runners"})})
    assert wait_until(lambda: worker.evaluate("self.badges") == [1], 15)
