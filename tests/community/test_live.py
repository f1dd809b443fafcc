"""Hints over Redis: they arrive in order, they come back after Redis does, and they never hold anybody up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvloop

from community import live
from community.embedded import EmbeddedStack

FAST_S = 1.0  # the 250 ms that a publish may take, on a busy machine


@pytest.fixture
async def heard() -> AsyncIterator[list[bytes]]:
    batches: list[bytes] = []
    await live.listen("test", batches.extend)
    yield batches
    await live.stop()


async def until(condition: Callable[[], bool], within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - the condition is another process's
            await asyncio.sleep(0.01)


async def test_what_is_said_arrives_in_order_from_loops_and_from_requests(heard: list[bytes]) -> None:
    assert await live.say_many([("test", b"%d" % n) for n in range(100)])
    await until(lambda: len(heard) == 100)
    await asyncio.to_thread(live.tell_many, [("test", {"n": 100}), ("elsewhere", b"not for us")])
    await until(lambda: len(heard) == 101)
    assert heard == [b"%d" % n for n in range(100)] + [b'{"n":100}']


def test_the_loop_of_the_other_server_hears_and_says_as_well() -> None:
    async def talk() -> list[bytes]:
        heard: list[bytes] = []
        await live.listen("uv", heard.extend)
        assert live.is_hearing()
        assert await live.run_script("return 7", [], []) == 7
        assert await live.say("uv", b"over uvloop")
        await until(lambda: bool(heard))
        await live.stop()
        return heard

    with ThreadPoolExecutor(1) as other:  # a loop runs in this thread already
        assert other.submit(uvloop.run, talk()).result() == [b"over uvloop"]


async def test_who_no_longer_listens_hears_nothing(heard: list[bytes]) -> None:
    other: list[bytes] = []
    await live.listen("other", other.extend)
    await live.say("other", b"1")
    await until(lambda: other == [b"1"])
    await live.unlisten("other")
    await live.say_many([("other", b"2"), ("test", b"after")])
    await until(lambda: heard == [b"after"])
    assert other == [b"1"]


async def test_one_listener_that_fails_does_not_stop_the_others(heard: list[bytes]) -> None:
    def fail(batch: list[bytes]) -> None:
        raise RuntimeError("a mistake")

    await live.listen("broken", fail)
    await live.say_many([("broken", b"x"), ("test", b"fine")])
    await until(lambda: heard == [b"fine"])


async def test_two_hundred_questions_at_once_take_turns(heard: list[bytes]) -> None:
    answers = await asyncio.gather(*(live.run_script("return tonumber(ARGV[1])", [], [n]) for n in range(200)))
    assert answers == list(range(200))
    assert await live.say("test", b"still here")
    await until(lambda: heard == [b"still here"])


async def test_after_redis_was_away_listening_goes_on_and_says_that_something_may_be_missing(
    fresh_stack: EmbeddedStack, settings: Any
) -> None:
    settings.REDIS_URL = fresh_stack.environment()["REDIS_URL"]
    heard: list[bytes] = []
    resets: list[float] = []
    await live.listen("test", heard.extend)
    live.on_reset(lambda: resets.append(time.monotonic()))
    assert await live.say("test", b"before")
    await until(lambda: heard == [b"before"])
    assert fresh_stack.valkey is not None
    await asyncio.to_thread(fresh_stack.valkey.stop_immediately)
    begun = time.monotonic()
    assert not await live.say("test", b"lost")
    with pytest.raises(live.Away):
        await live.run_script("return 1", [], [])
    assert time.monotonic() - begun < FAST_S
    await asyncio.to_thread(fresh_stack.valkey.start)
    await until(lambda: len(resets) == 1)

    async with asyncio.timeout(10):
        for _ in range(100):  # the breaker rests for two seconds
            if await live.say("test", b"after"):
                break
            await asyncio.sleep(0.1)
    await until(lambda: heard[-1:] == [b"after"])
    await live.stop()


async def test_a_listener_that_comes_while_redis_is_away_is_heard_later(
    fresh_stack: EmbeddedStack, settings: Any
) -> None:
    settings.REDIS_URL = fresh_stack.environment()["REDIS_URL"]
    assert fresh_stack.valkey is not None
    await asyncio.to_thread(fresh_stack.valkey.stop_immediately)
    heard: list[bytes] = []
    begun = time.monotonic()
    await live.listen("test", heard.extend)
    assert time.monotonic() - begun < FAST_S
    await asyncio.to_thread(fresh_stack.valkey.start)
    async with asyncio.timeout(10):
        while not heard:
            await live.say("test", b"there")
            await asyncio.sleep(0.1)
    await live.stop()


async def test_a_redis_that_takes_everything_and_says_nothing_holds_nobody_up(settings: Any, tmp_path: Path) -> None:
    server = await asyncio.start_unix_server(lambda reader, writer: None, tmp_path / "silent")
    settings.REDIS_URL = f"unix://{tmp_path / 'silent'}"
    async with asyncio.timeout(10 * FAST_S):
        begun = time.monotonic()
        assert not await live.say("test", b"into the void")
        with pytest.raises(live.Away):
            await live.run_script("return 1", [], [])
        assert time.monotonic() - begun < FAST_S
    server.close()
