"""Faults while people talk: nothing acked is lost, nothing is doubled, nothing is skipped, nothing leaks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import redis

from community.embedded import EmbeddedStack
from tests import servers
from tests.faults.stack import House, Talk

EACH = 25  # messages per person and fault
SOME = 5


@pytest.fixture(scope="module")
def opened() -> Iterator[House]:
    with servers.private_var() as var:
        stack = EmbeddedStack(var, fsync=True)
        stack.join()
        house = House(stack, var)
        try:
            house.open()
            yield house
        finally:
            house.close()
            stack.leave()


@pytest.fixture
def house(opened: House) -> House:
    opened.move_in()
    return opened


def spoken(house: House) -> int:
    return sum(row[1] == "msg.new" for room in house.stored() for row in room.rows)


async def test_without_a_fault_everything_arrives(house: House) -> None:
    async with Talk(house) as talk:
        await talk.say(EACH)
        assert await talk.breaches() == []
    assert spoken(house) == EACH * len(house.lines)


@pytest.mark.parametrize("point", ["log.before_commit", "log.after_commit", "outbox.after_ack", "outbox.after_publish"])
async def test_a_web_process_that_dies_loses_and_doubles_nothing(house: House, point: str) -> None:
    async with Talk(house) as talk:
        await talk.say(SOME)
        house.arm(point)
        await talk.say(EACH)
        await asyncio.to_thread(house.replace_the_dead)
        await talk.say(SOME)
        assert await talk.breaches() == []
    assert spoken(house) == (SOME + EACH + SOME) * len(house.lines)


async def test_redis_killed_and_back(house: House) -> None:
    async with Talk(house) as talk:
        await talk.say(SOME)
        await asyncio.to_thread(house.valkey.stop_immediately)
        await talk.say(EACH)
        assert await talk.breaches() == [], "while Redis is away"
        await asyncio.to_thread(house.valkey.start)
        await talk.say(SOME)
        assert await talk.breaches() == [], "after it came back"


async def test_redis_flushed_and_its_subscribers_cut(house: House) -> None:
    client = redis.Redis.from_url(house.valkey.url)
    async with Talk(house) as talk:
        for _ in range(3):
            await talk.say(SOME)
            client.flushall()
            assert client.execute_command("CLIENT", "KILL", "TYPE", "pubsub") >= 1
            await talk.say(SOME)
        assert await talk.breaches() == []


async def test_database_connections_terminated(house: House) -> None:
    async with Talk(house) as talk:
        for _ in range(3):
            await talk.say(SOME)
            ended = await asyncio.to_thread(
                house.sql,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()",
            )
            assert ended
            await talk.say(SOME)
        assert await talk.breaches() == []


async def test_clients_cut_in_the_middle_of_a_frame(house: House) -> None:
    async with Talk(house) as talk:
        for count in (97, 611, 1_213, 3_001):
            for proxy in talk.proxies:
                proxy.cut_after(count)
            await talk.say(EACH)
        assert await talk.breaches() == []


async def test_a_line_that_is_open_and_dead(house: House) -> None:
    async with Talk(house) as talk:
        await talk.say(SOME)
        talk.proxies[0].hold()
        await talk.say(SOME)
        await asyncio.sleep(1)
        talk.proxies[0].cut()
        talk.proxies[0].release()
        await talk.say(SOME)
        assert await talk.breaches() == []


async def test_who_is_removed_while_all_talk_gets_nothing_later(house: House) -> None:
    out = house.lines[0]
    removal = (
        "from community.models import Profile; from messaging.actions import participants; "
        f"p = Profile.objects.get(person='{out['person']}'); participants.depart(p.space, p, reason='removed')"
    )
    async with Talk(house) as talk:
        await talk.say(SOME)
        talking = asyncio.ensure_future(talk.say(4 * EACH, 0.05))
        await asyncio.to_thread(house.webs[0].command, "shell", "-c", removal)
        await talking
        assert await talk.breaches() == []
        gone = next(member for member in talk.members if member.seen.person == out["person"])
        assert gone.seen.steps[-1] == ("unsubd", "removed")
