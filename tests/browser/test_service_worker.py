"""The service worker in a real Chromium. It cannot reach a push service from here: pushes come through the debugging
protocol, which hands them to the worker as the browser would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from community.embedded.process import wait_until
from tests.browser.conftest import Visit
from tests.site import Site

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
}"""
TELL = "said => navigator.serviceWorker.ready.then((one) => one.active.postMessage(said))"
COUNT = """() => {
  const show = self.registration.showNotification.bind(self.registration);
  self.shown = 0;
  self.registration.showNotification = (...what) => show(...what).then(() => { self.shown += 1; });
}"""
REGISTER = """async () => {
  await navigator.serviceWorker.register("/sw.js");
  return (await navigator.serviceWorker.ready).scope;
}"""


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


class Pushed:
    """A page whose worker is registered and may show notifications."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        page.context.grant_permissions(["notifications"], origin=site.url)
        page.goto("/signin/")
        assert page.evaluate(REGISTER) == f"{site.url}/"
        self.session = page.context.new_cdp_session(page)
        self.registration = ""
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.session.send("ServiceWorker.enable")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        assert self.registration
        (self.worker,) = page.context.service_workers
        self.worker.evaluate(COUNT)

    def _note(self, event: dict[str, Any]) -> None:
        self.registration = event["registrations"][0]["registrationId"]

    def push(self, data: str) -> None:
        """Returns once it is shown: Chromium drops what is asked for (getNotifications) while it is about to appear."""
        before = self.worker.evaluate("self.shown")
        self.session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.site.url, "registrationId": self.registration, "data": data},
        )
        assert wait_until(lambda: self.worker.evaluate("self.shown") == before + 1, 10)

    def say(self, **changed: str) -> None:
        said = {"id": "1", "tag": "1", "title": "Harbour Runners", "body": "Soon.", "url": "/g/a/", "kind": "reminder"}
        self.push(json.dumps(said | changed))

    def read(self, **what: list[str]) -> None:
        """What the page says to the worker."""
        self.page.evaluate(TELL, {"type": "read", **what})

    def shows(self, count: int) -> list[dict[str, str]]:
        """What is shown, once it is so many."""
        return self.shows_when(lambda found: len(found) == count)

    def shows_when(self, holds: Callable[[list[dict[str, str]]], bool]) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []

        def look() -> bool:
            found[:] = self.page.evaluate(SHOWN)
            return holds(found)

        assert wait_until(look, 10), found
        return found


@pytest.fixture
def pushed(visit: Visit, site: Site) -> Pushed:
    return Pushed(visit(), site)


def test_it_is_served_from_the_root_and_asked_for_anew_each_time() -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert Client().post("/sw.js").status_code == 405


def test_a_push_is_shown_and_a_second_delivery_replaces_it(pushed: Pushed) -> None:
    pushed.say(tag="a1")
    (one,) = pushed.shows(1)
    assert one == {"title": "Harbour Runners", "body": "Soon.", "tag": "a1", "url": f"{pushed.site.url}/g/a/"}
    pushed.say(tag="a2")
    pushed.shows(2)
    pushed.say(tag="a1", body="Sooner.")
    found = pushed.shows_when(lambda shown: "Sooner." in [one["body"] for one in shown])
    assert sorted(one["tag"] for one in found) == ["a1", "a2"]


def test_a_push_that_cannot_be_read_still_shows_something(pushed: Pushed) -> None:
    for data in ("", "no json", "null", "[]", "7", '{"title": 5}', "{}"):
        pushed.push(data)
        (one,) = pushed.shows(1)
        assert one == {"title": "Snug", "body": "", "tag": "snug", "url": f"{pushed.site.url}/inbox/"}, data
        pushed.read(tags=["snug"])
        pushed.shows(0)


def test_it_leads_nowhere_but_here(pushed: Pushed) -> None:
    for url in ("https://elsewhere.example/x", "//elsewhere.example/x", "javascript:alert(1)"):
        pushed.say(id=url, tag=url, url=url)
    assert {one["url"] for one in pushed.shows(3)} == {f"{pushed.site.url}/inbox/"}


def test_what_was_read_goes_by_tag_or_by_where_it_leads(pushed: Pushed) -> None:
    for tag, url in (("b0", "/g/a/"), ("b1", "/g/b/"), ("b2", "/g/c/")):
        pushed.say(tag=tag, url=url)
    pushed.shows(3)
    pushed.read(tags=["b0"])
    assert {one["tag"] for one in pushed.shows(2)} == {"b1", "b2"}
    pushed.read(urls=["/g/b/"])
    assert {one["tag"] for one in pushed.shows(1)} == {"b2"}


def test_a_page_says_by_itself_that_it_was_read(pushed: Pushed) -> None:
    pushed.say(tag="c1", url="/signin/")
    pushed.say(tag="c2", url="/g/b/")
    pushed.shows(2)
    pushed.page.add_script_tag(type="module", url="/static/community/js/quiet.js")
    assert {one["tag"] for one in pushed.shows(1)} == {"c2"}
