"""Nobody jumps the waitlist and no place is given twice, by whatever calls in whatever order, or all at once; and what
opens one person's calendar or stops their mail does nothing for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from community.models import Dispatch, Person, Preference
from community.notifications import unsubscribing
from groups.actions import calendars, leaving
from groups.models import Event, Occurrence, Rsvp
from tests.cast import Cast, join, make_person
from tests.groups.occurrences import make_event, make_occurrence
from tests.groups.parallel import at_once

Call = Callable[[APIClient, str], Any]
CALLS: dict[str, Call] = {
    "going": lambda api, run: api.put(f"{run}/rsvp", {"state": "going"}, format="json"),
    "declined": lambda api, run: api.delete(f"{run}/rsvp"),
    "accept": lambda api, run: api.post(f"{run}/offer/acceptance", {}, format="json"),
    "pass": lambda api, run: api.post(f"{run}/offer/refusal", {}, format="json"),
    "regular": lambda api, run: api.put(f"{run}/regular", {}, format="json"),
    "irregular": lambda api, run: api.delete(f"{run}/regular"),
}


def at(run: Occurrence) -> str:
    return f"/api/v1/groups/{run.group_id}/events/{run.pk}"


def series(cast: Cast) -> Event:
    return make_event(cast.harbour, repeats="weekly")


def states(run: Occurrence) -> dict[str, str]:
    return dict(run.rsvps.values_list("profile__name", "state"))


@pytest.mark.django_db
@pytest.mark.parametrize("each", [6, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("first", CALLS)
def test_no_order_of_calls_gets_past_who_is_before(cast: Cast, first: str, each: int) -> None:
    """A place is held for Ben, Nia is next and Cara after her. Nia tries everything; with all tests a sixth of it."""
    run = make_occurrence(cast.harbour, event=series(cast), capacity=1)
    clients = {name: cast.api(cast.names[name]) for name in ("ana", "ben", "nia", "cara")}
    for name in ("ana", "ben", "nia", "cara"):
        CALLS["going"](clients[name], at(run))
    CALLS["declined"](clients["ana"], at(run))
    assert states(run) == {"Ana": "declined", "Ben": "offered", "Nia": "waitlisted", "Cara": "waitlisted"}
    orders = [order for order in permutations(CALLS, 3) if order[0] == first]
    for order in orders[::each]:
        with transaction.atomic():
            for call in order:
                assert CALLS[call](clients["nia"], at(run)).status_code < 500
                found = states(run)
                assert (found["Ben"], found["Cara"]) == ("offered", "waitlisted"), order
                assert found["Nia"] in ("waitlisted", "declined"), order
            if "declined" in order and states(run)["Nia"] == "waitlisted":
                places = dict(run.rsvps.exclude(place=None).values_list("profile__name", "place"))
                assert places["Nia"] > places["Cara"], "who has left the line comes to its end"
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_anothers_offer_is_not_taken_by_who_knows_of_it(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    for name in ("ana", "ben"):
        CALLS["going"](cast.api(cast.names[name]), at(run))
    CALLS["declined"](cast.api(cast.ana), at(run))
    for name in ("ana", "nia", "cara"):
        for call in ("accept", "pass"):
            answered = CALLS[call](cast.api(cast.names[name]), at(run))
            assert answered.status_code in (201, 409)
            assert states(run)["Ben"] == "offered", (name, call)
    assert CALLS["accept"](cast.api(cast.ben), at(run)).json()["state"] == "going"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_forty_yeses_at_once_for_seven_places_are_seven(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=7, paces={"easy": 3, "fast": None})
    paces = [str(pace.pk) for pace in run.paces.all()]
    clients = [cast.api(person) for person in newcomers(cast, 40)]

    def yes(number: int) -> Callable[[], Any]:
        body = {"state": "going", "pace": paces[number % 2]}
        return lambda: clients[number].put(f"{at(run)}/rsvp", body, format="json").json()["state"]

    said = Counter(at_once([yes(number) for number in range(40)]))
    assert said == {"going": 7, "waitlisted": 33}
    stored = Occurrence.objects.get(pk=run.pk)
    assert stored.taken == run.rsvps.filter(state="going").count() == 7
    assert run.rsvps.filter(state="going", pace=paces[0]).count() <= 3
    places = list(run.rsvps.filter(state="waitlisted").values_list("place", flat=True))
    assert sorted(places) == list(range(1, 34))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_leaving_taking_and_coming_at_once_never_holds_more_than_there_is(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, capacity=5)
    clients = [cast.api(person) for person in newcomers(cast, 20)]
    for client in clients[:15]:
        CALLS["going"](client, at(run))
    for client in clients[:3]:
        CALLS["declined"](client, at(run))
    assert run.rsvps.filter(state="offered").count() == 3
    jobs = [(client, call) for client in clients[3:5] for call in ("declined", "going")]
    jobs += [(client, call) for client in clients[5:8] for call in ("accept", "pass")]
    jobs += [(client, "going") for client in [*clients[:3], *clients[15:]]]
    answers = at_once([lambda client=client, call=call: CALLS[call](client, at(run)) for client, call in jobs])  # type: ignore[misc]
    assert {answered.status_code for answered in answers} <= {200, 201, 204, 409}
    held = run.rsvps.filter(state__in=Rsvp.HOLDING).count()
    assert held == Occurrence.objects.get(pk=run.pk).taken == 5, "none lost, none too many"


def newcomers(cast: Cast, number: int) -> list[Person]:
    people = [make_person(f"p{n}") for n in range(number)]
    for person in people:
        join(person, cast.harbour)
    return people


@pytest.mark.django_db
def test_a_calendar_opens_to_its_own_token_alone_and_ends_with_belonging(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    for name in ("ana", "ben"):
        CALLS["going"](cast.api(cast.names[name]), at(run))
    anas, bens = calendars.make(cast.ana), calendars.make(cast.ben)
    nobody = cast.client(None)
    assert str(run.pk) in nobody.get(f"/calendar/{anas}.ics").content.decode()
    for wrong in (anas[:-1], anas[::-1], anas.swapcase(), f"{anas}x", "0" * len(anas)):
        assert nobody.get(f"/calendar/{wrong}.ics").status_code == 404, wrong
    assert cast.api(cast.ben).delete("/api/v1/me/calendar-feed").status_code == 204
    assert nobody.get(f"/calendar/{bens}.ics").status_code == 404
    assert nobody.get(f"/calendar/{anas}.ics").status_code == 200, "that of another stays"
    leaving.leave(cast.place(cast.ana, cast.harbour), words="keep")
    assert str(run.pk) not in nobody.get(f"/calendar/{anas}.ics").content.decode()


@pytest.mark.django_db
def test_a_link_that_stops_mails_stops_those_of_its_owner_alone(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    run = make_occurrence(cast.harbour, ahead=timedelta(days=3))
    for name in ("ana", "ben"):
        CALLS["going"](cast.api(cast.names[name]), at(run))
    with django_capture_on_commit_callbacks(execute=True):
        cast.api(cast.cara).patch(at(run), {"area": "Hill"}, format="json")
    links = {row.person_id: unsubscribing.url(row) for row in Dispatch.objects.filter(subject=run.pk, channel="mail")}
    token = links[cast.ana.pk].rstrip("/").rpartition("/")[2]
    nobody = cast.client(None)
    for wrong in (token[:-1], token.swapcase(), f"{token}x", token.partition(":")[0]):
        assert nobody.post(f"/stop/{wrong}/").status_code == 404, wrong
    assert not Preference.objects.exists()
    assert nobody.get(f"/stop/{token}/").status_code == 200
    assert not Preference.objects.exists(), "looking changes nothing"
    assert cast.client(cast.ben).post(f"/stop/{token}/").status_code == 200
    assert set(Preference.objects.values_list("person", flat=True)) == {cast.ana.pk}, "whoever sends it"
