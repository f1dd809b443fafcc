"""Whoever has no business with an event finds nothing of it, by whatever id, door and method (trust.md R1, R2, R9).

The doors come from the URL resolver: one that is added is attacked too.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.actions.arriving import code_for
from groups.models import Attendance, BrandSeat, Event, Host, Occurrence, Regular, Rsvp, RsvpMove
from tests.cast import Cast, join, seat_brand
from tests.groups.occurrences import answer, make_event, make_occurrence
from tests.matrix.walker import Route, routes

pytestmark = pytest.mark.django_db
DOORS = [one for one in routes() if "occurrence" in one.parameters and not one.is_alias and one.desk is None]
DOORS_BY_NAME = {door.name: door for door in DOORS}
OUTSIDERS = ("eve", "pia", "cleo", "dov", "maya", "otto", "olga")
# Something right for whatever a door may take: it must not be the body that is refused.
BODY: dict[str, Any] = {
    "title": "Ours now",
    "state": "going",
    "take": "yes",
    "on": "yes",
    "scope": "this",
    "profile": str(uuid.uuid4()),
    "ticks": [],
    "code": "none",
    "day": (timezone.now() + timedelta(days=9)).date().isoformat(),
    "clock": "07:00",
}


def tries() -> Iterator[tuple[Route, str]]:
    for door in DOORS:
        for method in sorted(set(door.declared or {}) - {"*"} or {"get", "post"}):
            yield door, method


def knock(cast: Cast, client: Client, door: Route, method: str, **values: str) -> HttpResponse:
    made_up = dict.fromkeys(("profile", "mid", "cid"), str(uuid.uuid4()))
    made_up["code"] = code_for(Occurrence(pk=uuid.UUID(values["occurrence"])))  # a right one: it is no key to a group
    filled = {"slug": cast.harbour.slug, "group": str(cast.harbour.pk), **made_up, **values}
    if door.is_api:
        body = "" if method == "get" else json.dumps(BODY)
        return client.generic(method.upper(), door.filled(filled), body, "application/json")
    return getattr(client, method)(door.filled(filled), BODY if method == "post" else {})


def told(answered: HttpResponse) -> tuple[int, bytes]:
    return answered.status_code, answered.content


def refused(door: Route) -> tuple[int, ...]:
    """A page declares no methods: one that it does not take, it takes of nobody."""
    return (404,) if door.is_api else (404, 405)


def written() -> list[list[Any]]:
    """All that could have been changed."""
    tables = (Event, Occurrence, Rsvp, RsvpMove, Regular, Host, Attendance)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def lived_in(cast: Cast) -> Occurrence:
    """A place is held for Ben, Nia waits, Ana goes; it repeats, and it began a moment ago."""
    event = make_event(cast.harbour, repeats="weekly", title="Secret run")
    run = make_occurrence(cast.harbour, event=event, capacity=2, point="Under the crane", ahead=timedelta(hours=5))
    answer(run, cast.ana)
    answer(run, cast.ben, "offered")
    answer(run, cast.nia, "waitlisted")
    return run


def test_there_are_doors_to_try() -> None:
    names = {door.name for door in DOORS}
    assert {"v1:occurrence", "v1:rsvp", "v1:rsvps", "v1:moves", "v1:attendance", "groups:event_file"} <= names
    assert len(list(tries())) >= 20


@pytest.mark.parametrize(
    "who",
    ["cleo", "dov", "maya", *(pytest.param(one, marks=pytest.mark.soak) for one in ("eve", "pia", "otto", "olga"))],
)
def test_an_outsider_hears_of_an_event_what_they_hear_of_nothing(cast: Cast, who: str) -> None:
    run, client = lived_in(cast), cast.client(cast.names[who])
    assert (
        told(knock(cast, cast.client(cast.ana), DOORS_BY_NAME["v1:occurrence"], "get", occurrence=str(run.pk)))[0]
        == 200
    )
    before = written()
    for door, method in tries():
        real = told(knock(cast, client, door, method, occurrence=str(run.pk)))
        missing = told(knock(cast, client, door, method, occurrence=str(uuid.uuid4())))
        assert real[0] in refused(door) and real[0] == missing[0], (door.name, method, real)
        if door.is_api:
            nowhere = knock(cast, client, door, method, occurrence=str(uuid.uuid4()), group=str(uuid.uuid4()))
            assert real == missing == told(nowhere), (door.name, method)
        assert b"Secret" not in real[1]
    assert written() == before


@pytest.mark.parametrize("who", ["ana", "cara"])
def test_the_event_of_another_group_is_not_found_under_ones_own(cast: Cast, who: str) -> None:
    """Also for who is in both groups: an id leads nowhere but under its own group."""
    person = cast.names[who]
    join(person, cast.hill)
    client = cast.client(person)
    own = lived_in(cast)
    other = make_occurrence(cast.hill, event=make_event(cast.hill, title="Hill walk", repeats="weekly"))
    hill = {"group": str(cast.hill.pk), "slug": cast.hill.slug}
    door = DOORS_BY_NAME["v1:occurrence"]
    assert told(knock(cast, client, door, "get", occurrence=str(other.pk), **hill))[0] == 200
    assert told(knock(cast, client, door, "get", occurrence=str(own.pk)))[0] == 200
    before = written()
    for door, method in tries():
        real = told(knock(cast, client, door, method, occurrence=str(other.pk)))
        missing = told(knock(cast, client, door, method, occurrence=str(uuid.uuid4())))
        assert real[0] in refused(door) and real[0] == missing[0], (door.name, method, real)
        assert not door.is_api or real == missing, (door.name, method)
    assert written() == before


def test_the_lists_and_their_cursors_are_no_way_in(cast: Cast) -> None:
    lived_in(cast)
    harbour, hill = (f"/api/v1/groups/{group.pk}/events" for group in (cast.harbour, cast.hill))
    make_occurrence(cast.harbour)
    cursor = cast.api(cast.ana).get(f"{harbour}?limit=1").json()["next"]
    assert cursor
    for who in OUTSIDERS:
        api = cast.api(cast.names[who])
        for query in ("", "?when=past", f"?cursor={cursor}", "?limit=1", "?cursor=broken", "?when=soon"):
            asked = api.get(f"{harbour}{query}")
            nothing = api.get(f"/api/v1/groups/{uuid.uuid4()}/events{query}")
            assert (asked.status_code, asked.content) == (404, nothing.content), (who, query)
    # A cursor of another group's list shows nothing of it in one's own.
    assert cast.api(cast.cleo).get(f"{hill}?cursor={cursor}").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query",
    ["status=cancelled", "title=Secret", "point__startswith=Under", "rsvps__profile__name=Ana", "hosts=1", "seen=host"],
)
def test_a_list_cannot_be_asked_like_an_oracle(cast: Cast, query: str) -> None:
    lived_in(cast)
    address = f"/api/v1/groups/{cast.harbour.pk}/events"
    plain = cast.api(cast.ben).get(address)
    assert plain.json()["items"]
    assert cast.api(cast.ben).get(f"{address}?{query}").json() == plain.json()


def test_who_left_or_was_removed_has_nothing_of_it_from_then_on(cast: Cast) -> None:
    run, ben = lived_in(cast), cast.client(cast.ben)
    door = DOORS_BY_NAME["v1:occurrence"]
    assert told(knock(cast, ben, door, "get", occurrence=str(run.pk)))[0] == 200
    gone = cast.api(cast.ben).delete(f"/api/v1/groups/{cast.harbour.pk}/membership?words=keep")
    assert gone.status_code == 204
    before = written()
    for door, method in tries():
        assert told(knock(cast, ben, door, method, occurrence=str(run.pk)))[0] in refused(door), (
            door.name,
            method,
        )
    assert written() == before
    assert Rsvp.objects.get(profile__person=cast.ben).state == "declined", "nothing is held for who is gone"


def test_a_listening_seat_learns_nothing_of_what_is_planned(cast: Cast) -> None:
    run = lived_in(cast)
    seat_brand(cast.maya, cast.harbour, BrandSeat.State.LISTENING)
    maya = cast.client(cast.maya)
    assert maya.get(f"/api/v1/groups/{cast.harbour.pk}").status_code == 200
    for door, method in tries():
        real = told(knock(cast, maya, door, method, occurrence=str(run.pk)))
        missing = told(knock(cast, maya, door, method, occurrence=str(uuid.uuid4())))
        assert b"Secret" not in real[1] and real[0] == missing[0]
        if door.is_api:
            assert real == missing and json.loads(real[1])["code"] == "brand_listening", (door.name, method, real)
        else:
            assert real[0] in (403, 405), (door.name, method, real)


def test_a_speaking_seat_reads_and_does_nothing_else(cast: Cast) -> None:
    run, bea = lived_in(cast), cast.client(cast.bea)
    before = written()
    for door, method in tries():
        status, content = told(knock(cast, bea, door, method, occurrence=str(run.pk)))
        declared = (door.declared or {}).get(method) or (door.declared or {})["*"]
        if declared in ("answer_event", "manage_event", "pin", "hide_message"):
            assert status in (403, *refused(door)[1:]), (door.name, method, status)
        elif declared != "see_events":
            assert status in (404, 405), "its conversation is for those who meet"
        elif door.is_api:
            assert status == (404 if door.name == "v1:moves" else 200), (door.name, status)
        assert b"Under the crane" not in content
    assert written() == before


def test_a_member_who_does_not_host_changes_nothing_but_their_own_answer(cast: Cast) -> None:
    run, ana = lived_in(cast), cast.client(cast.ana)
    before = written()
    managing = [(door, method) for door, method in tries() if (door.declared or {}).get(method) == "manage_event"]
    assert len(managing) >= 10
    for door, method in managing:
        status, content = told(knock(cast, ana, door, method, occurrence=str(run.pk)))
        assert status == 403, (door.name, method, status)
        assert not door.is_api or json.loads(content)["code"] == "hosts_only"
    assert written() == before
