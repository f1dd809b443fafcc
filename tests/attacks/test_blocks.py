"""Whoever is blocked looks for a sign of it, on every surface they reach: there is none (trust.md R39)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Unavailable
from community.models import AuditLogEntry, Dispatch, Person
from groups.access import Place
from groups.actions import blocks, leaving, profiles
from groups.models import Host, Membership, Occurrence
from messaging.actions import messages
from messaging.models import Message
from moderation.models import Block
from tests.cast import Cast
from tests.groups.occurrences import answer, plan
from tests.groups.parallel import at_once
from tests.groups.plans import again
from tests.matrix.walker import routes

pytestmark = pytest.mark.django_db
# What is new each time by itself: tokens of forms, a form's cid, the key of a calendar's or an answer's version.
_FRESH = re.compile(rb'(name="csrfmiddlewaretoken" value="|name="cid" value="|csrf-token" content=")[^"]*')
_HEADERS = ("Content-Type", "ETag", "Content-Length", "Cache-Control", "Location", "Retry-After")
_KNOWN = {"slug", "group", "room", "profile", "occurrence", "mid"}
_LISTS = ("groups:home", "people:inbox", "v1:groups", "v1:rooms", "v1:inbox")
DOORS = [
    one
    for one in routes()
    if not (one.desk or one.is_alias) and set(one.parameters) <= _KNOWN and (one.parameters or one.name in _LISTS)
]
Seen = dict[str, tuple[Any, ...]]


def lived_in(cast: Cast) -> dict[str, str]:
    """Ben hosts an event and talks, Ana answers with an emoji and a yes; what the doors' addresses are filled with."""
    run = plan(cast.harbour, cast.ben, timezone.now() + timedelta(days=3))
    Host.objects.create(occurrence=run, profile_id=profile(cast, "ben"), lead=True)
    for who in (cast.ben, cast.ana):
        answer(run, who)
    talk = cast.talk(cast.harbour).pk
    mids = [
        messages.seed(cast.names[who], talk, uuid4(), f"{who} speaks", timezone.now()).mid for who in ("ben", "ana")
    ]
    assert mids[0] is not None
    messages.react(cast.ana, talk, mids[0], uuid4(), "🧡", on=True)
    named = {"slug": cast.harbour.slug, "group": cast.harbour.pk, "room": talk, "occurrence": run.pk, "mid": mids[0]}
    return {name: str(value) for name, value in named.items()} | {"profile": str(profile(cast, "ana"))}


def profile(cast: Cast, who: str) -> UUID:
    return cast.profile(cast.names[who], cast.harbour).pk


def block(cast: Cast, who: str = "ben", by: str = "ana") -> None:
    done = cast.api(cast.names[by]).put(f"/api/v1/groups/{cast.harbour.pk}/blocks/{profile(cast, who)}")
    assert done.status_code == 200


def sights(cast: Cast, person: Person, paths: Iterable[str]) -> Seen:
    """All that this person is answered when they look, and how much the database had to be asked for it."""
    client = cast.client(person)
    return {path: look(client, path) for path in paths}


def look(client: Any, path: str) -> tuple[Any, ...]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    headers = [answer.headers.get(name) for name in _HEADERS]
    body = b"" if answer.streaming else _FRESH.sub(b"", answer.content)
    return answer.status_code, headers, body, len(asked)


@pytest.fixture
def still(cast: Cast) -> Iterator[dict[str, str]]:
    """A lived-in group while no time passes."""
    with time_machine.travel(timezone.now(), tick=False):
        values = lived_in(cast)
        yield values


def test_every_page_and_answer_is_the_same_to_the_byte_for_the_blocked_and_for_all_others(
    cast: Cast, still: dict[str, str]
) -> None:
    paths = sorted({route.filled(still) for route in DOORS})
    first = sights(cast, cast.ben, paths)  # what is made once is there
    paths = [path for path in paths if first[path][0] != 405]
    before = {who: sights(cast, cast.names[who], paths) for who in ("ben", "cara")}
    assert sum(seen[0] == 200 for seen in before["ben"].values()) >= 25
    again = sights(cast, cast.ben, paths)
    assert [(path, told_apart(before["ben"][path], again[path])) for path in differing(before["ben"], again)] == []
    hers = [f"/g/{still['slug']}/", f"/g/{still['slug']}/people/"]
    mine = sights(cast, cast.ana, hers)
    block(cast)
    for who, seen in before.items():
        assert differing(seen, sights(cast, cast.names[who], paths)) == [], who
    assert differing(mine, sights(cast, cast.ana, hers)) == hers  # it would have been seen


