"""An account that operators have closed comes to nothing: what it holds in coming events goes to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.actions import people
from groups.actions import regulars, waitlist
from groups.models import Event, Occurrence
from tests.cast import Cast
from tests.groups.answering import log, say, seat, states
from tests.groups.occurrences import make_event, make_occurrence

pytestmark = pytest.mark.django_db


def test_its_place_goes_to_who_is_next_and_its_face_with_it(cast: Cast) -> None:
    run, begun = full(cast), full(cast)
    Occurrence.objects.filter(pk=begun.pk).update(starts_at=timezone.now())
    people.disable(cast.olga, cast.ana)
    assert waitlist.lapse(timezone.now()) == 1
    assert waitlist.lapse(timezone.now()) == 0
    assert states(run) == {"Ana": "declined", "Ben": "offered", "Nia": "waitlisted"}
    assert states(begun)["Ana"] == "going"
    assert ("Ana", "going", "declined", "closed") in log(run)
    assert "Ana" not in faces(cast, run)
    moves = cast.api(cast.nia).get(f"{at(run)}/moves").json()["items"]
    assert {"before": "going", "after": "declined", "why": "answered", "name": "Ana"}.items() <= moves[3].items()


def test_an_offer_to_it_goes_on_to_the_next_one(cast: Cast) -> None:
    run = full(cast)
    say(cast.ana, run, "declined")
    people.disable(cast.olga, cast.ben)
    assert say(cast.cara, run, "going").state == "waitlisted"  # any answer puts the line in order
    assert states(run) == {"Ana": "declined", "Ben": "declined", "Nia": "offered", "Cara": "waitlisted"}


def test_it_is_down_for_no_new_day_of_a_series_until_it_is_opened_again(cast: Cast) -> None:
    event = make_event(cast.harbour, repeats=Event.Repeats.WEEKLY)
    first, second, third = (make_occurrence(cast.harbour, ahead=timedelta(weeks=n), event=event) for n in (1, 2, 3))
    Occurrence.objects.filter(pk__in=[second.pk, third.pk]).update(status="cancelled")
    regulars.become_regular(seat(cast.ana, first))
    people.disable(cast.olga, cast.ana)
    regulars.put_down_regulars(second)
    people.enable(cast.olga, cast.ana)
    regulars.put_down_regulars(third)
    assert (states(second), states(third)) == ({}, {"Ana": "going"})


def full(cast: Cast) -> Occurrence:
    """A run with one place, which Ana has; Ben waits, then Nia."""
    run = make_occurrence(cast.harbour, capacity=1)
    for person in (cast.ana, cast.ben, cast.nia):
        say(person, run, "going")
    return run


def at(run: Occurrence) -> str:
    return f"/api/v1/groups/{run.group_id}/events/{run.pk}"


def faces(cast: Cast, run: Occurrence) -> list[str]:
    return [face["name"] for face in cast.api(cast.nia).get(at(run)).json()["faces"]]
