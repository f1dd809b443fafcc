"""A host's list that was kept for the door names people: it goes with all else that lies on a device (0033)."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from community.actions import sessions
from community.embedded.process import wait_until
from tests.browser.conftest import BACKEND, Visit
from tests.browser.offline import kept_talk
from tests.browser.talking import open_talk, say, sent
from tests.cast import Cast
from tests.site import Site

LIST = "/g/harbour-runners/events/x/check-in/"
PUT = f"async () => (await caches.open('check-in')).put('{LIST}', new Response('Nia is coming'))"
LEFT = "async () => (await caches.has('check-in')) && (await (await caches.open('check-in')).keys()).length > 0"


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


def host(cast: Cast, visit: Visit, site: Site, client: Client) -> Page:
    """Whose device keeps Talk, and a list as the worker puts it there."""
    ben = open_talk(visit(cast.ben))
    say(ben, "Bring a lamp")
    sent(ben, "Bring a lamp")
    page = kept_talk(visit(client=client), site, "Bring a lamp")
    page.evaluate(PUT)
    assert page.evaluate(LEFT)
    return page


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ana, backend=BACKEND)
    return client


def test_it_goes_with_a_session_that_is_ended_elsewhere(cast: Cast, visit: Visit, site: Site) -> None:
    client = signed_in(cast)
    page = host(cast, visit, site, client)
    sessions.end_key(cast.ana, str(client.session.session_key))
    expect(page.get_by_text("You are signed out here")).to_be_visible(timeout=15_000)
    assert wait_until(lambda: not page.evaluate(LEFT), 10)


def test_it_goes_when_another_person_comes(cast: Cast, visit: Visit, site: Site) -> None:
    page = host(cast, visit, site, signed_in(cast))
    other = Client()
    other.force_login(cast.pia, backend=BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": other.cookies["sessionid"].value, "url": site.url}])
    page.goto("/")
    assert wait_until(lambda: not page.evaluate(LEFT), 10)
