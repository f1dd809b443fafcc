"""Pings and pongs, age, and the per-process halves of limits, without a clock's patience."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from community import live
from community.serve import wire
from community.serve.line import OnControl, OnText
from messaging import rates
from messaging.rates import Ask, Buckets
from messaging.realtime import limits, presence
from messaging.realtime.heart import Heart
from messaging.realtime.limits import Rate
from messaging.realtime.line import AsgiLine
from messaging.realtime.socket import Admission, Socket, Sub


class Wire:
    """A line whose frames can be read, in the place of a server's."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.closed: tuple[int, bool] | None = None

    def hear(self, on_text: OnText, on_control: OnControl) -> None:
        raise AssertionError("nobody speaks here")

    def write(self, frame: bytes) -> None:
        self.texts.extend(wire.texts_of(frame))

    def close(self, code: int, *, deaf: bool = False) -> None:
        self.closed = code, deaf


def make_socket() -> Socket:
    return Socket("c.1", Admission(uuid4(), "en", "", "", None), Wire(), since=0.0, heard=0.0)


def texts(socket: Socket) -> list[bytes]:
    assert isinstance(socket.line, Wire)
    return socket.line.texts


def frames(socket: Socket) -> list[dict[str, Any]]:
    return [json.loads(text) for text in texts(socket) if text.startswith(b"{")]


def pings(socket: Socket) -> list[int]:
    return [said["n"] for said in frames(socket) if said["op"] == "ping"]


def test_a_ping_comes_after_twenty_quiet_seconds_and_its_pong_is_enough() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, 19.9)
    assert not frames(socket)
    heart.beat(socket, 20.0)
    heart.beat(socket, 30.0)
    assert frames(socket) == [{"op": "ping", "n": pings(socket)[0]}]
    assert socket.pong(pings(socket)[0])
    heart.beat(socket, 39.9)
    assert len(frames(socket)) == 1
    heart.beat(socket, 41.0)
    assert frames(socket)[1:] == [{"op": "ping", "n": pings(socket)[1]}]
    assert socket.closing is None


def test_who_does_not_answer_for_twenty_seconds_is_closed_with_4009() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, 20.0)
    heart.beat(socket, 39.9)
    assert socket.closing is None
    heart.beat(socket, 40.0)
    assert socket.closing == 4009
    assert frames(socket)[-1] == {"op": "err", "code": "unavailable", "detail": {"close": 4009}}


def test_a_pong_that_was_never_asked_for_is_no_answer() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, 20.0)
    n = pings(socket)[0]
    assert not any(socket.pong(guess) for guess in (0, 1, 2, n - 1, n + 1, 2**53 - 1))
    heart.beat(socket, 40.0)
    assert socket.closing == 4009


def test_nobody_can_answer_a_ping_that_has_not_arrived() -> None:
    socket = make_socket()
    frame = wire.frame(b'"' + b"x" * 1000 + b'"')
    while socket.open:
        socket.put(frame)
    known = pings(socket)[0]  # the rest of what was sent lies in the line
    guesses = {*range(1, 1000), *range(known - 500, known), *range(known + 1, known + 500)}
    assert not any(socket.pong(guess) for guess in guesses)
    assert not socket.open
    assert socket.pong(known)
    assert not socket.pong(known), "once"


def test_the_numbers_of_pings_never_come_in_any_order_and_fit_into_a_double() -> None:
    socket = make_socket()
    for _ in range(200):
        socket.ping(1.0)
        assert socket.pong(pings(socket)[-1])
    numbers = pings(socket)
    assert len(set(numbers)) == 200
    assert all(1 <= n < 2**53 for n in numbers)
    assert numbers != sorted(numbers)
    assert max(numbers) > 2**50


def test_a_pong_answers_all_pings_before_its_own() -> None:
    socket = make_socket()
    for now in (1.0, 2.0, 3.0):
        socket.ping(now)
    _, second, third = pings(socket)
    assert socket.pong(second)
    assert [ping.n for ping in socket.pinged] == [third]
    assert socket.heard == 2.0


def test_after_four_hours_the_client_comes_back_anew() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, limits.MAX_AGE_S - 0.1)
    assert socket.pong(pings(socket)[0])
    heart.beat(socket, limits.MAX_AGE_S)
    assert socket.closing == 4012


