"""What the page of an event asks of who has answered it: a pace, an offered place, a way out."""

from __future__ import annotations

from django.http import HttpResponse

from community.models import Person
from groups.actions import events
from groups.models import Occurrence
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import plan_one, seat


def page_of(run: Occurrence, rest: str = "") -> str:
    return f"/g/harbour-runners/events/{run.pk}/{rest}"


def page(cast: Cast, person: Person, run: Occurrence) -> str:
    return text(cast.client(person), page_of(run))


def says(cast: Cast, person: Person, run: Occurrence, state: str = "going", **more: str) -> HttpResponse:
    return cast.client(person).post(page_of(run, "answer/"), {"state": state, **more})


def test_who_came_before_there_were_paces_is_asked_to_choose_one(cast: Cast) -> None:
    run = plan_one(cast)
    says(cast, cast.ana, run)
    events.change(seat(cast.cara, run), paces=[{"name": "6:00"}])
    assert "Choose yours below." in page(cast, cast.ana, run)
    assert "Choose yours below." not in page(cast, cast.ben, run)
    assert says(cast, cast.ana, run, pace=str(run.paces.get().pk)).status_code == 302
    assert "Choose yours below." not in page(cast, cast.ana, run)
