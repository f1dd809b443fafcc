"""Two profiles of one person in two groups cannot be told to be the same by anybody who is in both (trust.md R4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from groups.models import Group
from tests.cast import Cast, join, sign_in
from tests.matrix.stage import Stage, set_stage
from tests.matrix.walker import Route, routes

pytestmark = pytest.mark.django_db
# The reader's own list of groups stands beside every page, whichever it is of.
_RAIL = re.compile(r'<ul class="rail__list">.*?</ul>', re.DOTALL)
_IDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


def test_nothing_that_one_reads_in_two_groups_leads_from_one_profile_to_the_other() -> None:
    stage = set_stage()
    cast = stage.cast
    for person in (cast.ana, cast.ben):
        join(person, cast.hill)
    reader = sign_in(Client(raise_request_exception=False), cast.ben)
    here, there = _read(stage, reader, cast.harbour), _read(stage, reader, cast.hill)
    own = {str(cast.ben.pk), str(cast.profile(cast.ben, cast.harbour).pk), str(cast.profile(cast.ben, cast.hill).pk)}
    assert str(cast.profile(cast.ana, cast.harbour).pk) in here  # she is there to be seen, in both
    assert str(cast.profile(cast.ana, cast.hill).pk) in there
    common = set(_IDS.findall(here)) & set(_IDS.findall(there))
    assert common - own <= {str(cast.brand.pk)}
    for secret in (str(cast.ana.pk), cast.ana.pk.hex, cast.ana.email):
        assert secret not in here + there


def test_the_two_profiles_stand_in_no_order_that_comes_from_the_account(cast: Cast) -> None:
    """Ids are drawn by chance: neither they nor their order says when an account was made or whose it is."""
    for person in (cast.ana, cast.ben, cast.nia):
        join(person, cast.hill)
        first, second = cast.profile(person, cast.harbour).pk, cast.profile(person, cast.hill).pk
        assert first.version == second.version == 4
        assert first.hex[:8] != second.hex[:8] != person.pk.hex[:8]


def _read(stage: Stage, reader: Client, group: Group) -> str:
    return "\n".join(_answers(stage, reader, group))


def _answers(stage: Stage, reader: Client, group: Group) -> Iterator[str]:
    actor = stage.actors["settled member"]
    for route in _doors_of_groups():
        ids = {
            "group": group.pk,
            "room": stage.cast.talk(group).pk,
            "profile": stage.cast.profile(stage.cast.ana, group).pk,
        }
        values = stage.values(route, actor) | {"slug": group.slug, **{name: str(pk) for name, pk in ids.items()}}
        point = transaction.savepoint()
        answer = reader.get(route.filled(values))
        transaction.savepoint_rollback(point)
        if answer.status_code == 200 and not answer.streaming:
            yield _RAIL.sub("", answer.content.decode(errors="replace"))


def _doors_of_groups() -> list[Route]:
    return [
        route
        for route in routes()
        if not route.is_alias and not route.leads_nowhere and {"slug", "group"} & set(route.parameters)
    ]
