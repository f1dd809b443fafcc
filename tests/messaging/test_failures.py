"""What is acked is stored, what is told is stored, and what is unknown may be tried again (realtime.md)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from community import failpoints
from community.pool import run
from messaging.models import Message, Room
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space, make_person

pytestmark = pytest.mark.django_db(transaction=True)
Arm = Callable[[str, str], None]


async def test_what_fails_before_commit_is_neither_acked_nor_told_nor_stored(
    space: Space, connect: Connect, arm: Arm
) -> None:
    _, ana, ben = space.people
    cid = uuid4()
    async with connect(ana) as anas, connect(ben, 1) as bens:
        await bens.sub(space.talk.pk)
        arm(failpoints.BEFORE_COMMIT, "fail")
        failed = await anas.send(space.talk.pk, "once", cid)
        assert (failed["op"], failed["code"]) == ("err", "unavailable")
        assert await run(Message.objects.count) == 0
        again = await anas.send(space.talk.pk, "once", cid)
        assert (again["op"], again["dup"]) == ("ack", False)
        await bens.until(space.talk.pk, again["seq"])
        assert [event["cid"] for event in bens.events(space.talk.pk)] == [str(cid)]


async def test_what_fails_after_commit_is_told_and_acked_as_stored_when_tried_again(
    space: Space, connect: Connect, arm: Arm
) -> None:
    _, ana, ben = space.people
    cid = uuid4()
    async with connect(ana) as anas, connect(ben, 1) as bens:
        await bens.sub(space.talk.pk)
        arm(failpoints.AFTER_COMMIT, "fail")
        failed = await anas.send(space.talk.pk, "once", cid)
        assert failed["code"] == "unavailable"
        again = await anas.send(space.talk.pk, "once", cid)
        assert (again["op"], again["dup"]) == ("ack", True)
        await bens.until(space.talk.pk, again["seq"])
        assert await run(Message.objects.count) == 1


async def test_neither_ack_nor_wake_leaves_before_the_commit(space: Space, connect: Connect, arm: Arm) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ben, 1) as bens:
        await bens.sub(space.talk.pk)
        head = (await run(Room.objects.get, pk=space.talk.pk)).last_seq
        arm(failpoints.BEFORE_COMMIT, "wait 700")
        await anas.say("send", id="slow", room=str(space.talk.pk), cid=str(uuid4()), body="slow")
        with pytest.raises(TimeoutError):
            await anas.expect("ack", within=0.4, id="slow")
        assert not bens.events(space.talk.pk)
        assert (await run(Room.objects.get, pk=space.talk.pk)).last_seq == head
        assert (await anas.expect("ack", id="slow"))["seq"] == head + 1
        await bens.until(space.talk.pk, head + 1)


async def test_a_pump_that_fails_midway_is_taken_up_again(space: Space, connect: Connect, arm: Arm) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ben) as bens:
        for client in (anas, bens):
            await client.sub(space.talk.pk)
        arm(failpoints.MID_PUMP, "fail")
        newcomer = await run(space.enter, await run(make_person, "nia"))  # a coming is never on the short way
        head = (await run(Room.objects.get, pk=space.talk.pk)).last_seq
        for client in (anas, bens):
            await client.until(space.talk.pk, head, within=18)
            assert client.seqs(space.talk.pk) == [head]
        assert anas.events(space.talk.pk)[0]["actor"]["id"] == str(newcomer.pk)
