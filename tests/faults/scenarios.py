"""The faults, one function each. The short run of the test suite and the long one of `make faults` play the same list.

A scenario lets people talk, does something to the house, and lets them talk on; the verdict comes after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable

from community import failpoints
from tests.faults.echo import Echo
from tests.faults.talk import Talk

Scenario = Callable[[Talk], Awaitable[None]]
SCENARIOS: dict[str, Scenario] = {}
in_thread = asyncio.to_thread


def fault(words: str) -> Callable[[Scenario], Scenario]:
    """Puts a scenario into the list, under the words of the table."""

    def put(scenario: Scenario) -> Scenario:
        SCENARIOS[words] = scenario
        return scenario

    return put


@contextlib.asynccontextmanager
async def in_the_middle(talk: Talk) -> AsyncIterator[None]:
    """People have begun to talk before, and talk on after it."""
    async with talk.chatting():
        await talk.more()
        yield
        await talk.more()


@fault("no fault")
async def nothing(talk: Talk) -> None:
    async with in_the_middle(talk):
        while talk.acked_ops() != {"send", "edit", "react", "del"}:
            await talk.more(0.5)


# ---- web processes ---------------------------------------------------------------------------------------------------


def _killed_at(point: str, words: str) -> None:
    @fault(f"web process killed {words}")
    async def killed(talk: Talk) -> None:
        async with in_the_middle(talk):
            talk.house.arm(point)
            await in_thread(talk.house.replace_the_dead)


_killed_at(failpoints.BEFORE_COMMIT, "before commit")
_killed_at(failpoints.AFTER_COMMIT, "after commit")
_killed_at(failpoints.AFTER_ACK, "after ack")
_killed_at(failpoints.AFTER_PUBLISH, "after publish")


@fault("web process killed mid pump")
async def killed_mid_pump(talk: Talk) -> None:
    async with in_the_middle(talk):
        talk.house.arm(failpoints.MID_PUMP)
        # One who is renamed is told of through the pump, to all sockets of the room.
        await in_thread(talk.house.staff.do, "rename", person=talk.house.seats[0].person)
        await in_thread(talk.house.replace_the_dead)


@fault("web process killed after a ticket was spent")
async def killed_at_the_door(talk: Talk) -> None:
    async with in_the_middle(talk):
        talk.house.arm(failpoints.AFTER_SPEND)
        talk.proxies[0].cut()
        await in_thread(talk.house.replace_the_dead)


@fault("web process killed before it told what a request had stored")
async def killed_before_telling(talk: Talk) -> None:
    sender = talk.sender(talk.house.seats[1])
    async with in_the_middle(talk):
        await sender.send("by request")
        talk.house.arm(failpoints.BEFORE_TELL)
        await asyncio.gather(sender.send("by request, again"), in_thread(talk.house.replace_the_dead))


@fault("web process killed at any moment")
async def killed(talk: Talk) -> None:
    async with in_the_middle(talk):
        await in_thread(talk.house.kill, talk.dice.randrange(2))


@fault("web process stopped before commit, holding its rooms, then continued")
async def stopped_before_commit(talk: Talk) -> None:
    async with in_the_middle(talk):
        talk.house.arm(failpoints.BEFORE_COMMIT, "stop")
        number = await in_thread(talk.house.stopped_web)
        await asyncio.sleep(talk.pace.away_s)
        talk.house.signal_web(number, signal.SIGCONT)


@fault("web process stopped at any moment, then continued")
async def stopped(talk: Talk) -> None:
    number = talk.dice.randrange(2)
    async with in_the_middle(talk):
        talk.house.signal_web(number, signal.SIGSTOP)
        await asyncio.sleep(2 * talk.pace.away_s)
        talk.house.signal_web(number, signal.SIGCONT)


@fault("rolling restart")
async def rolling_restart(talk: Talk) -> None:
    async with in_the_middle(talk):
        for number in range(2 if talk.pace.long else 1):
            await in_thread(talk.house.restart, number)
            await talk.more(0.5)


# ---- Valkey ----------------------------------------------------------------------------------------------------------


@fault("Valkey killed, later started")
async def valkey_killed(talk: Talk) -> None:
    async with talk.chatting():
        await talk.more()
        await in_thread(talk.house.valkey.stop_immediately)
        await talk.more()
    await talk.settle("while Valkey was away")
    await in_thread(talk.house.valkey.start)
    async with talk.chatting():
        await talk.more()


@fault("Valkey flushed")
async def valkey_flushed(talk: Talk) -> None:
    client = talk.house.redis()
    async with in_the_middle(talk):
        for _ in range(3):
            client.flushall()
            await talk.more(0.3)


@fault("Valkey hung (SIGSTOP), then continued")
async def valkey_hung(talk: Talk) -> None:
    async with in_the_middle(talk):
        talk.house.signal_valkey(signal.SIGSTOP)
        await asyncio.sleep(2 * talk.pace.away_s)
        talk.house.signal_valkey(signal.SIGCONT)


@fault("Valkey paused (CLIENT PAUSE)")
async def valkey_paused(talk: Talk) -> None:
    client = talk.house.redis()
    async with in_the_middle(talk):
        client.execute_command("CLIENT", "PAUSE", int(2000 * talk.pace.away_s), "ALL")
        await asyncio.sleep(2 * talk.pace.away_s)


@fault("subscribers of Valkey cut (CLIENT KILL TYPE pubsub)")
async def subscribers_cut(talk: Talk) -> None:
    client = talk.house.redis()
    async with in_the_middle(talk):
        for _ in range(3):
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            await talk.more(0.3)


@fault("wake-ups twice, late, in another order, and rubbish")
async def bad_wakes(talk: Talk) -> None:
    async with Echo(talk.house.valkey.url, talk.house.rooms, talk.dice) as echo, in_the_middle(talk):
        for _ in range(3):
            talk.proxies[talk.dice.randrange(2)].cut()
            await talk.more(0.3)
        async with asyncio.timeout(30):
            while echo.said < 100:  # processes rest for two seconds after Valkey has failed them
                await talk.more(0.3)


# ---- PostgreSQL ------------------------------------------------------------------------------------------------------


@fault("PostgreSQL stopped immediately, later started")
async def postgres_stopped(talk: Talk) -> None:
    async with in_the_middle(talk):
        await in_thread(talk.house.postgres.stop_immediately)
        await asyncio.sleep(talk.pace.away_s)
        await in_thread(talk.house.postgres.start)


@fault("database sessions terminated")
async def backends_terminated(talk: Talk) -> None:
    async with in_the_middle(talk):
        for _ in range(3):
            await in_thread(talk.house.terminate_backends)
            await talk.more(0.3)


@fault("a room held by another session")
async def room_held(talk: Talk) -> None:
    hold = "BEGIN; SELECT FROM messaging_room WHERE id = '{}' FOR NO KEY UPDATE; SELECT pg_sleep({}); COMMIT"
    async with in_the_middle(talk):
        await in_thread(talk.house.sql, hold.format(talk.house.rooms[0], 2 * talk.pace.away_s))


@fault("dump, talk, restore of the dump")
async def restored(talk: Talk) -> None:
    def swapping() -> None:
        for member in talk.members:
            member.seen.steps.append(("restored",))

    async def heard() -> bool:
        """Each process for itself, within seconds: where one still names the former log people start afresh later."""
        return former.isdisjoint([await talk.members[0].log_at(way) for way in talk.proxies])

    async with in_the_middle(talk):
        former = {None, *[await talk.members[0].log_at(way) for way in talk.proxies]}
        for member in talk.members:
            member.forgiving = True  # until they know that the log is another one
        file = await in_thread(talk.house.dump)
        await talk.more()
        await in_thread(talk.house.restore, file, swapping)
        async with asyncio.timeout(30):
            while any(member.forgiving for member in talk.members) or not await heard():
                await talk.a_moment()
