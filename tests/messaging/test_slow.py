"""Where everybody goes slowly, over a real socket (trust.md R28, realtime.md "Frames")."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from community.pool import run
from messaging.actions.rooms import note, set_pace
from messaging.log import Note
from messaging.models import Message
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space

pytestmark = pytest.mark.django_db(transaction=True)


async def test_two_sockets_of_one_person_are_one_and_the_refusal_says_when(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    until = timezone.now() + timedelta(days=1)
    async with connect(ana) as phone, connect(ana, 1) as laptop, connect(ben) as bens:
        for client in (phone, laptop, bens):
            await client.sub(space.talk.pk)
        await run(set_pace, space.talk.space, 60, until)
        await run(note, space.talk.space, Note.SLOW_60, until)
        assert (await bens.expect("ev", kind="room.update"))["what"] == "slow_60"
        answers = await asyncio.gather(
            *(client.send(space.talk.pk, f"From {n}") for n, client in enumerate((phone, laptop)))
        )
        assert sorted(answer["op"] for answer in answers) == ["ack", "err"]
        refused = next(answer for answer in answers if answer["op"] == "err")
        assert (refused["code"], refused["detail"]["code"]) == ("forbidden", "slow_mode")
        assert 50_000 < refused["retry_ms"] <= 60_000
        assert refused["detail"]["words"].startswith("Talk goes slowly for now. Send it again in ")
        assert (await bens.send(space.talk.pk, "Others are not held up"))["op"] == "ack"
    assert await run(Message.objects.filter(room=space.talk).count) == 2
