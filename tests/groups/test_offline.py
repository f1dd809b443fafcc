"""What a device may keep: told at each contact, in the person's language, and no more than they may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from community.actions import people
from messaging.actions import direct, hushing, messages
from messaging.models import Participant
from moderation.models import Block
from tests.cast import Cast, remove

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/offline"


def told(cast: Cast, who: str) -> dict[str, Any]:
    answer = cast.api(getattr(cast, who)).get(URL)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_one_is_told_of_ones_own_rooms_and_of_no_others(cast: Cast) -> None:
    rooms = told(cast, "ana")["rooms"]
    assert {(room["title"], room["name"]) for room in rooms} == {
        ("Harbour Runners", "Talk"),
        ("Harbour Runners", "Notices"),
    }
    talk, notices = sorted(rooms, key=lambda room: room["kind"], reverse=True)
    assert talk["id"] == str(cast.talk(cast.harbour).pk)
    assert talk["url"] == "/g/harbour-runners/"
    assert talk["closed"] is None
    assert notices["closed"] == "Captains post the notices. Talk is open to you."
    assert told(cast, "eve")["rooms"] == []
    assert told(cast, "dov")["rooms"] == []
    assert cast.api(None).get(URL).status_code == 401


def test_a_room_whose_access_ends_is_named_no_more(cast: Cast) -> None:
    assert told(cast, "ben")["rooms"]
    remove(cast.ben, cast.harbour)
    assert told(cast, "ben")["rooms"] == []


def test_the_owner_is_the_same_each_time_another_for_each_and_no_id_of_anything(cast: Cast) -> None:
    owners = {who: told(cast, who)["owner"] for who in ("ana", "ben", "cara")}
    assert len(set(owners.values())) == 3
    assert owners["ana"] == told(cast, "ana")["owner"]
    assert cast.ana.pk.hex not in owners.values()


def test_it_speaks_the_persons_language(cast: Cast) -> None:
    people.settle(cast.ana, language="de", time_zone="Europe/Berlin")
    found = told(cast, "ana")
    assert found["language"] == "de"
    prompts = {room["prompt"] for room in found["rooms"]}
    assert len(prompts) == 2
    assert not prompts & {"Message Harbour Runners", "A notice for Harbour Runners"}


def test_who_is_blocked_is_named_for_folding_but_not_among_notices(cast: Cast) -> None:
    ana, ben = (cast.profile(one, cast.harbour) for one in (cast.ana, cast.ben))
    Block.objects.create(blocker=ana, blocked=ben, space=cast.harbour.pk)
    folded = {room["kind"]: room["folded"] for room in told(cast, "ana")["rooms"]}
    assert folded == {"talk": [str(ben.pk)], "notices": []}


def test_a_request_that_waits_for_ones_answer_lies_on_no_device(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    room = direct.ask(cast.ana, ben.pk, uuid4(), "Are you the one with the red bike?").room
    of_ana = {one["id"]: one for one in told(cast, "ana")["rooms"]}
    assert of_ana[str(room)]["closed"] is not None
    assert str(room) not in {one["id"] for one in told(cast, "ben")["rooms"]}
    direct.accept(cast.ben, room)
    found = next(one for one in told(cast, "ben")["rooms"] if one["id"] == str(room))
    assert (found["name"], found["closed"], found["keep_days"]) == ("Direct", None, 180)


def test_the_icon_counts_what_is_unread_and_not_muted(cast: Cast) -> None:
    for body in ("one", "two"):
        messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), body)
    assert told(cast, "ana")["unread"] == 2
    hushing.hush(cast.ana, cast.talk(cast.harbour).pk, 8)
    assert told(cast, "ana")["unread"] == 0
    assert next(one for one in told(cast, "ana")["rooms"] if one["kind"] == "talk")["unread"] == 2


def test_who_is_asked_to_be_quiet_is_told_so(cast: Cast) -> None:
    seat = Participant.objects.get(profile=cast.profile(cast.ana, cast.harbour), room=cast.talk(cast.harbour))
    Participant.objects.filter(pk=seat.pk).update(muted_until=timezone.now() + timedelta(hours=1))
    talk = next(one for one in told(cast, "ana")["rooms"] if one["kind"] == "talk")
    assert "quiet" in talk["closed"]
