"""Attempts to reach a group's things by their ids from another group, by somebody who has every right in their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from messaging.models import Room
from tests.cast import Cast, join, make_person
from tests.emptying import undone_at_last
from tests.matrix.stage import Stage, set_stage
from tests.matrix.walker import CHANGING, Route, routes
from tests.moderation.casework import says

# Where a thing hangs in its group, and where its id alone leads to it.
_THINGS = {"mid", "profile", "seat", "invite", "asked", "pending", "opening", "occurrence", "ask"}
UNDER_A_GROUP = [
    one for one in routes() if {"slug", "group", "room"} & {*one.parameters} and _THINGS & {*one.parameters}
]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One for the module: nothing here is allowed to change anything."""
    with undone_at_last(django_db_blocker):
        yield set_stage()


def tries(door: Route) -> list[str]:
    return sorted(set(door.declared or {}) - {"*"} or {"get", "post"})


def knock(client: Client, door: Route, method: str, values: dict[str, str]) -> HttpResponse:
    with transaction.atomic():
        answered: HttpResponse = client.generic(method.upper(), door.filled(values), "{}", "application/json")
        transaction.set_rollback(True)
    return answered


def told(answered: HttpResponse) -> tuple[int, bytes]:
    return answered.status_code, CHANGING.sub(b"", answered.content)


def at(stage: Stage, group: str, door: Route, **more: str) -> dict[str, str]:
    """The things of Harbour Runners under the address of this group."""
    own = getattr(stage.cast, group)
    place = {"slug": own.slug, "group": str(own.pk), "room": str(stage.cast.talk(own).pk)}
    room = "notices" if "/notices/" in door.path else "event" if "/talk/" in door.path else "talk"
    mid = str(stage.messages["captain", room])
    return stage.fillers | place | {"mid": mid, "cid": str(uuid.uuid4()), "emoji": "👍"} | more


def test_there_are_doors_to_try_and_the_ids_are_right_where_they_belong(stage: Stage) -> None:
    cara = stage.cast.client(stage.cast.cara)
    opened = [
        door.name
        for door in UNDER_A_GROUP
        if "get" in tries(door) and knock(cara, door, "get", at(stage, "harbour", door)).status_code == 200
    ]
    assert len(UNDER_A_GROUP) >= 50 and len(opened) >= 15


@pytest.mark.usefixtures("no_rates")
def test_under_ones_own_group_the_ids_of_another_lead_nowhere(stage: Stage) -> None:
    client = stage.cast.client(stage.cast.hal)  # its captain: nobody may do more there
    wrong = []
    for door in UNDER_A_GROUP:
        for method in tries(door):
            made_up = {name: str(uuid.uuid4()) for name in _THINGS}
            real = told(knock(client, door, method, at(stage, "hill", door)))
            missing = told(knock(client, door, method, at(stage, "hill", door, **made_up)))
            same = real == missing if door.is_api else real[0] == missing[0]
            if not same or real[0] < 400 or b"Seen by few" in real[1]:
                wrong.append((door.path, method, real[0], missing[0]))
    assert not wrong


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"around": 1}, {"before": 3}, {"before": 10**15}, {"around": -1}, {"after": 0}])
def test_no_seq_brings_what_was_said_before_ones_time(cast: Cast, query: dict[str, int]) -> None:
    says(cast, cast.ben, "Before her time")
    kim = make_person("kim")
    join(kim, cast.harbour, ago=timedelta())
    says(cast, cast.ben, "In her time")
    url = f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"
    assert b"Before her time" in cast.api(cast.ana).get(url).content
    assert b"In her time" in cast.api(kim).get(url).content
    assert b"Before her time" not in cast.api(kim).get(url, query).content


def test_a_room_is_not_guessed_by_its_group(stage: Stage) -> None:
    cast: Cast = stage.cast
    rooms = Room.objects.filter(space=cast.harbour.pk).values_list("pk", flat=True)
    cleo, missing = cast.api(cast.cleo), cast.api(cast.cleo).get(f"/api/v1/rooms/{uuid.uuid4()}/messages")
    for room in [*rooms, cast.harbour.pk]:
        found = cleo.get(f"/api/v1/rooms/{room}/messages")
        assert (found.status_code, found.content) == (missing.status_code, missing.content) and found.status_code == 404
