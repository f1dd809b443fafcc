"""What happens around the client of a scenario: a room with Cara (its captain), Ana (whose client it is) and Ben.

Rooms, people and messages have fixed ids in the golden files; here they are real, and `real` and `golden` translate.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import transaction
from django.utils import timezone

from community.models import Person, Profile
from community.pool import run
from messaging.actions import held, messages, participants, reading
from messaging.actions.messages import Send
from messaging.models import Message, Participant, Pending, RoomEvent
from messaging.polling import Asked
from messaging.ports import find_message
from tests.messaging.client import Client
from tests.messaging.holding import hold
from tests.messaging.rooms import make_person, make_space

TALK = "11111111-1111-4111-8111-111111111111"
NOTICES = "22222222-2222-4222-8222-222222222222"
ELSEWHERE = "33333333-3333-4333-8333-333333333333"
PROFILES = {
    "cara": "cccccccc-cccc-4ccc-8ccc-cccccccccccc",
    "ana": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    "ben": "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
}
MESSAGE = re.compile(r"00000000-0000-4000-8000-(\d{12})")
PATIENCE_S = 10

Connect = Callable[..., Client]


class World:
    """`ids`: real ids by golden ones. Cara, Ana and Ben make the events 1, 2 and 3 of both rooms by joining."""

    def __init__(self, connect: Connect) -> None:
        self.connect = connect
        self.space = make_space(())
        self.people: dict[str, Person] = {}
        self.profiles: dict[str, Profile] = {}
        for name in PROFILES:
            person = self.people[name] = make_person(f"{name}-{self.space.id}")
            self.profiles[name] = Profile.objects.create(person=person, space=self.space.id, name=name.title())
            self.space.enter(person, "captain" if name == "cara" else "member")
        self.talk = self.space.talk.pk
        rooms = {TALK: str(self.talk), NOTICES: str(self.space.notices.pk), ELSEWHERE: str(uuid4())}
        self.ids = rooms | {PROFILES[name]: str(profile.pk) for name, profile in self.profiles.items()}

    # ---- golden and real -------------------------------------------------------------------------------------------

    def mids(self) -> dict[str, str]:
        """Golden ids of the room's messages by real ones."""
        rows = Message.objects.filter(room__space=self.space.id).values_list("id", "seq")
        return {str(mid): f"00000000-0000-4000-8000-{seq:012d}" for mid, seq in rows}

    def real(self, value: Any) -> Any:
        return _replaced(value, self.ids | {golden: mid for mid, golden in self.mids().items()})

    def golden(self, value: Any) -> Any:
        return _replaced(value, {real: golden for golden, real in self.ids.items()} | self.mids())

    # ---- what happens ----------------------------------------------------------------------------------------------

    async def act(self, what: str, **how: Any) -> None:
        await getattr(self, what)(**how)

    async def say(self, who: str, body: str, cid: str) -> None:
        await run(messages.send, self.people[who], self.talk, UUID(cid), body)

    async def say_many(self, who: str, count: int) -> None:
        said = [Send(self.people[who].pk, self.talk, uuid4(), f"words {n}") for n in range(count)]
        await run(messages.send_many, said)

    async def edit(self, who: str, seq: int, body: str, cid: str) -> None:
        await run(messages.edit, self.people[who], self.talk, await self.mid(seq), UUID(cid), body)

    async def react(self, who: str, seq: int, emoji: str, on: bool, cid: str) -> None:
        await run(messages.react, self.people[who], self.talk, await self.mid(seq), UUID(cid), emoji, on=on)

    async def ask(self, who: str, body: str, options: list[str], cid: str) -> None:
        await run(partial(messages.send, self.people[who], self.talk, UUID(cid), body, poll=Asked(tuple(options))))

    async def vote(self, who: str, seq: int, choices: list[int], cid: str) -> None:
        await run(messages.vote, self.people[who], self.talk, await self.mid(seq), UUID(cid), choices)

    async def hold(self, who: str, body: str, cid: str) -> None:
        """They said so, a rule held it, and the answer was lost."""
        await run(hold, self.people[who], self.space.talk, body, UUID(cid))

    async def decide(self, way: str, cid: str) -> None:
        """The captain, about what is held."""
        pending = await run(Pending.objects.get, room=self.talk, cid=cid)
        act = {"release": held.release, "return": held.give_back, "remove": held.remove}[way]
        await run(act, self.space.id, pending.pk, self.profiles["cara"])

    async def age(self, seq: int, minutes: int) -> None:
        """It was said that much earlier."""
        said = Message.objects.filter(room=self.talk, seq=seq)
        await run(said.update, created_at=timezone.now() - timedelta(minutes=minutes))

    async def delete(self, who: str, seq: int, cid: str) -> None:
        await run(messages.delete, self.people[who], self.talk, await self.mid(seq), UUID(cid))

    async def hide(self, seq: int) -> None:
        """Somebody decides so about what was reported."""
        await run(_hide, await self.mid(seq))

    async def show(self, seq: int, body: str) -> None:
        """Somebody else decides otherwise."""
        await run(_show, await self.mid(seq), body)

    async def mid(self, seq: int) -> UUID:
        return (await run(Message.objects.get, room=self.talk, seq=seq)).pk

    async def leave(self, who: str) -> None:
        await run(participants.depart, self.space.id, self.profiles[who], reason="left")

    async def remove(self, who: str) -> None:
        await run(participants.depart, self.space.id, self.profiles[who], reason="removed")

    async def close(self, who: str) -> None:
        await run(participants.depart, self.space.id, self.profiles[who], reason="closed")

    async def rejoin(self, who: str) -> None:
        await self.leave(who)
        await run(participants.enter, self.space.id, self.profiles[who], "member")

    async def read_elsewhere(self, who: str, seq: int) -> None:
        await run(reading.mark_read, self.people[who], self.talk, seq)

    async def type(self, who: str, on: bool) -> None:
        async with self.connect(self.people[who], 1) as other:
            await other.sub(self.talk)
            await other.say("typing", room=str(self.talk), on=on)
            for _ in range(2):  # the first may be answered before it, the second is not
                await other.sub(self.talk)

    async def until_stored(self, cid: str) -> None:
        await self.until(lambda: RoomEvent.objects.filter(room=self.talk, cid=cid).exists())

    async def until_read(self, who: str, seq: int) -> None:
        seat = Participant.objects.filter(room=self.talk, profile=self.profiles[who], read_seq=seq)
        await self.until(seat.all().exists)

    async def until(self, holds: Callable[[], bool]) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while not await run(holds):
            assert asyncio.get_running_loop().time() < deadline, "it never came to that"


@transaction.atomic
def _hide(mid: UUID) -> None:
    subject = find_message(mid)
    subject.lock()
    assert subject.hide()


@transaction.atomic
def _show(mid: UUID, body: str) -> None:
    subject = find_message(mid)
    subject.lock()
    subject.restore({"body": body, "edited_at": None})


def _replaced(value: Any, ids: dict[str, str]) -> Any:
    text = orjson.dumps(value).decode()
    for one, other in ids.items():
        text = text.replace(one, other)
    return orjson.loads(text)
