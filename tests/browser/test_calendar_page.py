"""The address of one's calendar on a phone: made, copied, taken back; also without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from community.models import Person
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast

Shoot = Callable[[Page, str], None]
PAGE = "/me/calendar/"
LINK = re.compile(r"http://[^/]+/calendar/[\w-]{32}\.ics")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_link_is_made_shown_once_and_taken_back(cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
    page = visit(cast.ana, size={"phone": PHONE, "desk": DESK}[size])
    page.goto("/me/")
    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("The link")).to_have_value(LINK)
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
    faults = seen(page, shoot, f"calendar-made.{size}")
    page.goto(PAGE)
    expect(page.get_by_text("No calendar has asked yet")).to_be_visible()
    faults += seen(page, shoot, f"calendar-there.{size}")
    page.get_by_text("Take the link back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The link is taken back.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    assert faults == []


def test_it_needs_no_script(cast: Cast, visit: Visit) -> None:
    page = visit(cast.ana, java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("The link")).to_have_value(LINK)
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    page.get_by_text("Take the link back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()


def test_it_reads_from_right_to_left(cast: Cast, visit: Visit, shoot: Shoot) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    page = visit(cast.ana)
    page.goto(PAGE)
    page.locator("main form[method=post] button").first.click()
    expect(page.locator("#link")).to_have_value(LINK)
    assert page.locator("html").get_attribute("dir") == "rtl"
    shoot(page, "calendar-made.rtl")
    assert faults_of(page) == []


def seen(page: Page, shoot: Shoot, name: str) -> list[str]:
    page.emulate_media(color_scheme="light")
    shoot(page, f"{name}.light")
    faults = faults_of(page)
    page.emulate_media(color_scheme="dark")
    shoot(page, f"{name}.dark")
    return faults + faults_of(page, "color-contrast")
