"""The button that turns push on in this browser, in a real Chromium against the real API.

Chromium cannot reach a push service from here; what `PushManager` gives is put in its place, and nothing else.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from community.models import PushSubscription
from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.push_service import Device
from tests.site import Site

PUT_IN_PLACE = """([endpoint, p256dh, auth]) => {
  let kept = null;
  const subscription = (options) => ({
    options: { applicationServerKey: options.applicationServerKey.buffer },
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }),
    unsubscribe: async () => { kept = null; return true; },
  });
  PushManager.prototype.getSubscription = async () => kept;
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly) throw new Error("silent");
    if (options.applicationServerKey.length !== 65) throw new Error("key");
    return (kept = subscription(options));
  };
}"""
INSERT = """html => {
  document.querySelector("[data-push]")?.remove();
  document.querySelector("main").insertAdjacentHTML("beforeend", html);
}"""


def with_button(page: Page, device: Device | None = None, *, before: str = "") -> Any:
    """The part in a page of one's own, as the page of notifications includes it; returns its locator."""
    page.goto("/me/")
    if device is not None:
        page.evaluate(PUT_IN_PLACE, [device.endpoint, device.p256dh, device.auth])
    if before:
        page.evaluate(before)
    insert(page, "")
    return page.locator("[data-push]")


def insert(page: Page, again: str) -> None:
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    page.evaluate(INSERT, render_to_string("community/parts/push.html", {"csrf_token": token}))
    page.add_script_tag(type="module", url=f"/static/community/js/push.js{again}")


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture
def device(site: Site) -> Device:
    return Device(f"{site.url}/demo/push/2f0c7d0a-41f3-4a77-8a53-0b8a52ad2b6e/")


def no_faults(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_one_tap_turns_it_on_another_off_and_the_server_knows(
    visit: Visit, cast: Cast, site: Site, device: Device
) -> None:
    page = visit(cast.ana)
    page.context.grant_permissions(["notifications"], origin=site.url)
    part = with_button(page, device)
    expect(part).to_have_attribute("data-is", "off")
    assert not PushSubscription.objects.exists()
    no_faults(page)
    part.get_by_role("button", name="Turn push on here").click()
    expect(part).to_have_attribute("data-is", "on")
    row = PushSubscription.objects.get()
    assert (row.person, row.endpoint, row.p256dh, row.auth) == (cast.ana, device.endpoint, device.p256dh, device.auth)
    assert row.session_key
    no_faults(page)
    insert(page, "?again")
    expect(part).to_have_attribute("data-is", "on")
    assert PushSubscription.objects.get() == row, "looking again renews and adds nothing"
    part.get_by_role("button", name="Turn it off here").click()
    expect(part).to_have_attribute("data-is", "off")
    assert not PushSubscription.objects.exists()


def test_the_browser_is_not_asked_before_a_tap_and_a_no_is_explained(visit: Visit, cast: Cast, device: Device) -> None:
    page = visit(cast.ana)
    asked = """() => {
      window.asked = 0;
      Object.defineProperty(Notification, "permission", { get: () => window.asked ? "denied" : "default" });
      Notification.requestPermission = async () => { window.asked += 1; return "denied"; };
    }"""
    part = with_button(page, device, before=asked)
    expect(part).to_have_attribute("data-is", "off")
    assert page.evaluate("window.asked") == 0
    part.get_by_role("button", name="Turn push on here").click()
    expect(part.get_by_text("Allow them in its settings")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    assert not PushSubscription.objects.exists()
    no_faults(page)


def test_a_browser_without_push_is_told_what_to_do(visit: Visit, cast: Cast) -> None:
    part = with_button(visit(cast.ana), before="() => { delete window.PushManager; }")
    expect(part.get_by_text("This browser cannot be pushed to")).to_be_visible()
    expect(part.get_by_role("button")).to_have_count(0)


def test_a_failure_says_so_and_can_be_tried_again(visit: Visit, cast: Cast, site: Site, device: Device) -> None:
    page = visit(cast.ana)
    page.context.grant_permissions(["notifications"], origin=site.url)
    part = with_button(page, device)
    expect(part).to_have_attribute("data-is", "off")
    page.context.set_offline(True)
    part.get_by_role("button", name="Turn push on here").click()
    expect(part.get_by_text("That did not work just now")).to_be_visible()
    page.context.set_offline(False)
    part.get_by_role("button", name="Try again").click()
    expect(part).to_have_attribute("data-is", "on")


def test_without_javascript_it_says_what_it_needs_and_offers_nothing() -> None:
    """Playwright switches scripts off after the parser has read `noscript` as a browser with scripts does."""
    part = render_to_string("community/parts/push.html", {"csrf_token": "x"})
    shown, _, fallback = part.partition("<noscript>")
    assert "Push needs JavaScript" in fallback
    assert re.search(r"<div [^>]*data-push[^>]* hidden>", shown)
    assert fallback.rstrip().endswith("</noscript>")
