"""Reactions and changed words as they look: phone and desk, light and dark, from right to left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.models import Person
from messaging.actions import messages
from messaging.models import Message
from tests.browser.conftest import DESK, LOOKS, PHONE, Visit
from tests.browser.talking import MANY, bubble, menu_of, no_barriers, open_talk, say, sent, talk_like_people
from tests.cast import Cast


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_the_menu_with_its_emoji_and_who_put_which(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    talk_like_people(cast)
    page = open_talk(visit(cast.ana, size=size, color_scheme=scheme, timezone_id="Europe/Berlin"))
    sheet = menu_of(page, "Gemütlich heißt: wir reden die ganze Zeit. Versprochen.")
    shoot(page, f"react-menu.{name}.{scheme}")
    no_barriers(page)
    sheet.get_by_role("button", name="Another emoji").click()
    sheet.get_by_label("Another emoji").fill("none of them")
    sheet.get_by_role("button", name="React").click()
    shoot(page, f"react-other.{name}.{scheme}")
    no_barriers(page)


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_many_reactions_a_change_under_way_and_one_refused(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    talk_like_people(cast)
    room = cast.talk(cast.harbour).pk
    lamp = Message.objects.get(body__startswith="High water")
    for at, emoji in enumerate(MANY.split()):
        who = (cast.ben, cast.nia, cast.cara)[at % 3]
        messages.react(who, room, lamp.pk, uuid4(), emoji, on=True)
    page = open_talk(visit(cast.ana, size=size, color_scheme=scheme, timezone_id="Europe/Berlin"))
    for text in ("I can bring it along on Thursday.", "Or leave it at the bakery?"):
        say(page, text)
        sent(page, text)
    menu_of(page, "Or leave it at the bakery?").get_by_role("button", name="Change").click()
    page.locator("#composer textarea").fill("Or leave it at the bakery, if that is nearer for you?")
    shoot(page, f"editing.{name}.{scheme}")
    no_barriers(page)
    Message.objects.filter(body__startswith="Or leave").update(created_at=timezone.now() - timedelta(minutes=20))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".refused")).to_be_visible()
    page.locator(".refused").scroll_into_view_if_needed()
    shoot(page, f"refused.{name}.{scheme}")
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_from_right_to_left_too(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int]
) -> None:
    talk_like_people(cast)
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    page = open_talk(visit(cast.ana, size=size, locale="ar"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    bubble(page, "Danke euch! Ich freu mich.").scroll_into_view_if_needed()
    shoot(page, f"reactions-rtl.{name}")
    no_barriers(page)
    chips = page.locator(".turn--own .reacts").first
    left = "node => node.getBoundingClientRect().left"
    assert abs(chips.evaluate(left) - chips.locator("xpath=..").evaluate(left)) < 2
