"""Check-in on phones: the host's, which goes on without a network, and that of who comes, by the host's code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.embedded.process import wait_until
from groups.models import Attendance, Occurrence
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_events import Shoot, goes, page_of, seen
from tests.cast import Cast
from tests.groups.plans import move_start, plan_one

# Asked by evaluate(), which waits for what is promised; to wait_for_function() a promise is as good as true.
IS_KEPT = "async () => (await (await caches.open('check-in')).keys()).length === 1"
IS_FORGOTTEN = "async () => !(await caches.has('check-in'))"
NOTHING_WAITS = "() => !Object.keys(localStorage).some((key) => key.startsWith('snug.ticks'))"


def begun(cast: Cast, **fields: str) -> Occurrence:
    return move_start(plan_one(cast, **fields), timezone.now() - timedelta(minutes=5))


def test_check_in_goes_on_without_a_network_and_hands_in_later(cast: Cast, visit: Visit) -> None:
    run = plan_one(cast)
    goes(cast.ana, run)
    run = move_start(run, timezone.now() - timedelta(minutes=5))
    page = visit(cast.cara)
    page.goto(page_of(run, "check-in/"))
    name = cast.profile(cast.ana, cast.harbour).name
    box = page.get_by_role("checkbox", name=name)
    expect(page.get_by_role("button", name="Save")).to_be_hidden()
    page.context.set_offline(True)
    box.check()
    expect(page.get_by_text("1 tick waits for the network.")).to_be_visible()
    expect(page.locator("#there")).to_have_text("1")
    assert not Attendance.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("1 tick waits for the network.")).to_be_hidden()
    assert Attendance.objects.get().there
    box.uncheck()
    expect(page.locator("#there")).to_have_text("0")
    page.reload()
    expect(box).not_to_be_checked()
    page.wait_for_function(NOTHING_WAITS)
    assert not Attendance.objects.get().there
    page.get_by_label("Find somebody").fill("zz")
    expect(box).to_be_hidden()


def test_check_in_opens_without_a_network_and_not_after_signing_out(cast: Cast, visit: Visit) -> None:
    run = begun(cast)
    page = visit(cast.cara)
    page.goto(page_of(run, "check-in/"))
    assert wait_until(lambda: page.evaluate(IS_KEPT), 15)
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    box = page.get_by_role("checkbox", name=cast.profile(cast.ben, cast.harbour).name)
    page.context.set_offline(True)
    box.check()
    page.reload()
    expect(page.get_by_text("1 tick waits for the network.")).to_be_visible()
    expect(box).to_be_checked()
    page.context.set_offline(False)
    page.wait_for_function(NOTHING_WAITS)
    assert Attendance.objects.get().there
    page.goto("/me/")
    page.get_by_role("button", name="Sign out on this device").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    assert wait_until(lambda: page.evaluate(IS_FORGOTTEN), 15)


def test_a_hotspot_that_answers_for_us_takes_no_tick(cast: Cast, visit: Visit) -> None:
    run = begun(cast)
    page = visit(cast.cara, service_workers="block")
    page.goto(page_of(run, "check-in/"))
    page.route(page.url, lambda route: route.fulfill(content_type="text/html", body="<!doctype html>Accept our terms"))
    page.get_by_role("checkbox", name=cast.profile(cast.ben, cast.harbour).name).check()
    expect(page.get_by_text("1 tick waits for the network.")).to_be_visible()
    page.unroute(page.url)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function(NOTHING_WAITS)
    assert Attendance.objects.get().there


def test_a_page_made_before_the_last_tick_arrived_shows_it_all_the_same(cast: Cast, visit: Visit) -> None:
    run = begun(cast)
    page = visit(cast.cara, service_workers="block")
    page.goto(page_of(run, "check-in/"))
    made_before = page.request.get(page.url)
    box = page.get_by_role("checkbox", name=cast.profile(cast.ben, cast.harbour).name)
    box.check()
    page.wait_for_function(NOTHING_WAITS)
    page.route(page.url, lambda route: route.fulfill(response=made_before), times=1)
    page.reload()
    expect(box).to_be_checked()
    expect(page.locator("#there")).to_have_text("1")


def test_check_in_needs_no_script(cast: Cast, visit: Visit) -> None:
    run = plan_one(cast)
    run = move_start(run, timezone.now() - timedelta(minutes=5))
    page = visit(cast.cara, java_script_enabled=False)
    page.goto(page_of(run, "check-in/"))
    page.get_by_role("checkbox", name=cast.profile(cast.ben, cast.harbour).name).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Attendance.objects.get().profile.person == cast.ben


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_reads_the_hosts_code_and_one_tap_checks_in(
    cast: Cast, visit: Visit, shoot: Shoot, script: bool
) -> None:
    run, faults = begun(cast, title="Easy harbour loop"), []
    host = visit(cast.cara, java_script_enabled=script)
    host.goto(page_of(run, "check-in/"))
    host.get_by_role("link", name="Let people check in with their phones").click()
    expect(host.get_by_role("img", name="A QR code by which members check themselves in")).to_be_visible()
    address = host.get_by_role("link", name="Where it leads").get_attribute("href")
    assert address
    phone = visit(cast.ana, java_script_enabled=script)
    phone.goto(address)
    if script:
        for size in (PHONE, DESK):
            for page, name in ((host, "check-in-code"), (phone, "check-in-here")):
                page.set_viewport_size(size)
                seen(page, shoot, f"{name}.{size['width']}", faults)
    assert faults == []
    assert not Attendance.objects.exists()
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_text("You are checked in.")).to_be_visible()
    host.get_by_role("link", name="Who is there").click()
    expect(host.get_by_role("checkbox", name=cast.profile(cast.ana, cast.harbour).name)).to_be_checked()
