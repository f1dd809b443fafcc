"""Snug without a network, in a real Chromium: what was kept is read, what is written is said once, and what is gone goes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from community.embedded.process import wait_until
from messaging.models import Message
from tests.browser.conftest import Visit
from tests.browser.offline import bodies, goes_offline, held, kept_talk, opens_cold
from tests.browser.talking import TALK, bubble, fill_room, live, open_talk, say, sent
from tests.cast import Cast
from tests.site import Site


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


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
    said = list(Message.objects.filter(body__in=["On my way", "With cake"]).order_by("seq").values_list("body", flat=True))
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
