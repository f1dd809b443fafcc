"""Attempts to say or hear something with frames that are on their way while one is put out (trust.md R2)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from community.pool import run
from messaging.actions import participants
from messaging.models import Message, RoomEvent
from tests.messaging.client import Client
from tests.messaging.conftest import Connect, sign_in
from tests.messaging.rooms import Space
from tests.messaging.test_handshake import REVOKED_S

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 10  # twice as many are let through at once


async def pour(client: Client, space: Space, name: str) -> None:
    """So many messages, without waiting for an answer to any."""
    for number in range(MANY):
        body = f"{name} {number}"
        await client.say("send", id=client.next_id(), room=str(space.talk.pk), cid=str(uuid4()), body=body)


async def stored(name: str) -> list[int]:
    found = Message.objects.filter(body__startswith=name).order_by("seq").values_list("seq", flat=True)
    return list(await run(lambda: list(found)))


async def test_what_is_on_its_way_when_one_is_removed_is_said_before_or_not_at_all(
    space: Space, connect: Connect
) -> None:
    _, ana, ben = space.people
    async with connect(ben) as bens, connect(ana, 1) as anas:
        await bens.sub(space.talk.pk)
        await anas.sub(space.talk.pk)
        await pour(bens, space, "flood")
        await run(participants.depart, space.id, space.profiles[2], reason="removed")
        await pour(bens, space, "after")
        await pour(anas, space, "among ourselves")
        await bens.expect("unsubd", within=6, room=str(space.talk.pk))
        answers = [await bens.expect(("ack", "err"), id=number) for number in range(2, 2 * MANY + 2)]
        left = (await run(lambda: RoomEvent.objects.get(room=space.talk, kind="member.leave"))).seq
        said = await stored("flood")
        assert all(seq < left for seq in said) and not await stored("after")
        assert sorted(one["seq"] for one in answers if one["op"] == "ack") == said
        assert {one["code"] for one in answers if one["op"] == "err"} == {"not_found"}
        among = [(await anas.expect("ack", id=number))["seq"] for number in range(2, MANY + 2)]
        assert sorted(among) == await stored("among ourselves")
        await anas.until(space.talk.pk, max(among))
        assert all(seq <= left for seq in bens.seqs(space.talk.pk)), "of what came later they heard nothing"


async def test_what_is_on_its_way_when_one_signs_out_comes_to_an_end_with_the_socket(
    space: Space, browser: Connect, client: Any
) -> None:
    ana = space.people[1]
    key = await run(sign_in, ana)
    client.cookies["sessionid"] = key
    async with browser(ana, 0, key) as anas:
        await anas.sub(space.talk.pk)
        await pour(anas, space, "last words")
        await run(client.post, "/signout/")
        assert await anas.closed(REVOKED_S) == 4001
        before = await stored("last words")
        acked = [one["seq"] for one in anas.frames if one["op"] == "ack"]
        assert set(acked) <= set(before)
        heard = len(anas.frames)
    async with browser(space.people[2], 1) as bens:
        await bens.sub(space.talk.pk)
        await bens.send(space.talk.pk, "she has gone")
    assert await stored("last words") == before and len(anas.frames) == heard
