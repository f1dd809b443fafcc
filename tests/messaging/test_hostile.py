"""Whatever a client sends: the documented error, nothing stored, nobody else disturbed."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from community.models import Person
from community.pool import run
from messaging.actions import messages
from messaging.models import Message, Participant, Room, RoomEvent
from messaging.realtime import limits
from messaging.realtime.frames import FrameError, parse
from messaging.realtime.ops import READERS
from messaging.realtime.socket import CODES
from tests.messaging.client import Client
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space, make_person
from tests.messaging.servers import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
FRAMES, CROWD = 2000, 8
WEIRD: list[Any] = [
    None, True, False, 0, -1, 1, 1.5, 1e308, 2**31, 2**53, 2**64, -(2**63), 10**400, "", " ", "x", "null", "\x00",
    "\ud800", "x" * 5000, "\u202e", [], {}, [[]], [None], {"id": 1}, [{}], "0" * 36, "{" + "0" * 36 + "}",
    "urn:uuid:00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000", [1] * 300,
    {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {}}}}}}}}},
]  # fmt: skip
TEXTS = [
    "", " ", "{", "}", "[]", "null", "1", '"x"', "true", "[" * 16000, '{"op":' * 2000, '{"op":"send"', "\ufeff{}",
    '{"op":"send","op":"sub"}', '{"op":NaN}', '{"op":"pong","n":Infinity}', "{'op':'send'}", '{"op":"ev"}',
    '{"op":"__class__"}', '{"op":"hello","v":1}', '{"op":"edit","id":1}', '{"op":"react","id":1}', '{"op":"msg.edit"}',
    '{"op":null}',
    '{"op":["send"]}', '{"op":"SEND"}', "x" * 17000, json.dumps({"op": "send", "body": "x" * 20000}), "\x00" * 100,
    '{"type":"websocket.disconnect"}', '{"op":"typing","type":"chat.message"}', '[{"op":"pong","n":1}]',
]  # fmt: skip
FIELDS = [
    "id", "room", "cid", "mid", "body", "rooms", "since", "seq", "on", "n", "epoch", "confirm", "emoji", "op",
    "__proto__",
]  # fmt: skip


def hostile(space: Space, dice: random.Random) -> Iterator[str | bytes]:
    """Frames no honest client sends: broken texts, wrong types everywhere, foreign and missing ids."""
    foreign = [str(uuid4()), str(space.talk.pk).upper(), str(space.notices.pk), str(space.people[0].pk)]
    ops = [*READERS, "msg.edit", "reply", "ack", "ev", "err", "", "\u0000"]
    while True:
        kind = dice.random()
        if kind < 0.25:
            yield dice.choice(TEXTS)
        elif kind < 0.3:
            yield dice.randbytes(dice.randint(0, 300))
        else:
            fields = {name: dice.choice(WEIRD + foreign) for name in dice.sample(FIELDS, dice.randint(0, 9))}
            fields["op"] = dice.choice(ops)
            if dice.random() < 0.5:
                fields["room"] = dice.choice(foreign[:1])
            yield json.dumps(fields)


async def test_two_thousand_hostile_frames_store_nothing_and_disturb_nobody(
    space: Space, connect: Connect, webs: list[WebProcess]
) -> None:
    crowd = [await run(make_person, f"eve{number}") for number in range(CROWD)]
    before, logged = await run(state, space), webs[0].log.stat().st_size
    frames = islice(hostile(space, random.Random(20261123)), FRAMES)
    seen = Seen(set(), set())
    async with connect(space.people[1]) as anas:
        await anas.sub(space.talk.pk)
        await asyncio.gather(*(attack(connect, eve, frames, seen) for eve in crowd))
        assert next(frames, None) is None
        assert await run(state, space) == before
        assert (await anas.send(space.talk.pk, "all is well"))["op"] == "ack"
    assert seen.codes <= CODES
    assert {"bad_frame", "unknown_op", "invalid", "not_found"} <= seen.codes
    assert {4000} <= seen.closes <= {0, 4000, 4013}
    assert webs[0].alive
    assert b"Traceback" not in webs[0].log.read_bytes()[logged:]


@dataclass
class Seen:
    codes: set[str]
    closes: set[int]


async def attack(connect: Connect, eve: Person, frames: Iterator[str | bytes], seen: Seen) -> None:
    """One socket after the other: each is soon closed, and held open for a second by a server that no longer reads."""
    going_on = True
    while going_on:
        async with connect(eve) as eves:
            going_on = await pour(eves, frames)
            seen.codes |= {frame["code"] for frame in eves.frames if frame["op"] == "err"}
            seen.closes.add(eves.socket.close_code or 0)


async def pour(client: Client, frames: Iterator[str | bytes]) -> bool:
    """Sends until the server closes, or nothing is left: false."""
    try:
        for number, frame in enumerate(frames, 1):
            await client.raw(frame)
            if number % 8 == 0:
                await client.say("send", id="mark", room=str(uuid4()), cid=str(uuid4()), body="x")
                await client.expect("err", id="mark", within=20)
    except (ConnectionClosed, AssertionError):
        await client.closed()
        return True
    return False


def state(space: Space) -> object:
    seats = Participant.objects.order_by("pk").values_list("pk", "read_seq", "active")
    heads = Room.objects.order_by("pk").values_list("pk", "last_seq")
    return list(seats), list(heads), Message.objects.count(), RoomEvent.objects.count()


def right_fields(room: str, other: str) -> dict[str, dict[str, Any]]:
    """By op: all that it needs."""
    return {
        "sub": {"id": 1, "rooms": [{"room": other, "since": 0}]},
        "send": {"id": 1, "room": other, "cid": other, "body": "x"},
        "edit": {"id": 1, "room": other, "mid": other, "cid": other, "body": "x"},
        "react": {"id": 1, "room": other, "mid": other, "cid": other, "emoji": "👍", "on": True},
        "vote": {"id": 1, "room": other, "mid": other, "cid": other, "choices": [0]},
        **{op: {"id": 1, "room": other, "mid": other, "cid": other} for op in ("close", "del")},
        "read": {"room": room, "seq": 1},
        "unread": {"room": room, "seq": 1},
        "typing": {"room": room, "on": True},
        "report": {"id": 1, "kind": "message", "subject": other, "category": "other"},
        "pong": {"n": 1},
    }


def wrong_values(room: str, other: str) -> dict[str, list[Any]]:
    """By field."""
    return {
        "id": [None, 1.5, True, [], {}, "x" * 65, 2**53, "\x00"],
        "room": [None, 1, "x", "{" + other + "}", other.replace("-", ""), other + "\n", [room]],
        "cid": [None, 1, "x", "0" * 36],
        "mid": [None, 1, "x"],
        "body": [None, 1, [], {}],
        "emoji": [None, 1, [], {}, True],
        "choices": [None, 0, "0", {}, [None], [-1], ["0"], [True], [0.5], list(range(11))],
        "kind": [None, 1, [], {}],
        "subject": [None, 1, "x"],
        "category": [None, 1, [], {}],
        "rooms": [None, [], {}, "x", [1], [None], [{}], [{"room": "x"}], [{"room": other, "since": -1}],
                  [{"room": other, "since": "1"}], [{"room": other, "since": 1.0}], [{"room": other, "since": True}]],
        "seq": [None, -1, 1.5, "1", True, 2**53],
        "on": [None, 1, 0, "true"],
        "n": [None, -1, "1", 2**53],
    }  # fmt: skip


async def test_every_field_of_every_op_refuses_every_wrong_value(space: Space, connect: Connect) -> None:
    room, other = str(space.talk.pk), str(uuid4())
    right, wrong = right_fields(room, other), wrong_values(room, other)
    assert set(right) == set(READERS)
    for op, fields in right.items():
        parse(json.dumps({"op": op, **fields, "unknown": [1]}), READERS)
        for name in fields:
            for value in wrong[name]:
                with pytest.raises(FrameError) as error:
                    parse(json.dumps({"op": op, **fields, name: value}), READERS)
                assert error.value.code == "invalid", (op, name, value)
            with pytest.raises(FrameError):
                parse(json.dumps({"op": op, **{key: one for key, one in fields.items() if key != name}}), READERS)
    for words in (None, 1, [], {}, True):
        with pytest.raises(FrameError):
            parse(json.dumps({"op": "report", **right["report"], "words": words}), READERS)
    async with connect(space.people[1]) as client:
        answer = await client.ask("send", room=room, cid=other, body=5)
        assert (answer["code"], answer["detail"]) == ("invalid", {"field": "body"})


async def test_frames_are_bounded_in_size_and_depth() -> None:
    def depth(levels: int) -> str:
        return '{"op":"pong","n":1,"x":' + "[" * levels + "]" * levels + "}"

    def size(number: int) -> str:
        empty = '{"op":"pong","n":1,"x":""}'
        return empty.replace('""', '"' + "x" * (number - len(empty)) + '"')

    parse(depth(limits.FRAME_DEPTH - 1), READERS)
    parse(size(limits.FRAME_BYTES), READERS)
    for text in (depth(limits.FRAME_DEPTH), size(limits.FRAME_BYTES + 1), "[" * 16000, '{"a":' * 3000):
        with pytest.raises(FrameError) as error:
            parse(text, READERS)
        assert error.value.code == "bad_frame"


async def test_every_err_code_of_this_day_is_reached(space: Space, connect: Connect) -> None:
    cara, ana, _ = space.people
    room, cid = space.talk.pk, uuid4()
    async with connect(ana) as client:
        sent = await client.send(room, "words", cid)
        reached = {
            "cid_conflict": await client.send(room, "other words", cid),
            "too_large": await client.send(room, "x" * 4001),
            "invalid": await client.send(room, "\x00"),
            "not_found": await client.send(uuid4(), "x"),
            "forbidden": await client.send(space.notices.pk, "x"),
        }
        await client.say("shout", id=7)
        reached["unknown_op"] = await client.expect("err", id=7)
        await client.raw("{")
        reached["bad_frame"] = await client.expect("err", code="bad_frame")
        assert {code: frame["code"] for code, frame in reached.items()} == {code: code for code in reached}
        assert reached["forbidden"]["detail"]["code"] == "captains_post"
        assert reached["forbidden"]["detail"]["words"]
        again = await client.send(room, "words", cid)
        assert (again["dup"], again["seq"], again["mid"]) == (True, sent["seq"], sent["mid"])
    assert cara


async def test_lone_surrogates_and_controls_are_invalid_and_other_scripts_are_not(
    space: Space, connect: Connect
) -> None:
    async with connect(space.people[1]) as client:
        for body in ("\ud800", "a\x07b", "a\x85b", "", " \n\t "):
            assert (await client.send(space.talk.pk, body))["code"] == "invalid", repr(body)
        for body in ("\u0627\u0644\u0633\u0644\u0627\u0645", "a\n\tb", "\U0001f3c3\u200d\u2640\ufe0f", "e\u0301"):
            assert (await client.send(space.talk.pk, body))["op"] == "ack", repr(body)
    stored = await run(lambda: set(Message.objects.values_list("body", flat=True)))
    assert "\u00e9" in stored


async def test_too_many_bad_frames_end_the_connection(space: Space, connect: Connect) -> None:
    async with connect(space.people[1]) as client:
        for _ in range(limits.BAD_FRAMES):
            await client.raw("nonsense")
        assert await client.closed() == 4000
        assert client.frames[-1] == {"op": "err", "code": "bad_frame", "detail": {"close": 4000}}


async def test_messages_over_the_rate_wait_and_then_go_with_the_same_cid(space: Space, connect: Connect) -> None:
    ana = space.people[1]
    async with connect(ana, 2) as phone, connect(ana, 2) as laptop:
        answers = await asyncio.gather(
            *(client.send(space.talk.pk, "hurry") for client in (phone, laptop) for _ in range(12))
        )
        refused = [answer for answer in answers if answer["op"] == "err"]
        assert 2 <= len(refused) <= 4
        assert {answer["code"] for answer in refused} == {"rate_limited"}
        assert all(0 < answer["retry_ms"] <= 1000 for answer in refused)
        assert all(answer["detail"]["words"] for answer in refused)
        with pytest.raises(messages.SnugError, match="rate_limited"):
            for _ in range(3):
                await run(messages.send, ana, space.talk.pk, uuid4(), "by another door")
        cid = uuid4()
        for _ in range(5):
            answer = await phone.send(space.talk.pk, "later", cid)
            if answer["op"] == "ack":
                break
            await asyncio.sleep(answer["retry_ms"] / 1000)  # as it is asked to
        assert answer["op"] == "ack"
        assert not answer["dup"]


async def test_a_flood_of_frames_is_cut(space: Space, connect: Connect) -> None:
    async with connect(space.people[1], 2) as client:
        try:
            for n in range(500):
                await client.say("sub", id=n, rooms=[{"room": str(uuid4()), "since": None}])
        except ConnectionClosed:
            pass
        assert await client.closed() == 4013
        last = client.frames[-1]
        assert (last["code"], last["detail"]) == ("rate_limited", {"close": 4013})
        assert last["retry_ms"] > 0


async def test_guessing_at_rooms_by_reading_them_is_cut_like_any_flood(space: Space, connect: Connect) -> None:
    async with connect(space.people[1], 2) as client:
        try:
            for _ in range(limits.FRAMES.burst * 3):
                await client.say("read", room=str(uuid4()), seq=1)
        except ConnectionClosed:
            pass
        assert await client.closed() == 4013


async def test_guessing_at_rooms_by_typing_into_them_is_cut_as_well(space: Space, connect: Connect) -> None:
    async with connect(space.people[1], 2) as client:
        try:
            for _ in range(limits.FRAMES.burst * 3):  # less than what may come in of such frames
                await client.say("typing", room=str(uuid4()), on=True)
        except ConnectionClosed:
            pass
        assert await client.closed() == 4013
        assert client.frames[-1]["code"] == "rate_limited"