def test_a_reader_that_confirms_nothing_gets_one_window_and_its_pings_and_is_closed_with_4008() -> None:
    heart, socket = Heart(list), make_socket()
    socket.since = time.monotonic()
    frame = wire.frame(b'"' + b"x" * 1000 + b'"')
    while socket.open:
        socket.put(frame)
    assert limits.WINDOW_BYTES <= socket.sent < limits.WINDOW_BYTES + len(frame) + 100
    assert len(pings(socket)) == 3
    heart.beat(socket, socket.pinged[0].at + 19.9)
    assert socket.closing is None
    heart.beat(socket, socket.pinged[0].at + 20)
    assert socket.closing == 4008
    assert not socket.open


def test_a_pong_opens_the_window_by_what_its_ping_proves_and_what_lagged_is_pumped() -> None:
    marked: list[set[Sub]] = []
    socket = make_socket()
    socket.on_open = marked.append
    frame = wire.frame(b'"' + b"x" * 1000 + b'"')
    while socket.open:
        socket.put(frame)
    sub = Sub(uuid4(), socket, uuid4(), None, 0, 0)
    socket.lagging.add(sub)
    proved = socket.pinged[0].sent
    assert limits.PING_BYTES <= proved < limits.PING_BYTES + len(frame)
    assert socket.pong(pings(socket)[0])
    assert marked == [{sub}]
    assert socket.open
    while socket.open:
        socket.put(frame)
    assert proved + limits.WINDOW_BYTES <= socket.sent < proved + limits.WINDOW_BYTES + len(frame) + 100


def test_at_most_sixteen_pings_wait_for_an_answer() -> None:
    socket = make_socket()
    for _ in range(20):
        socket.put(wire.frame(b'"' + b"x" * limits.PING_BYTES + b'"'))
    assert len(socket.pinged) == limits.PINGS == 16


@pytest.mark.parametrize("code", limits.CLOSE)
def test_only_who_floods_is_not_listened_to_after_the_close(code: int) -> None:
    socket = make_socket()
    socket.close(code, "unavailable")
    assert isinstance(socket.line, Wire)
    assert socket.line.closed == (code, code in (4000, 4013))
    socket.say("ack", id=1)
    assert frames(socket)[1:] == [], "nothing goes out after the word before the close"


async def test_on_a_server_that_knows_nothing_of_us_frames_go_out_in_order_and_the_close_last() -> None:
    gate, sent = asyncio.Event(), []

    async def send(message: dict[str, Any]) -> None:
        await gate.wait()
        sent.append(message)

    line = AsgiLine(send)
    for text in (b"{}", b"x" * 126, b"y" * 70_000):
        line.write(wire.frame(text))
    line.close(4012)
    line.write(wire.frame(b"late"))
    gate.set()
    while line.task is not None:
        await asyncio.wait([line.task])
    assert [len(message["text"]) for message in sent[:-1]] == [2, 126, 70_000]
    assert sent[-1] == {"type": "websocket.close", "code": 4012}


def test_a_bucket_gives_its_burst_then_waits_then_gives_again() -> None:
    buckets, ask = Buckets(), Ask(Rate("test", 10, 1, 3), "ana")
    assert [buckets.take_one(ask) for _ in range(3)] == [0, 0, 0]
    wait = buckets.take_one(ask)
    assert 0 < wait <= 100
    assert buckets.take_one(replace(ask, take=False)) > 0
    assert buckets.take_one(replace(ask, who="ben")) == 0


async def test_buckets_in_redis_hold_over_callers_and_give_way_to_own_ones_when_it_is_away(monkeypatch: Any) -> None:
    ask = Ask(Rate(f"test-{uuid4()}", 1, 100, 2), "ana")
    assert await rates.take([ask, replace(ask, take=False)]) == [0, 0]
    assert rates.take_now([ask]) == [0]
    wait = (await rates.take([ask]))[0]
    assert 99_000 < wait <= 100_000

    async def away(*_: object) -> None:
        raise live.Away

    monkeypatch.setattr(live, "run_script", away)
    first, second, third = await rates.take([ask, ask, ask])
    assert (first, second) == (0, 0)
    assert third > 99_000


async def test_the_sockets_of_a_dead_process_do_not_count() -> None:
    person = uuid4()
    key = f"snug:sockets:{person}"
    ghosts = [f"dead-beef.{n}" for n in range(5)]
    for n, ghost in enumerate(ghosts):
        await live.run_script("return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])", [key], [n, ghost])
    conns = [presence.new_conn() for _ in range(6)]
    for conn in conns[:5]:
        assert await presence.enter(person, conn, [conn]) == []
    assert await presence.enter(person, conns[5], conns) == [conns[0]]
    await presence.leave(person, conns[1])
    assert await presence.enter(person, conns[0], conns) == []
