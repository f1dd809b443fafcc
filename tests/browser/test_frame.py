"""That the browser tests themselves see what they are meant to see."""

import json

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from community.models import Person
from tests.browser.conftest import Visit, Watch
from tests.cast import Cast
from tests.site import Site


def test_the_browser_reaches_the_web_process(visit: Visit) -> None:
    page: Page = visit()
    answer = page.goto("/healthz/")
    assert answer is not None
    assert json.loads(answer.text())["parts"]["database"] == "ok"


def test_a_signed_in_page_carries_the_session_of_its_person(visit: Visit, cast: Cast) -> None:
    page: Page = visit(cast.ana)
    assert "sessionid" in {cookie["name"] for cookie in page.context.cookies()}
    assert Person.objects.filter(pk=cast.ana.pk).exists()


def test_a_foreign_request_and_refused_content_are_noticed(site: Site, visit: Visit) -> None:
    page: Page = visit()
    # The page of the fixture would rightly fail this test: a second one is watched by hand.
    watch, other = Watch(site), page.context.new_page()
    watch.on(other)
    other.goto("/healthz/")
    assert watch.faults == []
    with other.expect_console_message():
        other.evaluate("() => { const s = document.createElement('script'); s.text = '1'; document.body.append(s) }")
    with pytest.raises(PlaywrightError):
        other.goto("http://127.0.0.1:9/elsewhere")
    kinds = [fault.split(":")[0] for fault in watch.faults]
    assert kinds == ["refused content", "foreign request"]
