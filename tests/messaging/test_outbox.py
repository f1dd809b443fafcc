"""What the outbox does around its batches: how long others' words wait for them, and batches for their letters."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from messaging.realtime import outbox as outbox_module
from messaging.realtime.hub import Hub
from messaging.realtime.outbox import Letter, Outbox

ROOM = uuid4()


class Ear:
    """A hub that only remembers what is held."""

    def __init__(self) -> None:
        self.held: set[UUID] = set()

    def hold(self, room: UUID) -> None:
        self.held.add(room)

    def let_go(self) -> None:
        self.held.clear()


class Writing(Outbox):
    """Writes when it may, and remembers how many at once."""

    def __init__(self, ear: Ear) -> None:
        super().__init__(cast(Hub, ear))
        self.batches: list[int] = []
        self.may = asyncio.Event()

    async def write(self, letters: list[Letter], *, wait: bool = False) -> None:
        self.batches.append(len(letters))
        await self.may.wait()


def letter(room: UUID = ROOM) -> Letter:
    return Letter(cast(Any, SimpleNamespace(room_id=room)), (), lambda waits: True, lambda answer: None)


@pytest.fixture
async def outbox() -> AsyncIterator[Writing]:
    made = Writing(Ear())
    working = asyncio.ensure_future(made.work())
    yield made
    working.cancel()


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def held(outbox: Writing) -> set[UUID]:
    return cast(Ear, outbox.hub).held


async def test_others_wait_for_a_batch_but_not_for_one_that_takes_too_long(
    outbox: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "HOLD_S", 0.02)
    outbox.put(letter())
    await turns()
    assert (outbox.batches, held(outbox)) == ([1], {ROOM})
    await asyncio.sleep(0.04)
    assert not held(outbox)
    outbox.put(letter())  # while the same batch still takes
    assert not held(outbox)
    outbox.may.set()
    await turns()
    assert outbox.batches == [1, 1]


async def test_after_a_large_batch_they_wait_for_the_next_one_and_not_for_long(
    outbox: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "GAP_S", 0.02)
    outbox.may.set()
    for _ in range(outbox_module.BUSY):
        outbox.put(letter())
    await turns()
    assert (outbox.batches, held(outbox)) == ([outbox_module.BUSY], {ROOM})
    await asyncio.sleep(0.04)
    assert not held(outbox)


async def test_after_a_small_one_nobody_waits(outbox: Writing) -> None:
    outbox.may.set()
    outbox.put(letter())
    await turns()
    assert (outbox.batches, held(outbox)) == ([1], set())


async def test_a_large_batch_is_followed_by_one_as_large_if_that_comes_in_time(
    outbox: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "GATHER_S", 0.2)
    outbox.may.set()
    for _ in range(8):
        outbox.put(letter())
    await turns()
    outbox.put(letter())
    await turns()
    assert outbox.batches == [8]
    for _ in range(7):
        outbox.put(letter())
    await turns()
    assert outbox.batches == [8, 8]
    outbox.put(letter())
    await turns()
    assert outbox.batches == [8, 8]
    await asyncio.sleep(0.3)
    assert outbox.batches == [8, 8, 1]


async def test_what_came_meanwhile_for_a_held_room_goes_behind_what_waits_there(outbox: Writing) -> None:
    first, second, elsewhere = letter(), letter(), letter(uuid4())
    outbox.held[ROOM] = deque([first])
    outbox.waiting = deque([second, elsewhere])
    outbox.line_up()
    assert [*outbox.held[ROOM]] == [first, second]
    assert [*outbox.waiting] == [elsewhere]