def told_apart(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    """What differs: status, headers and statements, and where the words begin to."""
    at = next((n for n, (left, right) in enumerate(zip(one[2], other[2], strict=False)) if left != right), 0)
    return (*one[:2], one[3]), (*other[:2], other[3]), one[2][max(0, at - 60) : at + 60], other[2][at : at + 60]


def differing(one: Seen, other: Seen) -> list[str]:
    return [path for path in one if one[path] != other[path]]


def test_whatever_the_blocked_does_is_answered_as_before(cast: Cast, still: dict[str, str]) -> None:
    api, room = cast.api(cast.ben), f"/api/v1/rooms/{still['room']}"
    event = f"/api/v1/groups/{still['group']}/events/{still['occurrence']}"
    hers = Message.objects.get(room=still["room"], actor=profile(cast, "ana")).pk

    def deeds() -> list[tuple[int, list[str]]]:
        said = api.post(f"{room}/messages", {"cid": str(uuid4()), "body": "Ana, are you there?"}, format="json")
        mid = said.json()["mid"]
        done = [
            said,
            api.patch(f"{room}/messages/{mid}", {"cid": str(uuid4()), "body": "Ana?"}, format="json"),
            api.put(f"{room}/messages/{hers}/reactions/👍"),
            api.put(f"{room}/read", {"seq": 99}, format="json"),
            api.put(f"{event}/rsvp", {"state": "going"}, format="json"),
            api.patch(event, {"title": "Another run"}, format="json"),
            api.get(f"{event}/rsvps"),
            api.get(f"/api/v1/groups/{still['group']}/memberships"),
            api.delete(f"{room}/messages/{mid}?cid={uuid4()}"),
        ]
        return [(one.status_code, sorted(one.json() if one.content else {})) for one in done]

    before = deeds()
    assert [status for status, _keys in before] == [201, *[200] * 7, 204]
    block(cast)
    assert deeds() == before


def test_nothing_is_written_about_a_block_but_the_block(cast: Cast, still: dict[str, str]) -> None:
    def kept() -> list[int]:
        return [AuditLogEntry.objects.count(), Dispatch.objects.count(), cast.talk(cast.harbour).last_seq]

    before = kept()
    block(cast)
    assert Block.objects.count() == 1
    assert kept() == before


def test_the_list_is_ones_own_alone_whoever_asks(cast: Cast) -> None:
    block(cast)
    path = f"/api/v1/groups/{cast.harbour.pk}/blocks"
    assert [one["profile"]["name"] for one in cast.api(cast.ana).get(path).json()["items"]] == ["Ben"]
    for other in (cast.ben, cast.cara, cast.bea):
        assert cast.api(other).get(path).json() == {"items": [], "next": None}
    for stranger in (cast.maya, cast.olga, cast.cleo, cast.dov):
        assert cast.api(stranger).get(path).status_code == 404


def test_blocking_back_tells_nothing_and_taking_that_back_leaves_the_others_block(cast: Cast) -> None:
    block(cast)
    api, path = cast.api(cast.ben), f"/api/v1/groups/{cast.harbour.pk}/blocks/"
    first, second = (api.put(f"{path}{profile(cast, who)}").json() for who in ("ana", "nia"))
    assert set(first) == set(second)
    assert api.delete(f"{path}{profile(cast, 'ana')}").status_code == 204
    assert Block.objects.filter(blocker=profile(cast, "ana"), blocked=profile(cast, "ben")).exists()


def test_a_captain_who_is_blocked_still_removes_and_one_who_blocks_still_may(cast: Cast) -> None:
    block(cast, "cara")
    block(cast, "ben", by="cara")
    place = cast.place(cast.cara, cast.harbour)
    for who in (cast.ana, cast.ben):
        leaving.remove(place, cast.membership(who, cast.harbour), reason="Sold tickets here")
        assert not Membership.objects.current().filter(profile__person=who, group=cast.harbour).exists()


def test_a_change_of_an_event_reaches_whoever_comes_though_they_have_blocked_its_host(
    cast: Cast, still: dict[str, str]
) -> None:
    block(cast, "cara")
    run = Occurrence.objects.get(pk=still["occurrence"])
    event = f"/api/v1/groups/{run.group_id}/events/{run.pk}"
    moved = cast.api(cast.cara).patch(event, {"clock": "05:30"}, format="json")
    assert moved.status_code == 200, moved.content
    assert again(run).sequence == run.sequence + 1
    assert Dispatch.objects.filter(kind="event.changed", person=cast.ana, subject=run.pk).exists()


def test_places_counts_and_names_of_an_event_are_true_for_both(cast: Cast, still: dict[str, str]) -> None:
    path = f"/api/v1/groups/{still['group']}/events/{still['occurrence']}"
    before = [cast.api(one).get(path).json()["counts"] for one in (cast.ana, cast.ben)]
    assert before[0]["going"] == 2
    block(cast)
    assert [cast.api(one).get(path).json()["counts"] for one in (cast.ana, cast.ben)] == before
    assert "Ben" in cast.api(cast.ana).get(f"{path}/rsvps").content.decode()


def test_a_newcomer_cannot_be_found_by_blocking_ids_at_random(cast: Cast) -> None:
    api, path = cast.api(cast.ana), f"/api/v1/groups/{cast.harbour.pk}/blocks/"
    answers = [
        api.put(f"{path}{one}") for one in (uuid4(), cast.profile(cast.cleo, cast.hill).pk, profile(cast, "ana"))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


@pytest.mark.django_db(transaction=True)
def test_the_blocked_waits_for_nothing_while_somebody_blocks_them(cast: Cast) -> None:
    own, theirs = cast.place(cast.ana, cast.harbour), cast.place(cast.ben, cast.harbour)
    with transaction.atomic():
        blocks.block(own, theirs.profile)  # and does not end yet
        assert at_once([lambda: rename(theirs)]) == ["Benno"]


def rename(place: Place) -> str:
    try:
        return profiles.edit(place, name="Benno", bio="").name
    except Unavailable:
        return "had to wait for a lock"
