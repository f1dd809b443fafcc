"""What somebody is writing: on all their devices, encrypted, for a month, and for nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from community.errors import NotFound, RateLimited
from community.personal import all_tables
from community.personal.telling import Telling
from messaging.actions import unsent
from messaging.actions.unsent import Unsent
from messaging.models import RoomDraft
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = "Tuesday at sev"


def test_the_last_one_to_write_wins_and_versions_only_grow(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk
    assert unsent.draft_of(cast.ana, room) == Unsent("", 0)
    versions = [unsent.keep(cast.ana, room, body) for body in (WORDS, f"{WORDS}en", "", "Anew")]
    assert versions == sorted(set(versions))
    assert unsent.draft_of(cast.ana, room) == Unsent("Anew", versions[-1])
    RoomDraft.objects.all().delete()
    assert unsent.keep(cast.ana, room, WORDS) > versions[-1] - 1_000


def test_it_is_nobody_elses_and_stands_in_no_table_as_it_was_typed(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk
    unsent.keep(cast.ana, room, WORDS)
    assert unsent.draft_of(cast.cara, room).body == ""
    for outsider in (cast.dov, cast.cleo, cast.maya, cast.olga):
        with pytest.raises(NotFound):
            unsent.draft_of(outsider, room)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM messaging_roomdraft d WHERE d::text LIKE %s", [f"%{WORDS.encode().hex()}%"]
        )
        assert cursor.fetchone()[0] == 0
    assert WORDS.encode() not in bytes(RoomDraft.objects.get().words)


def test_it_goes_along_in_the_export_and_goes_when_one_leaves(cast: Cast) -> None:
    unsent.keep(cast.ana, cast.talk(cast.harbour).pk, WORDS)
    telling = Telling(cast.ana)
    assert WORDS in str([telling.rows(table) for table in all_tables()])
    assert WORDS not in str([Telling(cast.ben).rows(table) for table in all_tables()])
    cast.client(cast.ana).post("/g/harbour-runners/leave/", {"words": "keep"})
    assert not RoomDraft.objects.exists()


def test_over_the_api_it_is_kept_read_and_dropped(cast: Cast) -> None:
    client, path = cast.client(cast.ana), f"/api/v1/rooms/{cast.notices(cast.harbour).pk}/draft"
    kept = client.put(path, {"body": f"{WORDS}\u0065\u0301", "by": "phone"}, content_type="application/json").json()
    assert client.get(path).json() == {"body": f"{WORDS}\u00e9", "version": kept["version"]}
    assert client.delete(path).status_code == client.delete(path).status_code == 204
    assert client.get(path).json()["body"] == ""
    assert client.put(path, {"body": "x" * 4001}, content_type="application/json").status_code == 413
    assert client.put(path, {}, content_type="application/json").status_code == 400
    assert cast.client(cast.dov).get(path).status_code == 404


def test_a_client_that_keeps_each_letter_is_asked_to_wait(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk
    with pytest.raises(RateLimited):
        for number in range(40):
            unsent.keep(cast.ana, room, f"{WORDS} {number}")


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_keep_at_once_both_have_a_version_of_their_own(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk

    def keep(number: int) -> int:
        try:
            return unsent.keep(cast.ana, room, f"{WORDS} {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(keep, range(16)))
    assert len(set(versions)) == 16
    last = versions.index(max(versions))
    assert unsent.draft_of(cast.ana, room).body == f"{WORDS} {last}"
