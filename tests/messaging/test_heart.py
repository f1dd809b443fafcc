"""Pings and pongs, age, and the per-process halves of limits, without a clock's patience."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from community import live
from messaging import rates
from messaging.rates import Ask, Buckets
from messaging.realtime import limits, presence
from messaging.realtime.heart import Heart
from messaging.realtime.limits import Rate
from messaging.realtime.socket import Admission, Socket, Sub


def make_socket() -> Socket:
    async def send(message: dict[str, Any]) -> None:
        return None

    return Socket("c.1", Admission(uuid4(), "en", "", "", None), send, since=0.0, heard=0.0)


def frames(socket: Socket) -> list[dict[str, Any]]:
    return [json.loads(frame) for frame in socket.outgoing]


def test_a_ping_comes_after_twenty_quiet_seconds_and_its_pong_is_enough() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, 19.9)
    assert not frames(socket)
    heart.beat(socket, 20.0)
    heart.beat(socket, 30.0)
    assert frames(socket) == [{"op": "ping", "n": 1}]
    heart.pong(socket, 1)
    heart.beat(socket, 39.9)
    assert len(frames(socket)) == 1
    heart.beat(socket, 41.0)
    assert frames(socket)[1:] == [{"op": "ping", "n": 2}]
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
    heart.pong(socket, 0)
    heart.pong(socket, 2)
    heart.beat(socket, 40.0)
    assert socket.closing == 4009


def test_after_four_hours_the_client_comes_back_anew() -> None:
    heart, socket = Heart(list), make_socket()
    heart.beat(socket, limits.MAX_AGE_S - 0.1)
    heart.pong(socket, 1)
    heart.beat(socket, limits.MAX_AGE_S)
    assert socket.closing == 4012


async def test_what_waits_for_the_server_below_is_bounded_and_the_room_is_pumped_later() -> None:
    """The place of the window: a socket that is shut takes no events, and its rooms are marked when it opens."""
    marked: list[set[Sub]] = []
    socket = make_socket()

    def mark(subs: set[Sub]) -> None:
        marked.append(subs)
        socket.close(limits.GOING_AWAY)

    socket.on_open = mark
    sub = Sub(uuid4(), socket, uuid4(), None, 0, 0, None)
    socket.push(b"x" * limits.OUTGOING_BYTES)
    assert not socket.open
    socket.lagging.add(sub)
    await socket.write()
    assert marked == [{sub}]
    assert not socket.outgoing


def test_a_bucket_gives_its_burst_then_waits_then_gives_again() -> None:
    buckets, ask = Buckets(), Ask(Rate("test", 10, 1, 3), "ana")
    assert [buckets.take_one(ask) for _ in range(3)] == [0, 0, 0]
    wait = buckets.take_one(ask)
    assert 0 < wait <= 100
    assert buckets.take_one(ask._replace(take=False)) > 0
    assert buckets.take_one(ask._replace(who="ben")) == 0


async def test_buckets_in_redis_hold_over_callers_and_give_way_to_own_ones_when_it_is_away(monkeypatch: Any) -> None:
    ask = Ask(Rate(f"test-{uuid4()}", 1, 100, 2), "ana")
    assert await rates.take([ask, ask._replace(take=False)]) == [0, 0]
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
