"""What somebody chooses for themselves about a room is on all their devices at once, and on nobody else's."""

from __future__ import annotations

import time

import pytest

from community.pool import run
from messaging.access import unread_counts
from messaging.actions import hushing
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space

pytestmark = pytest.mark.django_db(transaction=True)
SOON_S = 2.0 * 3  # two seconds, and the machine's other work


async def test_unread_again_on_one_device_is_unread_again_on_the_other(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    talk = str(space.talk.pk)
    async with connect(ana) as phone, connect(ana, 1) as desk, connect(ben) as his:
        said = [(await his.send(space.talk.pk, words))["seq"] for words in ("One", "Two", "Three")]
        await phone.say("read", room=talk, seq=said[2])
        assert (await desk.expect("read"))["seq"] == said[2]
        begun = time.monotonic()
        await phone.say("unread", room=talk, seq=said[1])
        assert (await desk.expect("unread", room=talk))["seq"] == said[1]
        assert time.monotonic() - begun < SOON_S
        assert (await run(unread_counts, ana))[space.talk.pk] == 2
        assert (await run(space.seat, ana)).told_seq == said[2]
        await desk.say("read", room=talk, seq=said[2])  # looked at anew
        await phone.expect("read", seq=said[2])
        assert (await run(unread_counts, ana))[space.talk.pk] == 0
        assert not [one for one in his.frames if one["op"] in ("read", "unread")]
        assert not [one for one in phone.frames if one["op"] == "unread"]


async def test_of_reading_and_unreading_within_a_second_the_last_one_holds(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    talk = str(space.talk.pk)
    async with connect(ana) as phone, connect(ana, 1) as desk, connect(ben) as his:
        said = [(await his.send(space.talk.pk, words))["seq"] for words in ("One", "Two")]
        await phone.say("read", room=talk, seq=said[1])
        await desk.expect("read", seq=said[1])
        for op, seq in (("unread", said[0]), ("read", said[0]), ("unread", said[1])):
            await phone.say(op, room=talk, seq=seq)
        await desk.expect("unread", seq=said[1])
        assert (await run(space.seat, ana)).read_seq == said[0]


async def test_a_mute_and_its_end_are_told_to_all_devices_of_the_one_who_chose_it(
    space: Space, connect: Connect
) -> None:
    _, ana, ben = space.people
    async with connect(ana) as phone, connect(ana, 1) as desk, connect(ben) as his:
        mute = await run(hushing.hush, ana, space.talk.pk, 8)
        for client in (phone, desk):
            told = await client.expect("muted", on=True)
            assert (told["room"], bool(told["until"])) == (str(space.talk.pk), bool(mute.until))
        await run(hushing.hear_again, ana, space.talk.pk)
        for client in (phone, desk):
            assert (await client.expect("muted", on=False))["until"] is None
        assert not [one for one in his.frames if one["op"] == "muted"]
