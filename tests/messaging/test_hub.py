"""What the hub does with wakes: the next ones go out at once and together, early ones wait a moment, known ones are
passed over, and whoever stands elsewhere is left to the pump."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from community.serve import wire
from community.serve.line import OnControl, OnText
from messaging import wakes
from messaging.realtime import hub as hub_module
from messaging.realtime.hub import Feed, Hub
from messaging.realtime.socket import Admission, Socket, Sub
from messaging.wakes import Wake

ROOM = uuid4()


class Wire:
    def __init__(self) -> None:
        self.said: list[Any] = []

    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        raise AssertionError

    def write(self, frame: bytes) -> None:
        self.said.extend(map(json.loads, wire.texts_of(frame)))

    def close(self, code: int, *, deaf: bool = False) -> None:
        raise AssertionError


class House:
    """A hub with one room and its followers."""

    def __init__(self, head: int) -> None:
        self.marked: list[Sub] = []
        self.hub = Hub(self.marked.append, lambda sockets, why: None)
        self.feed = self.hub.feeds[ROOM] = Feed(asyncio.ensure_future(asyncio.sleep(0)), head=head)

    def follow(self, sent: int, visible_from: int = 0) -> Sub:
        socket = Socket("c", Admission(uuid4(), "en", "", "", None), Wire(), since=0)
        sub = Sub(ROOM, socket, uuid4(), None, sent, visible_from)
        self.feed.subs.add(sub)
        return sub

    def take(self, *heard: Wake) -> None:
        self.hub.take(ROOM, heard)

    def hear(self, *heard: Wake) -> None:
        """From another process."""
        self.hub.on_wakes(ROOM, [wakes.encode(wake) for wake in heard])


def said(sub: Sub) -> list[Any]:
    assert isinstance(sub.socket.line, Wire)
    return sub.socket.line.said


def event(seq: int, of: int = 0) -> Wake:
    return Wake(seq, of, "", b'{"seq":%d}' % seq)


def removal(seq: int) -> Wake:
    return Wake(seq, 0, "", b"")


def seqs(sub: Sub) -> list[int]:
    """Numbers in the order of arrival, frames and arrays alike."""
    return [one["seq"] for frame in said(sub) for one in (frame if isinstance(frame, list) else [frame])]


async def test_what_comes_together_leaves_together_and_once() -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.take(event(5), event(6), event(7))
    assert said(sub) == [[{"seq": 5}, {"seq": 6}, {"seq": 7}]]
    house.take(event(6), event(7), event(8))  # one's own, heard once more, and one more
    house.take(event(8))
    assert said(sub)[1:] == [{"seq": 8}]
    assert (sub.sent, house.feed.head, house.marked) == (8, 8, [])


async def test_an_early_one_waits_for_the_one_before_it_and_follows_it() -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.take(event(6))
    house.take(event(8), event(7))
    assert said(sub) == []
    house.take(event(5))
    assert seqs(sub) == [5, 6, 7, 8]
    assert house.marked == []
    assert not house.feed.early


async def test_what_does_not_come_is_read_from_the_log_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PATIENCE_S", 0.01)
    house = House(head=4)
    sub, ahead = house.follow(4), house.follow(6)
    house.take(event(6))
    await until(lambda: house.marked == [sub])
    assert said(sub) == []
    assert ahead.sent == 6
    sub.sent = 6  # as the pump leaves it
    house.take(event(5))  # late after all
    house.take(event(7))
    assert seqs(sub) == [7]
    assert seqs(ahead) == [7]


async def test_each_gap_has_a_patience_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PATIENCE_S", 0.05)
    house = House(head=4)
    sub = house.follow(4)
    house.take(event(6))
    await asyncio.sleep(0.03)
    house.take(event(5))  # filled in time
    house.take(event(8))  # another one, younger than the first one's timer
    await asyncio.sleep(0.03)
    assert house.marked == []
    house.take(event(7))
    assert seqs(sub) == [5, 6, 7, 8]
    await asyncio.sleep(0.05)
    assert house.marked == []


async def test_what_others_write_meanwhile_leaves_with_ones_own() -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.hub.hold(ROOM)
    house.hear(event(5), event(6))
    assert said(sub) == []
    house.take(event(7))  # this process's own
    house.hear(event(7), event(8))
    assert said(sub) == [[{"seq": 5}, {"seq": 6}, {"seq": 7}], {"seq": 8}]


async def test_what_is_held_is_let_go_when_nothing_of_ones_own_comes() -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.hub.hold(ROOM)
    house.hub.hold(ROOM)  # by two commands
    house.hear(event(5), Wake(0, 0, "somebody", b'{"seq":0}'), removal(6))
    house.hub.let_go()
    assert seqs(sub) == [5, 0]
    assert house.marked == [sub]
    house.hub.let_go()
    house.hear(event(7))
    assert house.feed.head == 7


async def test_a_removal_never_takes_the_short_way_nor_does_anything_behind_it() -> None:
    house = House(head=4)
    removed, other = house.follow(4), house.follow(4)
    house.take(event(5), removal(6), event(7))
    assert seqs(removed) == seqs(other) == [5]
    assert set(house.marked) == {removed, other}
    other.sent = 7  # the pump found them still there
    house.take(event(8))
    assert seqs(other) == [5, 8]
    assert seqs(removed) == [5]


async def test_who_stands_elsewhere_is_left_to_the_pump() -> None:
    house = House(head=4)
    behind, ahead, here = house.follow(2), house.follow(9), house.follow(4)
    house.take(event(5))
    assert (said(behind), said(ahead), seqs(here)) == ([], [], [5])
    assert house.marked == [behind]


async def test_a_newcomer_gets_the_bare_form_of_what_is_about_an_older_message() -> None:
    house = House(head=4)
    old, new = house.follow(4), house.follow(4, visible_from=3)
    house.take(event(5, of=3), event(6, of=4), event(7))
    assert seqs(old) == seqs(new) == [5, 6, 7]
    (first, *rest) = said(new)[0]
    assert first == {"op": "ev", "room": str(ROOM), "seq": 5, "kind": "skip"}
    assert rest == [{"seq": 6}, {"seq": 7}]


async def test_a_shut_window_takes_nothing_and_remembers_what_lags() -> None:
    house = House(head=4)
    sub = house.follow(4)
    sub.socket.open = False
    house.take(event(5))
    assert (said(sub), sub.sent, sub.socket.lagging, house.marked) == ([], 4, {sub}, [])


async def test_typing_goes_to_all_but_its_author_between_events() -> None:
    house = House(head=4)
    author, reader = house.follow(4), house.follow(4)
    house.take(event(5), Wake(0, 0, str(author.profile_id), b'{"seq":0}'), event(6))
    assert seqs(author) == [5, 6]
    assert seqs(reader) == [5, 0, 6]


async def test_a_thousand_early_ones_are_not_kept() -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.take(*(event(seq) for seq in range(6, 1006)))
    assert not house.feed.early
    assert house.marked == [sub]


@pytest.mark.parametrize("wake", [event(1), event(7, of=3), removal(9), Wake(0, 0, str(uuid4()), b"{}")])
def test_a_wake_comes_back_from_the_wire_as_it_went(wake: Wake) -> None:
    assert wakes.decode(wakes.encode(wake)) == wake


@pytest.mark.parametrize("data", [b"", b"x", b"1 2\n{}", b"a b c\n{}", b"1 2 3 4\n{}"])
async def test_what_is_no_wake_is_passed_over(data: bytes) -> None:
    house = House(head=4)
    sub = house.follow(4)
    house.hub.on_wakes(ROOM, [data, wakes.encode(event(5))])
    assert seqs(sub) == [5]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a timer's work
            await asyncio.sleep(0.005)


def test_rooms_that_nobody_follows_are_passed_over() -> None:
    hub = Hub(lambda sub: None, lambda sockets, why: None)
    hub.take(UUID(int=1), [event(1)])
    assert hub.feeds == {}
