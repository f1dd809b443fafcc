"""Between two processes, between reading and listening, between issuing and spending: where things fall through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from community import live
from community.pool import run
from messaging.actions import messages, tickets
from messaging.models import Message
from messaging.realtime import presence, readers, subscribing
from messaging.realtime.engine import Engine
from messaging.realtime.said import Sub
from messaging.realtime.socket import Admission, Socket
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space
from tests.messaging.test_heart import Wire

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE_S = 3.0  # the sweeper comes after four at the earliest


async def test_a_repeat_at_another_process_finds_what_the_first_one_stored(space: Space, connect: Connect) -> None:
    ana, cid = space.people[1], uuid4()
    async with connect(ana) as here, connect(ana, 1) as there:
        first = await here.send(space.talk.pk, "once", cid)
        again = await there.send(space.talk.pk, "once", cid)
    assert (first["op"], first["dup"]) == ("ack", False)
    assert (again["op"], again.get("dup"), again.get("seq")) == ("ack", True, first["seq"])
    assert await run(Message.objects.count) == 1


async def test_what_is_said_while_somebody_subscribes_reaches_them_at_once(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ana, ben = space.people
    standing, said = readers.standing, []

    def read_and_then_said(person: UUID, asked: Sequence[tuple[UUID, int | None]]) -> Any:
        found = standing(person, asked)
        said.append(messages.send(ana, space.talk.pk, uuid4(), "just now").seq)
        return found

    monkeypatch.setattr(readers, "standing", read_and_then_said)
    here, line = Engine(), Wire()
    await here.ready
    now = time.monotonic()
    socket = Socket(presence.new_conn(), Admission(ben.pk, "en", "", "", None), line, since=now, heard=now)
    await here.attach(socket)
    try:
        await subscribing.subscribe(here, socket, Sub(1, None, ((space.talk.pk, None),)))
        async with asyncio.timeout(AT_ONCE_S):
            while not any(b'"seq":%d,' % said[0] in text for text in line.texts):  # noqa: ASYNC110 - another's work
                await asyncio.sleep(0.01)
    finally:
        await here.detach(socket)
        for task in list(here.tasks):
            task.cancel()
        await live.stop()


def test_a_ticket_is_good_for_its_time_and_no_longer(space: Space) -> None:
    ana = space.people[1]
    late, good = tickets.issue(ana, "", ttl=0), tickets.issue(ana, "")
    assert (tickets.peek(late), tickets.spend(late)) == (None, None)
    assert tickets.spend(good) == tickets.Spent(ana.pk, "")
