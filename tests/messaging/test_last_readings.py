"""What somebody read last, when their socket goes before its turn has come."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from community import live
from community.models import Person
from community.pool import run
from messaging import wakes
from messaging.actions import messages, participants, reading
from messaging.realtime import desk as desks
from messaging.realtime import limits, presence
from messaging.realtime.desk import Desk
from messaging.realtime.engine import Engine
from messaging.realtime.socket import Admission, Socket
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space
from tests.messaging.test_heart import Wire

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 10.0


@pytest.fixture(autouse=True)
def once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's turn comes by itself."""
    monkeypatch.setattr(desks, "ONCE_S", 3600.0)


@asynccontextmanager
async def an_engine() -> AsyncIterator[Engine]:
    here = Engine()
    await here.ready
    try:
        yield here
    finally:
        for task in list(here.tasks):
            task.cancel()
        await live.stop()


async def come(here: Engine, person: Person) -> Desk:
    now = time.monotonic()
    socket = Socket(presence.new_conn(), Admission(person.pk, "en", "", "", None), Wire(), since=now, heard=now)
    desk = Desk(here, socket)
    await here.attach(socket)
    desk.open()
    return desk


async def go(desk: Desk, code: int = limits.GOING_AWAY) -> None:
    """As the consumer does it when the connection has ended."""
    desk.socket.closing = code
    desk.shut()
    await desk.engine.detach(desk.socket)


def say(desk: Desk, op: str, room: UUID, seq: int) -> None:
    desk.take(json.dumps({"op": op, "room": str(room), "seq": seq}))


def heard(desk: Desk, op: str = "read") -> list[int]:
    assert isinstance(desk.socket.line, Wire)
    said = [json.loads(text) for text in desk.socket.line.texts]
    return [frame["seq"] for frame in said if frame["op"] == op]


async def until(fits: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not fits():  # noqa: ASYNC110 - another's work
            await asyncio.sleep(0.01)


async def three_words(space: Space) -> list[int]:
    ben = space.people[2]
    return [(await run(messages.send, ben, space.talk.pk, uuid4(), words)).seq for words in ("One", "Two", "Three")]


async def read_one_of_two(here: Engine, space: Space, first: int, last: int) -> tuple[Desk, Desk]:
    """A phone that has said both, and the desk beside it that has heard of the first."""
    ana = space.people[1]
    beside, phone = await come(here, ana), await come(here, ana)
    say(phone, "read", space.talk.pk, first)
    await until(lambda: first in heard(beside))
    say(phone, "read", space.talk.pk, last)
    return beside, phone


async def read_seq(space: Space) -> int:
    return (await run(space.seat, space.people[1])).read_seq


async def all_told(here: Engine, beside: Desk, space: Space) -> None:
    """All that was to be said is said; what stands behind it on the same channel has come."""
    await until(lambda: not here.outliving)
    await live.say_many([wakes.notice(space.people[1].pk, frame={"op": "marker", "seq": 1})])
    await until(lambda: heard(beside, "marker"))


async def test_whoever_leaves_has_read_what_was_waiting_its_turn_once(space: Space) -> None:
    first, _, last = await three_words(space)
    async with an_engine() as here:
        beside, phone = await read_one_of_two(here, space, first, last)
        await go(phone)
        await until(lambda: last in heard(beside))
        phone.shut()  # a second end changes nothing
        await all_told(here, beside, space)
        assert heard(beside) == [first, last]
    assert await read_seq(space) == last


async def test_who_was_removed_meanwhile_has_read_nothing_more(space: Space) -> None:
    first, _, last = await three_words(space)
    async with an_engine() as here:
        beside, phone = await read_one_of_two(here, space, first, last)
        await run(participants.depart, space.id, space.profiles[1], reason="removed")
        before = await read_seq(space)
        await go(phone)
        await all_told(here, beside, space)
        assert heard(beside) == [first]
    assert await read_seq(space) == before < last


@pytest.mark.parametrize("code", sorted(limits.SHOWN_OUT))
async def test_for_who_was_shown_out_nothing_more_is_stored(space: Space, code: int) -> None:
    first, _, last = await three_words(space)
    async with an_engine() as here:
        beside, phone = await read_one_of_two(here, space, first, last)
        phone.socket.close(code)
        await go(phone, code)
        await all_told(here, beside, space)
        assert heard(beside) == [first]
    assert await read_seq(space) == first


async def test_a_process_that_ends_stores_what_was_waiting_before_it_goes(space: Space) -> None:
    first, _, last = await three_words(space)
    async with an_engine() as here:
        await read_one_of_two(here, space, first, last)
        await here.leave(0)
        assert await read_seq(space) == last


async def test_what_waits_comes_after_what_is_under_way(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading that is stored while its socket goes does not undo the going back that was said after it."""
    first, second, last = await three_words(space)
    advance, begun, go_on = reading.advance, threading.Event(), threading.Event()

    def slowly(person: UUID, room: UUID, seq: int) -> int:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return advance(person, room, seq)

    monkeypatch.setattr(reading, "advance", slowly)
    async with an_engine() as here:
        beside, phone = await come(here, space.people[1]), await come(here, space.people[1])
        say(phone, "read", space.talk.pk, last)
        await until(begun.is_set)
        say(phone, "unread", space.talk.pk, second)
        await go(phone)
        go_on.set()
        await until(lambda: heard(beside, "unread"))
        assert (heard(beside), heard(beside, "unread")) == ([last], [second])
    assert await read_seq(space) == first


async def test_a_phone_that_closes_at_once_has_read_the_last_words(space: Space, connect: Connect) -> None:
    """Over the wire: the frame and the close that follows it come in one piece."""
    _, ana, _ = space.people
    first, _, last = await three_words(space)
    talk = str(space.talk.pk)
    async with connect(ana, 1) as beside:
        async with connect(ana) as phone:
            await phone.say("read", room=talk, seq=first)
            await beside.expect("read", seq=first)
            await phone.say("read", room=talk, seq=last)
        await beside.expect("read", seq=last)
    assert await read_seq(space) == last
