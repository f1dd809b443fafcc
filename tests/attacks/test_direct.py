"""Ways into a conversation of two, and around its yes: there are none (trust.md R1, R9, R20, R30, R33, R39, R40)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Forbidden, NotFound
from community.personal import all_tables
from community.surface import Action
from groups.actions import leaving
from messaging.access import load_room
from messaging.access.sayings import said_between
from messaging.access.through import shared_rooms
from messaging.actions import direct, messages, pins
from messaging.models import Message, Room
from moderation.ports import registry
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, opened
from tests.moderation.casework import reports_, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
_FRESH = re.compile(rb'(name="csrfmiddlewaretoken" value="|name="cid" value="|csrf-token" content=")[^"]*')
OUTSIDE = ("cara", "nia", "bea", "maya", "cleo", "dov", "eve", "otto", "olga", "pia")


def doors(room: object, mid: object) -> list[tuple[str, str, dict[str, Any]]]:
    """Every way to read or touch what two say, by an id that somebody has got hold of."""
    cid, api = str(uuid4()), f"/api/v1/rooms/{room}"
    return [
        ("get", f"/direct/{room}/", {}),
        ("get", f"/direct/{room}/message/{mid}/", {}),
        ("post", f"/direct/{room}/say/", {"cid": cid, "body": "let me in"}),
        ("get", f"{api}/messages", {}),
        ("post", f"{api}/messages", {"cid": cid, "body": "let me in"}),
        ("patch", f"{api}/messages/{mid}", {"cid": cid, "body": "let me in"}),
        ("delete", f"{api}/messages/{mid}", {}),
        ("put", f"{api}/messages/{mid}/reactions/👍", {}),
        ("put", f"{api}/read", {"seq": 1}),
        ("get", f"{api}/held", {}),
        ("put", f"/api/v1/directs/{room}/answer", {"accept": True}),
        ("post", "/api/v1/reports", {"kind": "message", "subject": str(mid), "category": "other"}),
    ]


def answers(cast: Cast, who: str, room: object, mid: object) -> list[tuple[int, bytes]]:
    client, api = cast.client(cast.names[who]), cast.api(cast.names[who])
    given = []
    for method, path, body in doors(room, mid):
        if path.startswith("/api/"):
            headers = {"Idempotency-Key": str(uuid4())}
            answer = getattr(api, method)(path, body or None, format="json", headers=headers)
        else:
            answer = getattr(client, method)(path, body)
        given.append((answer.status_code, _FRESH.sub(b"", answer.content)))
    return given


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_third_the_captain_and_the_brand_find_what_is_not_there(cast: Cast, who: str) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    mid = Message.objects.get(room=room).pk
    found = answers(cast, who, room, mid)
    assert {status for status, _body in found} == {404}
    nothing = answers(cast, who, uuid4(), uuid4())
    assert [body.replace(str(room).encode(), b"") for _status, body in found] == [
        re.sub(rb"[0-9a-f-]{36}", b"", body) for _status, body in nothing
    ]
    assert str(room) not in cast.client(cast.names[who]).get("/direct/").content.decode()
    rooms = cast.api(cast.names[who]).get("/api/v1/rooms").json()["items"]
    assert "direct" not in {one["kind"] for one in rooms}


def test_an_emergency_counting_and_the_desk_never_look_between_two(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    assert room not in set(shared_rooms(cast.harbour.pk).values_list("pk", flat=True))
    day, now = timedelta(days=1), timezone.now()
    said = [body for *_who, body in said_between(cast.brand.pk, None, now - day, now + day, 100)]
    assert HELLO not in said
    assert Message.objects.filter(room=room, body=HELLO).exists()


def test_who_has_left_reads_nothing_more(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    mid = Message.objects.get(room=room).pk
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    messages_after = answers(cast, "ben", room, mid)
    # What one could see one may report for thirty days; all else is gone.
    assert [status for status, _body in messages_after] == [404] * 11 + [201]
    with pytest.raises(NotFound):
        load_room(cast.ben, room, Action.READ_MESSAGES)


def test_a_report_opens_five_words_on_either_side_to_somebody_who_is_no_part_of_it(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    for n in range(8):
        for who in (cast.ana, cast.ben):
            messages.send(who, room, uuid4(), f"remark number {n} of mine")
    bad = Message.objects.get(pk=messages.send(cast.ben, room, uuid4(), "stay at home then").mid)
    for n in range(8):
        messages.send(cast.ana, room, uuid4(), f"answer number {n}")
    case = reports_(cast.ana, bad).case
    found = registry.find("message", bad.pk).snapshot()
    assert (len(found["before"]), len(found["after"])) == (5, 5)
    assert set(registry.place_of(cast.harbour.pk).reviewers()) == {cast.cara}
    assert cast.api(cast.cara).get(f"/api/v1/review/{case.pk}").status_code == 200
    assert cast.api(cast.nia).get(f"/api/v1/review/{case.pk}").status_code == 404
    with pytest.raises(NotFound):
        reports_(cast.cara, bad)  # whoever judges it has not seen it otherwise


def test_a_captain_keeps_no_conversation_of_two(cast: Cast) -> None:
    room = opened(cast, cast.cara, cast.ana).room_id
    mid = messages.send(cast.ana, room, uuid4(), "Who brings the lamp?").mid
    assert mid is not None
    with pytest.raises(Forbidden):
        pins.pin(cast.cara, room, mid)


def test_a_captain_does_not_judge_what_they_wrote_themselves(cast: Cast) -> None:
    room = opened(cast, cast.cara, cast.ana).room_id
    bad = Message.objects.get(pk=messages.send(cast.cara, room, uuid4(), "stay at home then").mid)
    case = reports_(cast.ana, bad).case
    assert cast.api(cast.cara).get(f"/api/v1/review/{case.pk}").status_code == 404
    rae = reviewer(cast, cast.eve)
    assert cast.api(rae).get(f"/api/v1/review/{case.pk}").status_code == 200


def test_an_edit_brings_no_link_into_a_request_and_no_second_request_goes_around_it(cast: Cast) -> None:
    made = asks(cast, cast.ana, cast.ben)
    mid = Message.objects.get(room=made.room).pk
    api = cast.api(cast.ana)
    edit = {"cid": str(uuid4()), "body": "see www.example.org"}
    assert api.patch(f"/api/v1/rooms/{made.room_id}/messages/{mid}", edit, format="json").status_code == 403
    api.delete(f"/api/v1/rooms/{made.room_id}/messages/{mid}")
    with pytest.raises(Forbidden):
        asks(cast, cast.ana, cast.ben, "taken back, so once more")
    assert Message.objects.filter(room=made.room, deleted_at=None).count() == 0


def test_a_seam_between_two_requests_is_no_way_around_screening(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    other = {"profile": str(cast.profile(cast.ben, cast.harbour).pk)}
    first = cast.api(cast.ana).post(
        "/api/v1/directs", {"cid": str(uuid4()), "body": "her number: 0171", **other}, format="json"
    )
    second = cast.api(cast.ana).post(
        "/api/v1/directs", {"cid": str(uuid4()), "body": "2345678", **other}, format="json"
    )
    straight = cast.api(cast.ana).post(
        f"/api/v1/rooms/{room}/messages", {"cid": str(uuid4()), "body": "2345678"}, format="json"
    )
    assert first.status_code == 201
    assert (second.status_code, second.json().get("code")) == (straight.status_code, straight.json().get("code"))


def seen_by_ben(cast: Cast, room: UUID) -> list[tuple[Any, ...]]:
    """All that Ben is answered about Ana: pages, API, and how much the database had to be asked for it."""
    client, ana = cast.client(cast.ben), cast.profile(cast.ana, cast.harbour).pk
    paths = ["/direct/", f"/direct/{room}/", f"/direct/to/{ana}/", "/api/v1/directs", "/api/v1/rooms"]
    seen = []
    for path in [*paths, f"/api/v1/rooms/{room}/messages"]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        body = b"" if answer.streaming else _FRESH.sub(b"", answer.content)
        seen.append((path, answer.status_code, body, len(asked)))
    return seen


@pytest.mark.parametrize("standing", ["asked", "open"])
def test_whoever_is_blocked_or_declined_is_answered_to_the_byte_as_before(cast: Cast, standing: str) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        room = (asks if standing == "asked" else opened)(cast, cast.ben, cast.ana).room_id
        seen_by_ben(cast, room)  # what is made once is there
        before = seen_by_ben(cast, room)
        if standing == "asked":
            direct.decline(cast.ana, room)
            assert seen_by_ben(cast, room) == before
        ben = cast.profile(cast.ben, cast.harbour).pk
        done = cast.api(cast.ana).put(f"/api/v1/groups/{cast.harbour.pk}/blocks/{ben}")
        assert done.status_code == 200
        assert seen_by_ben(cast, room) == before
        if standing == "open":
            messages.send(cast.ben, room, uuid4(), "do you hear me at all")


def test_ones_own_export_does_not_tell_that_one_was_declined(cast: Cast) -> None:
    declined = asks(cast, cast.ana, cast.ben)
    direct.decline(cast.ben, declined.room_id)
    (table,) = [one for one in all_tables() if one.name == "messaging.direct"]
    assert table.rows(cast.ana).count() == 1 and table.rows(cast.ben).count() == 0
    assert "declined_at" not in table.given


def test_pestering_ends_after_a_few_strangers_a_day(cast: Cast, settings: Any) -> None:
    settings.RATE_FACTOR = 0.2  # one of five at once
    asks(cast, cast.ana, cast.ben)
    answer = cast.api(cast.ana).post(
        "/api/v1/directs",
        {"profile": str(cast.profile(cast.cara, cast.harbour).pk), "cid": str(uuid4()), "body": "and you?"},
        format="json",
    )
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert Room.objects.filter(kind="direct").count() == 1
