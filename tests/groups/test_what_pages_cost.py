"""Statements per page, pinned (performance.md "Pages"): the same whatever the number of groups, people and messages."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Person
from messaging.actions import messages
from tests.cast import Cast, join, make_group

TALK = "/g/harbour-runners/"


def costs(cast: Cast) -> dict[str, int]:
    """Statements of each page and answer for Ana, with what is made once already there."""
    room = cast.talk(cast.harbour).pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database would in time: planned for empty tables a page takes seconds
    found = {}
    for path in (
        "/",
        TALK,
        f"{TALK}notices/",
        f"{TALK}?before=30",
        f"{TALK}?after=3",
        "/api/v1/rooms",
        f"/api/v1/rooms/{room}/messages",
        f"/api/v1/rooms/{room}/messages?around=20",
    ):
        found[path] = cost_for(cast, cast.ana, path)
    return found


def cost_for(cast: Cast, person: Person, path: str) -> int:
    client = cast.client(person)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_what_a_captain_may_do_besides_costs_no_statement_more(cast: Cast) -> None:
    say(cast, 3)
    assert cost_for(cast, cast.cara, TALK) <= cost_for(cast, cast.ana, TALK)


def belong_to(cast: Cast, groups: int) -> None:
    """Ana and Ben are in so many groups more, and something is said in each."""
    for _ in range(groups):
        group = make_group(cast.brand, f"Crew {uuid4().hex[:8]}")
        join(cast.ana, group)
        join(cast.ben, group)
        messages.seed(cast.ben, cast.talk(group).pk, uuid4(), "Who comes?", timezone.now())


def say(cast: Cast, number: int) -> None:
    for round_ in range(number):
        messages.seed(cast.ben, cast.talk(cast.harbour).pk, uuid4(), f"By the crane, round {round_}", timezone.now())


@pytest.mark.slow
def test_pages_cost_the_same_with_three_groups_and_with_thirty(cast: Cast) -> None:
    belong_to(cast, 2)
    say(cast, 10)
    few = costs(cast)
    belong_to(cast, 27)
    say(cast, 80)
    many = costs(cast)
    assert many == few
    room = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    assert many["/"] == 6
    assert {many[TALK], many[f"{TALK}?before=30"], many[f"{TALK}?after=3"]} == {10}
    assert many[f"{TALK}notices/"] == 9
    assert many["/api/v1/rooms"] == 4
    assert {many[room], many[f"{room}?around=20"]} == {5}
