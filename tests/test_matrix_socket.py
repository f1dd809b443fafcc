"""Every op of the socket × both rooms × all actors, against the policy table (trust.md "Where it lives").

The ops come from the op table, the answers from the policy; by hand stands only what must be said for an op.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import product
from uuid import UUID, uuid4

import pytest
from websockets.exceptions import InvalidStatus

from community.pool import run
from community.surface import Action, Standing
from messaging.actions import tickets
from messaging.models import Room
from messaging.realtime.consumer import consumer
from messaging.realtime.ops import OPS
from moderation import policy
from tests.matrix.stage import Actor, Stage, set_stage
from tests.messaging.client import Client, Frame
from tests.messaging.conftest import arm, connect, failpoints_directory, webs  # noqa: F401 - fixtures
from tests.messaging.servers import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
DECLARED = {op.name: op.surface for op in OPS.values() if op.read is not None}
Try = Callable[[Client, Room, UUID], Awaitable[Frame | None]]


async def follow(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.sub(room.pk, 0)


async def say(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.send(room.pk, "tried by everybody")


async def edit(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("edit", room=str(room.pk), mid=str(mid), cid=str(uuid4()), body="said otherwise")


async def react(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("react", room=str(room.pk), mid=str(mid), cid=str(uuid4()), emoji="👍", on=True)


async def vote(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("vote", room=str(room.pk), mid=str(mid), cid=str(uuid4()), choices=[0])


async def close(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("close", room=str(room.pk), mid=str(mid), cid=str(uuid4()))


async def take_back(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("del", room=str(room.pk), mid=str(mid), cid=str(uuid4()))


async def report(client: Client, room: Room, mid: UUID) -> Frame:
    return await client.ask("report", kind="message", subject=str(mid), category="other")


async def read(client: Client, room: Room, mid: UUID) -> Frame | None:
    return await _answered_or_not(client, "read", room, seq=1)


async def unread(client: Client, room: Room, mid: UUID) -> Frame | None:
    return await _answered_or_not(client, "unread", room, seq=1)


async def be_typing(client: Client, room: Room, mid: UUID) -> Frame | None:
    return await _answered_or_not(client, "typing", room, on=True)


async def _answered_or_not(client: Client, op: str, room: Room, **fields: object) -> Frame | None:
    """These are answered only when refused; a later op of the same kind in a foreign room is, so it comes after."""
    mark = str(uuid4())
    await client.say(op, room=str(room.pk), **fields)
    await client.say(op, room=mark, **fields)
    about = (str(room.pk), mark)
    first = await client.expect(lambda frame: frame["op"] == "err" and frame.get("detail", {}).get("room") in about)
    if first["detail"]["room"] == mark:
        return None
    await client.expect(lambda frame: frame["op"] == "err" and frame.get("detail", {}).get("room") == mark)
    return first


TRIES: dict[str, Try] = {
    "sub": follow,
    "typing": be_typing,
    "read": read,
    "unread": unread,
    "send": say,
    "edit": edit,
    "react": react,
    "vote": vote,
    "close": close,
    "report": report,
    "del": take_back,
}


def heard(frame: Frame | None) -> str:
    """What the person understands, in the words of the policy."""
    if frame is None or frame["op"] in ("subd", "ack", "reported"):
        return "allowed"
    if frame["op"] == "unsubd":
        return "not_found"
    return str(frame.get("detail", {}).get("code", frame["code"]))


def expected(op: str, room: Room, actor: Actor, own: bool) -> str:
    action = DECLARED[op]
    assert action is not None
    if op in ("send", "typing") and room.kind == Room.Kind.NOTICES:
        action = Action.POST_NOTICE  # who may not post there does not seem to be about to either
    if op == "report":
        action = Action.READ_MESSAGES  # its loader asks who can read the message
    # A room knows its participants, and a listening seat is none.
    listening = Standing.BRAND_LISTENING in actor.here
    code = policy.check(action, {Standing.STRANGER} if listening else actor.here)
    if code is None and op == "close" and actor.name != "captain":
        return "forbidden"  # whose poll it is knows the poll
    if code is None and op in ("edit", "del") and not own:
        return "not_found"
    return code or "allowed"


def test_every_op_that_a_client_may_say_declares_its_action_and_is_tried() -> None:
    assert all(isinstance(action, Action) for action in DECLARED.values())
    assert all(action in policy.TABLE for action in DECLARED.values())
    assert set(DECLARED) == {*TRIES, "pong"}  # a pong asks for nothing
    assert DECLARED["pong"] is Action.CONNECT
    assert consumer.surface == {"*": Action.CONNECT}  # type: ignore[attr-defined]


async def test_every_op_answers_every_actor_as_the_policy_says(webs: list[WebProcess], transactional_db: None) -> None:  # noqa: F811
    stage = await run(set_stage)
    signed_in = [actor for actor in stage.actors.values() if actor.person is not None]
    together = asyncio.Barrier(len(signed_in))
    tried = await asyncio.gather(*(try_everything(stage, actor, webs[0].url, together) for actor in signed_in))
    lines = [line for of_one in tried for line in of_one]
    wrong = [" · ".join(line) for line in lines if line[-2] != line[-1]]
    assert not wrong, "\n".join(wrong)
    assert {line[-1] for line in lines} == {"allowed", "not_found", "captains_post", "forbidden"}


# What many report is put out of sight, and nobody then chooses there; what is taken back is not there to be reported.
KINDS = ("talk", "notices")
PHASES = (tuple(op for op in TRIES if op not in ("report", "del")), ("report",), ("del",))


async def try_everything(stage: Stage, actor: Actor, url: str, together: asyncio.Barrier) -> list[tuple[str, ...]]:
    """(actor, op, room, expected, heard) of each try. All are through with a phase before anybody begins the next."""
    lines: list[tuple[str, ...]] = []
    ticket = await run(lambda: tickets.issue(actor.person, ""))  # type: ignore[arg-type]
    async with Client(url, lambda: {"Authorization": f"Bearer {ticket}"}) as client:
        rooms = {kind: await run(Room.objects.get, space=stage.cast.harbour.pk, kind=kind) for kind in KINDS}
        for phase in PHASES:
            await together.wait()
            for kind, op in product(KINDS, phase):
                room, own = rooms[kind], stage.messages.get((actor.name, kind))
                # A reaction is to anybody's message, also after its author has tried to take back theirs.
                about = stage.messages["standing", kind] if op in ("react", "report", "vote") else own
                about = stage.messages["closing", kind] if op == "close" else about
                if op == "report" and actor.name == "captain":
                    about = stage.messages["settled member", "talk"]  # not their own
                answer = await TRIES[op](client, room, about or stage.messages["captain", kind])
                lines.append((actor.name, op, kind, expected(op, room, actor, own is not None), heard(answer)))
    return lines


async def test_nobody_connects_who_is_not_signed_in(webs: list[WebProcess], transactional_db: None) -> None:  # noqa: F811
    for headers in ({}, {"Origin": "http://snug.test"}, {"Authorization": "Bearer nothing"}):
        with pytest.raises(InvalidStatus) as refusal:
            async with Client(webs[0].url, lambda headers=headers: headers):  # type: ignore[misc]
                pass
        assert refusal.value.response.status_code == 403
