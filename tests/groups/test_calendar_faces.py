"""Making and ending the address of one's calendar, and one event as a file."""

from __future__ import annotations

from uuid import uuid4

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from groups.models import CalendarFeed
from tests.cast import Cast
from tests.groups.calendars import HOUR, coming, fetch
from tests.groups.occurrences import answer

PAGE = "/me/calendar/"
API = "/api/v1/me/calendar-feed"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


def test_the_page_shows_the_link_once_and_takes_it_back(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert "Make a link" in client.get(PAGE).content.decode()
    made = client.post(PAGE)
    link = made.context["link"]
    assert link.startswith("http://testserver/calendar/") and link in made.content.decode()
    assert made.context["one_tap"] == link.replace("http://", "webcal://")
    assert made["Cache-Control"] == "private, no-store"
    token = link.removeprefix("http://testserver/calendar/").removesuffix(".ics")
    assert fetch(token).status_code == 200
    later = client.get(PAGE).content.decode()
    assert token not in later and "Made on" in later and "A calendar last asked on" in later
    client.post(PAGE)  # the page that showed it, loaded anew
    assert fetch(token).status_code == 200, "that made none"
    client.post(PAGE, {"over": client.get(PAGE).context["over"]})
    assert fetch(token).status_code == 404, "another was made"
    ended = client.post(f"{PAGE}revoke/", follow=True).content.decode()
    assert "The link is taken back." in ended and "Make a link" in ended
    assert not CalendarFeed.objects.exists()


def test_the_api_makes_tells_and_revokes(cast: Cast) -> None:
    app = cast.api(cast.ana)
    assert app.get(API).json() == {"made": False, "created_at": None, "read_at": None}
    key = {"Idempotency-Key": "one"}
    made = app.post(API, headers=key)
    assert made.status_code == 201 and made.json()["made"] is True
    assert app.post(API, headers=key).json() == made.json(), "a repeat makes no other"
    link = made.json()["link"]
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 200
    told = app.get(API).json()
    assert told["made"] is True and told["read_at"] is not None and "link" not in told
    assert app.delete(API).status_code == 204 == app.delete(API).status_code
    assert app.get(API).json()["made"] is False
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 404


def test_one_event_as_a_file_for_who_may_see_it(cast: Cast) -> None:
    occurrence = coming(cast, starts_at=timezone.now() + 3 * HOUR)
    answer(occurrence, cast.ben, "waitlisted")
    answer(occurrence, cast.ana)
    address = f"/g/harbour-runners/events/{occurrence.pk}/event.ics"
    for person, status in ((cast.ana, "CONFIRMED"), (cast.ben, "TENTATIVE"), (cast.nia, "CONFIRMED")):
        got = cast.client(person).get(address)
        assert got["Content-Type"] == "text/calendar; charset=utf-8"
        assert got["Content-Disposition"] == 'attachment; filename="event.ics"'
        assert got["Cache-Control"] == "private, no-store"
        (event,) = icalendar.Calendar.from_ical(got.content).walk("VEVENT")
        assert str(event["STATUS"]) == status and str(event["LOCATION"]) == "Harbour"
    missing = cast.client(cast.cleo).get(f"/g/harbour-runners/events/{uuid4()}/event.ics")
    for outsider in (cast.cleo, cast.dov, cast.eve):
        assert cast.client(outsider).get(address).status_code == 404 == missing.status_code
    assert cast.client(cast.hal).get(address.replace("harbour-runners", "hill-club")).status_code == 404
