"""What the page of an event asks of who has answered it: a pace, an offered place, a way out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from community.models import Person
from groups.actions import events
from groups.models import Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.pages import text
from tests.groups.plans import again, in_days, move_start, plan_one, seat


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


def test_a_place_is_taken_in_a_pace_and_at_the_time_that_the_page_showed(cast: Cast) -> None:
    run = offered_to_ben(cast)
    looked_at = str(run.sequence)
    events.change(seat(cast.cara, run), day=in_days(9), paces=[{"name": "6:00"}])
    late = takes(cast, sequence=looked_at, pace=str(run.paces.get().pk), run=run)
    assert late.status_code == 422
    assert "changed meanwhile" in late.content.decode()
    sequence = str(again(run).sequence)
    assert "Choose yours below." in page(cast, cast.ben, run)
    unsaid = takes(cast, sequence=sequence, run=run)
    assert unsaid.status_code == 422
    assert "Choose a pace." in unsaid.content.decode()
    assert Rsvp.objects.get(profile__person=cast.ben).state == "offered"
    taken = takes(cast, sequence=sequence, pace=str(run.paces.get().pk), seen="host", run=run)
    assert taken.status_code == 302
    ben = Rsvp.objects.get(profile__person=cast.ben)
    assert (ben.state, ben.pace, ben.seen) == ("going", run.paces.get(), "host")


def test_what_is_chosen_on_the_page_goes_along_with_the_button_that_takes_the_place(cast: Cast) -> None:
    run = offered_to_ben(cast)
    found = page(cast, cast.ben, run)
    (button,) = (part for part in found.split("<button") if 'name="take" value="yes"' in part)
    assert 'form="answer"' in button
    assert f'formaction="{page_of(run, "offer/")}"' in button


@pytest.mark.parametrize("how", ["begun", "cancelled"])
def test_who_comes_or_waits_finds_the_way_out_while_it_runs_and_when_it_is_cancelled(cast: Cast, how: str) -> None:
    run = plan_one(cast, capacity=1)
    for person in (cast.ana, cast.ben):
        says(cast, person, run)
    if how == "begun":
        move_start(run, timezone.now() - timedelta(minutes=5))
    else:
        events.cancel(seat(cast.cara, run))
    assert "I can’t come" in page(cast, cast.ana, run)
    assert "Leave the waitlist" in page(cast, cast.ben, run)
    assert 'value="declined"' not in page(cast, cast.nia, run)
    for person in (cast.ana, cast.ben):
        answer = cast.client(person).post(page_of(run, "answer/"), {"state": "declined"}, follow=True)
        assert "Noted." in answer.content.decode()
        assert "change your mind" not in answer.content.decode()
        assert 'value="declined"' not in page(cast, person, run)
    assert set(run.rsvps.values_list("state", flat=True)) == {"declined"}
    move_start(run, timezone.now() - timedelta(days=1))
    assert 'value="declined"' not in page(cast, cast.ana, run)


def offered_to_ben(cast: Cast) -> Occurrence:
    run = plan_one(cast, capacity=1)
    for person in (cast.ana, cast.ben):
        says(cast, person, run)
    says(cast, cast.ana, run, "declined")
    return run


def takes(cast: Cast, *, run: Occurrence, **more: str) -> HttpResponse:
    return cast.client(cast.ben).post(page_of(run, "offer/"), {"take": "yes", **more})
