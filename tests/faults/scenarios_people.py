"""The rest of the faults: lines, people who come and go, people with several devices, several faults at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from community import failpoints
from tests.faults.member import Member
from tests.faults.scenarios import fault, in_the_middle, in_thread
from tests.faults.talk import Talk

SLOW_READS_LATER_S = 24  # after twenty seconds without a pong the server has closed
SLOW_MISSES = 120  # messages of 3 kB: more than the server lets stand unconfirmed


# ---- lines -----------------------------------------------------------------------------------------------------------


@fault("connections cut in the middle of a frame")
async def cut_mid_frame(talk: Talk) -> None:
    async with in_the_middle(talk):
        for _ in range(4):
            for proxy in talk.proxies:
                proxy.cut_after(talk.dice.randint(50, 4_000))
            await talk.more(0.4)


@fault("connections cut one by one, over and over")
async def cut_one_by_one(talk: Talk) -> None:
    async with in_the_middle(talk):
        for n in range(200 if talk.pace.long else 30):
            talk.proxies[n % 2].cut_one(talk.dice)
            await asyncio.sleep(0.03)


@fault("lines open and dead")
async def half_open(talk: Talk) -> None:
    async with in_the_middle(talk):
        talk.proxies[0].hold()
        await talk.more()  # by those who came back the other way
        talk.proxies[0].release()


@fault("a reader who stops reading, and later reads on")
async def slow_reader(talk: Talk) -> None:
    slow = talk.members[0]
    talk.padding = " " + "x" * 3_000
    async with in_the_middle(talk):
        before = talk.acked()
        slow.reading.clear()
        async with asyncio.timeout(60):
            while talk.acked() < before + 2 * SLOW_MISSES:  # there are two rooms
                await talk.a_moment()
        if talk.pace.long:
            await asyncio.sleep(SLOW_READS_LATER_S)
        slow.reading.set()


# ---- people ----------------------------------------------------------------------------------------------------------


async def _gone(talk: Talk, member: Member) -> None:
    async with asyncio.timeout(18):  # 6 s with the margin of ×3
        while not member.over:
            await talk.a_moment()


@fault("members removed and let in again while all talk")
async def removed_and_back(talk: Talk) -> None:
    awake, asleep = talk.members[0], talk.members[-1]
    staff = talk.house.staff
    async with in_the_middle(talk):
        asleep.fall_asleep()
        await talk.more(0.5)
        for member in (awake, asleep):
            await in_thread(staff.do, "remove", person=member.seat.person)
        await _gone(talk, awake)
        await talk.more()
        for member in (awake, asleep):
            await in_thread(staff.do, "let_in", person=member.seat.person)
        awake.come_back()
        talk.begin(awake)
        asleep.awake.set()  # knows of nothing: it resumes from where it was


@fault("a member removed, their words deleted")
async def removed_with_words(talk: Talk) -> None:
    gone = talk.members[1]
    async with in_the_middle(talk):
        await in_thread(talk.house.staff.do, "remove", person=gone.seat.person)
        await _gone(talk, gone)
        await in_thread(talk.house.staff.do, "fade", person=gone.seat.person)


@fault("a removal by a process that dies before it tells")
async def removed_in_silence(talk: Talk) -> None:
    gone = talk.members[1]
    async with in_the_middle(talk):
        await in_thread(talk.house.staff.do_and_die, failpoints.BEFORE_TELL, "remove", person=gone.seat.person)
        await _gone(talk, gone)


@fault("a sender over REST beside the sockets, lines cut")
async def rest_beside(talk: Talk) -> None:
    senders = [talk.sender(seat) for seat in talk.house.seats[::2]]

    async def speak(number: int) -> None:
        for n in range(3 * talk.pace.more):
            await senders[number].send(f"{n} by request")

    async with in_the_middle(talk):
        speaking = asyncio.gather(*(speak(number) for number in range(len(senders))))
        for proxy in talk.proxies:
            await talk.more(0.5)
            proxy.cut()
        await speaking


@fault("several devices of one person, lines cut")
async def several_devices(talk: Talk) -> None:
    for n, seat in enumerate(talk.house.seats[::3]):
        talk.join(seat, n)
    async with in_the_middle(talk):
        for proxy in talk.proxies:
            proxy.cut()
            await talk.more(0.5)


# ---- several at once -------------------------------------------------------------------------------------------------


@fault("several of these at once")
async def at_once(talk: Talk) -> None:
    house = talk.house
    client = house.redis()

    async def cut() -> None:
        talk.proxies[talk.dice.randrange(2)].cut()

    async def deaf() -> None:
        client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")

    async def renamed() -> None:
        await in_thread(house.staff.do, "rename", person=talk.dice.choice(house.seats).person)

    quick: list[Callable[[], Awaitable[None]]] = [cut, deaf, renamed]
    async with in_the_middle(talk), _killing(talk):
        for _ in range(6 if talk.pace.long else 2):
            await in_thread(house.terminate_backends)
            for disturb in talk.dice.sample(quick, 2):
                await disturb()
            await asyncio.sleep(talk.dice.uniform(0.1, 0.5))


@contextlib.asynccontextmanager
async def _killing(talk: Talk) -> AsyncIterator[None]:
    """One web process dies and comes back meanwhile."""
    killing = asyncio.ensure_future(in_thread(talk.house.kill, talk.dice.randrange(2)))
    try:
        yield
    finally:
        await killing
