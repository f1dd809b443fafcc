"""Polls over real sockets: asked, chosen, closed; what reaches whom, now and after a gap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from community.pool import run
from messaging.actions import messages
from tests.messaging.client import Client, Frame
from tests.messaging.conftest import Connect
from tests.messaging.polls import shown
from tests.messaging.rooms import Space, make_person

pytestmark = pytest.mark.django_db(transaction=True)


async def ask(client: Client, space: Space, **poll: Any) -> Frame:
    asked = {"options": ["Yes", "No"], **poll}
    return await client.ask("send", room=str(space.talk.pk), cid=str(uuid4()), body="Shall we?", poll=asked)


async def vote(client: Client, space: Space, mid: str, *choices: int, cid: str = "") -> Frame:
    return await client.ask("vote", room=str(space.talk.pk), mid=mid, cid=cid or str(uuid4()), choices=list(choices))


async def close(client: Client, space: Space, mid: str) -> Frame:
    return await client.ask("close", room=str(space.talk.pk), mid=mid, cid=str(uuid4()))


def soon() -> str:
    return (timezone.now() + timedelta(hours=1)).isoformat()


async def test_a_poll_and_its_votes_reach_the_other_process(space: Space, connect: Connect) -> None:
    cara, ana, ben = space.people
    async with connect(ana) as anas, connect(ben, 1) as bens, connect(cara) as caras:
        await bens.sub(space.talk.pk)
        said = await ask(anas, space)
        new = await bens.expect("ev", kind="msg.new")
        assert (new["poll"]["voted"], new["poll"]["people"]) == (0, 3)
        ack = await vote(bens, space, said["mid"], 1)
        event = await bens.expect("ev", seq=ack["seq"])
        assert (event["kind"], event["of"], event["actor"]["name"]) == ("poll", said["seq"], space.profiles[2].name)
        assert event["poll"] == await run(shown, space, UUID(said["mid"]))
        assert (await close(bens, space, said["mid"]))["code"] == "forbidden"
        assert (await close(caras, space, said["mid"]))["op"] == "ack"
        closed = await bens.expect(lambda frame: frame.get("kind") == "poll" and frame["poll"]["closed"])
        assert closed["poll"]["options"][1]["count"] == 1
        late = await vote(anas, space, said["mid"], 0)
        assert (late["code"], late["detail"]["code"]) == ("forbidden", "poll_closed")


async def test_of_a_secret_ballot_only_the_number_is_told_and_nothing_stands_in_the_log(
    space: Space, connect: Connect
) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ben, 1) as bens:
        head = (await bens.sub(space.talk.pk))["head"]
        said = await ask(anas, space, secret=True, ends_at=soon())
        await bens.expect("ev", kind="msg.new")
        cid = str(uuid4())
        ack = await vote(anas, space, said["mid"], 0, cid=cid)
        assert (ack["op"], ack["seq"], ack["dup"]) == ("ack", said["seq"], False)
        told = await bens.expect("voted")
        assert told == {"op": "voted", "room": str(space.talk.pk), "mid": said["mid"], "of": said["seq"], "voted": 1}
        assert (await vote(anas, space, said["mid"], 1, cid=cid))["dup"]
        assert (await vote(anas, space, said["mid"], 1))["detail"]["code"] == "poll_handed_in"
    async with connect(ben, 1) as again:
        assert (await again.sub(space.talk.pk, head))["head"] == said["seq"]


async def test_only_the_own_devices_of_who_voted_in_secret_hear_that_they_did(space: Space, connect: Connect) -> None:
    cara, ana, ben = space.people
    async with connect(ana) as phone, connect(ana, 1) as desk, connect(ben, 1) as bens, connect(cara) as caras:
        for one in (phone, desk, bens, caras):
            await one.sub(space.talk.pk)
        said = await ask(caras, space, secret=True, ends_at=soon())
        told = {"op": "voted", "room": str(space.talk.pk), "mid": said["mid"], "of": said["seq"], "voted": 1}
        assert (await vote(phone, space, said["mid"], 0))["op"] == "ack"
        assert await desk.expect("voted", handed_in=True) == told | {"handed_in": True}
        assert [await one.expect("voted", voted=1) for one in (bens, caras)] == [told, told]
        await run(messages.vote, ben, space.talk.pk, UUID(said["mid"]), uuid4(), [1])
        assert (await bens.expect("voted", handed_in=True))["voted"] == 2
        last = await caras.send(space.talk.pk, "after both")
        for one in (phone, desk, bens):
            await one.expect("ev", seq=last["seq"])
        marked = [[frame["voted"] for frame in one.frames if "handed_in" in frame] for one in (desk, bens, caras)]
        assert marked == [[1], [2], []]


async def test_who_came_after_the_poll_hears_nothing_of_it(space: Space, connect: Connect) -> None:
    _, ana, _ = space.people
    async with connect(ana) as anas:
        open_one = await ask(anas, space)
        secret = await ask(anas, space, secret=True, ends_at=soon())
        late = await run(make_person, "late")
        await run(space.enter, late)
        async with connect(late, 1) as lates:
            await lates.sub(space.talk.pk)
            ack = await vote(anas, space, open_one["mid"], 0)
            assert (await lates.expect("ev", seq=ack["seq"]))["kind"] == "skip"
            await vote(anas, space, secret["mid"], 0)
            assert (await vote(lates, space, secret["mid"], 0))["code"] == "not_found"
            after = await anas.send(space.talk.pk, "after it")
            await lates.expect("ev", seq=after["seq"])
            assert not [frame for frame in lates.frames if frame["op"] == "voted"]


@pytest.mark.parametrize(
    ("poll", "field"),
    [
        ({"options": "Yes"}, "poll"),
        ({"options": [1, 2]}, "poll"),
        ({"options": ["x"] * 11}, "poll"),
        ({"secret": "yes"}, "secret"),
        ({"ends_at": "soon"}, "ends_at"),
        ({"ends_at": "2026-06-09T16:00:00"}, "ends_at"),
        ({"secret": True}, "ends_at"),
        ({"options": ["Same", "same"]}, "options"),
    ],
)
async def test_what_is_no_poll_says_which_field(
    space: Space, connect: Connect, poll: dict[str, Any], field: str
) -> None:
    async with connect(space.people[1]) as anas:
        refused = await ask(anas, space, **poll)
        assert (refused["code"], refused["detail"]["field"]) == ("invalid", field)
