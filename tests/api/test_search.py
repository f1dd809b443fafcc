"""Search over the API: described as it answers, with the places in the words."""

from __future__ import annotations

from uuid import uuid4

import pytest

from messaging.actions import messages
from tests.api.conftest import Api
from tests.cast import Cast

PATH = "/api/v1/search"


def test_one_finds_words_in_all_of_ones_rooms(cast: Cast, api: Api) -> None:
    talk, notices = cast.talk(cast.harbour), cast.notices(cast.harbour)
    ack = messages.send(cast.ana, talk.pk, uuid4(), "Über die Brücke")
    messages.send(cast.cara, notices.pk, uuid4(), "The bridge is closed, brucke")
    found = api(cast.ben).get(PATH, {"q": "BRÜCKE über"}).json()
    assert found["next"] is None
    (item,) = found["items"]
    assert item == {
        "room": str(talk.pk),
        "group": str(cast.harbour.pk),
        "kind": "talk",
        "seq": ack.seq,
        "mid": str(ack.mid),
        "actor": {"id": str(cast.profile(cast.ana, cast.harbour).pk), "name": "Ana", "badge": None},
        "at": item["at"],
        "body": "Über die Brücke",
        "spans": [[0, 4], [9, 15]],
    }
    around = api(cast.ben).get(f"/api/v1/rooms/{talk.pk}/messages", {"around": item["seq"]}).json()
    assert around["messages"][-1]["mid"] == item["mid"]


def test_pages_and_filters(cast: Cast, api: Api) -> None:
    for n in range(4):
        messages.send(cast.ana if n % 2 else cast.ben, cast.talk(cast.harbour).pk, uuid4(), f"round {n}")
    client = api(cast.ben)
    seen, query = [], {"q": "round", "limit": 2}
    while True:
        page = client.get(PATH, query).json()
        seen += [item["body"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == ["round 3", "round 2", "round 1", "round 0"]
    by_ana = client.get(PATH, {"q": "round", "author": str(cast.profile(cast.ana, cast.harbour).pk)}).json()
    assert [item["body"] for item in by_ana["items"]] == ["round 3", "round 1"]
    assert client.get(PATH, {"q": "round", "until": "2020-01-01T00:00:00+02:00"}).json()["items"] == []


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({}, 400, "q"),
        ({"q": ""}, 400, "q"),
        ({"q": "a\x00b"}, 400, "q"),
        ({"q": "x" * 201}, 413, "q"),
        ({"q": "run", "cursor": "nonsense"}, 400, "cursor"),
        ({"q": "run", "since": "2026-11-23T18:00:00"}, 400, "since"),
        ({"q": "run", "limit": 0}, 400, "limit"),
        ({"q": "run", "room": "talk"}, 400, "room"),
    ],
)
def test_bad_questions_are_told_by_field(cast: Cast, api: Api, query: dict[str, str], status: int, field: str) -> None:
    answer = api(cast.ana).get(PATH, query)
    assert answer.status_code == status
    told = answer.json()
    assert told.get("about", {}).get("field") == field or field in [one["field"] for one in told.get("errors", [])]


def test_too_many_questions_wait(cast: Cast, api: Api) -> None:
    client = api(cast.ana)
    for _ in range(30):
        assert client.get(PATH, {"q": "run"}).status_code == 200
    answer = client.get(PATH, {"q": "run"})
    assert answer.status_code == 429
    assert answer.json()["retry_ms"] > 0
