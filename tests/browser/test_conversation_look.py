"""The conversation as it looks: phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from messaging.actions import messages
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import Cast

TALK = "/g/harbour-runners/"


def talk_like_people(cast: Cast) -> None:
    room, now = cast.talk(cast.harbour).pk, timezone.now()

    def say(who: str, body: str, ago: timedelta) -> None:
        messages.seed(getattr(cast, who), room, uuid4(), body, now - ago)

    day = timedelta(days=1)
    say("cara", "Welcome Nia, good to have you here 👋 Thursday is the easy one, a fine place to start.", day)
    say("nia", "Danke euch! Ich freu mich.", day - timedelta(minutes=7))
    say("nia", "Ist das Tempo wirklich gemütlich? 😅", day - timedelta(minutes=7, seconds=-9))
    say("ben", "Gemütlich heißt: wir reden die ganze Zeit. Versprochen.", day - timedelta(minutes=9))
    say("ana", "I’m in the chatty group with you, Nia.", day - timedelta(minutes=18))
    say("ana", "And there is cake after.", day - timedelta(minutes=18, seconds=3))
    say("bea", "The water stop at km 5 is booked for Thursday, cups included. Cara asked, so thank her.", timedelta(hours=2))
    say("ben", "Route: https://snug.example/routes/harbour-loop?km=8 (it is flat)", timedelta(minutes=50))
    say("nia", "صباح الخير! سأتأخر خمس دقائق غداً، ابدؤوا من دوني.", timedelta(minutes=40))
    say("cara", "High water tomorrow, so we take the upper path. Could somebody bring the lamp?", timedelta(minutes=12))
    messages.seed(
        cast.cara, cast.notices(cast.harbour).pk, uuid4(), "Bring a light from now on", now - timedelta(hours=30)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), [("phone", PHONE), ("desk", DESK)])
def test_the_conversation_stands_with_everything_in_its_place(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    talk_like_people(cast)
    page = visit(cast.ana, size=size, color_scheme=scheme, timezone_id="Europe/Berlin")
    page.goto(TALK)
    page.get_by_text("High water tomorrow").last.wait_for()
    page.wait_for_timeout(500)
    shoot(page, f"talk.{name}.{scheme}")
    page.evaluate("document.querySelector('main.log').scrollTop = 0")
    page.wait_for_timeout(300)
    shoot(page, f"talk-start.{name}.{scheme}")
