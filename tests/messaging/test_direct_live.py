"""Conversations of two on real sockets: between the two alone, after a yes, and to nobody who has gone (R2, R40)."""

from __future__ import annotations

from uuid import UUID

import pytest

from community.pool import run
from groups.actions import leaving
from messaging.actions import direct
from tests.cast import Cast
from tests.messaging.conftest import Connect
from tests.messaging.directs import HELLO, asks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rates")]


async def test_what_two_say_reaches_the_two_alone_and_nobody_who_has_gone(cast: Cast, connect: Connect) -> None:
    made = await run(asks, cast, cast.ana, cast.ben)
    room: UUID = made.room_id
    async with connect(cast.ana) as anas, connect(cast.ben, 1) as bens, connect(cast.cara) as caras:
        assert (await anas.sub(room, 0))["op"] == (await bens.sub(room, 0))["op"] == "subd"
        third = await caras.sub(room, 0)
        assert (third["op"], third["reason"]) == ("unsubd", "forbidden")
        assert (await bens.expect("ev", seq=1))["body"] == HELLO
        for client, code in ((anas, "direct_waits"), (bens, "direct_unanswered")):
            refused = await client.send(room, "may I")
            assert (refused["op"], refused["detail"]["code"]) == ("err", code)
        await bens.say("typing", room=str(room), on=True)  # nothing is to be seen before the answer
        assert (await bens.expect("err"))["detail"]["code"] == "direct_unanswered"
        await run(direct.accept, cast.ben, room)
        assert (await anas.expect("ev", kind="room.update"))["what"] == "direct_open"
        said = await bens.send(room, "I am")
        assert (await anas.expect("ev", seq=said["seq"]))["body"] == "I am"
        place = await run(cast.place, cast.ben, cast.harbour)
        await run(lambda: leaving.leave(place, words="keep"))
        assert (await bens.expect("unsubd", within=6, room=str(room)))["reason"] == "removed"
        refused = await anas.send(room, "are you there")
        assert (refused["op"], refused["detail"]["code"]) == ("err", "direct_over")
        assert not [frame for frame in anas.frames if frame["op"] == "typing"]
        assert not [frame for frame in caras.frames if frame["op"] in ("ev", "subd")]
