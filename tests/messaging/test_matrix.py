"""Every op of the socket × all actors, in both rooms of Harbour Runners and in one that is not there."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Callable
from uuid import UUID

import pytest
from websockets.asyncio.client import connect as knock
from websockets.exceptions import InvalidStatus

from community.pool import run
from community.surface import Action, Standing
from messaging.models import Participant
from messaging.realtime.ops import READERS
from moderation import policy
from tests.matrix.stage import Actor, Stage, set_stage
from tests.messaging.client import Client, Frame
from tests.messaging.conftest import ORIGIN, Connect
from tests.messaging.servers import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
TRIED = {"sub", "send", "edit", "react", "vote", "close", "del", "read", "unread", "typing", "pong"}
Answers = dict[tuple[str, str], str]


def test_every_op_that_clients_say_is_tried_here() -> None:
    assert set(READERS) - {"report"} == TRIED, "reports are about things: tests/test_matrix_socket.py"


async def test_who_is_not_signed_in_gets_no_socket(webs: list[WebProcess]) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        await knock(webs[0].url, subprotocols=["snug.v1"], origin=ORIGIN, proxy=None)  # type: ignore[list-item, arg-type]
    assert refusal.value.response.status_code == 403


async def test_each_op_answers_as_the_policy_says(connect: Connect) -> None:
    stage = await run(set_stage)
    rooms = await run(_rooms, stage)
    people = [actor for actor in stage.actors.values() if actor.person is not None]
    async with connect(stage.cast.cara, 1) as cara, connect(stage.cast.ana, 1) as ana:
        for watcher in (cara, ana):
            for name in ("talk", "notices"):
                await watcher.sub(rooms[name])
        answers = await asyncio.gather(*(_try_all(stage, actor, rooms, connect, cara, ana) for actor in people))
    wrong = [
        f"{op} in {room} as {actor}: {got}, the policy says {_expected(actor, op, room)}"
        for actor, answered in zip(people, answers, strict=True)
        for (op, room), got in answered.items()
        if got != _expected(actor, op, room)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


async def _try_all(
    stage: Stage, actor: Actor, rooms: dict[str, UUID], connect: Connect, cara: Client, ana: Client
) -> Answers:
    answers: Answers = {}
    seen_by = ana if actor.name == "captain" else cara
    inside = await run(_is_inside, actor, rooms["talk"])
    async with connect(actor.person) as client, connect(actor.person, 1) as other_device:
        for name, room in rooms.items():
            answers["sub", name] = _code(await client.sub(room))
        for name, room in rooms.items():
            answers |= await _write_all(stage, actor, name, room, client)
        for room in rooms.values():
            await client.say("read", room=str(room), seq=1)
            await client.say("typing", room=str(room), on=True)
        for name, room in rooms.items():
            # Of reading and typing only refusals are answered; who may is seen by what becomes of it.
            refused = [] if inside and name != "nowhere" else ["read", "typing"]
            if inside and name == "notices" and actor.name != "captain":
                refused = ["typing"]
            for op in ("read", "typing"):
                if op in refused:
                    answers[op, name] = _code(await client.expect(_about(room)))
                elif op == "typing":
                    profile = await run(_profile, actor, room)
                    await seen_by.expect(
                        lambda frame, room=room, profile=profile: (
                            frame["op"] == "typing"
                            and frame["room"] == str(room)
                            and frame["actor"]["id"] == str(profile)
                        )
                    )
                    answers[op, name] = "allowed"
                else:
                    await other_device.expect("read", room=str(room))
                    answers[op, name] = "allowed"
        for name, room in rooms.items():
            answers["unread", name] = await _go_back(client, other_device, room, inside and name != "nowhere")
        _assert_not_told_apart(client, rooms, inside=inside)
    return answers


async def _go_back(client: Client, other_device: Client, room: UUID, inside: bool) -> str:
    await client.say("unread", room=str(room), seq=1)
    return _code(await (other_device.expect("unread", room=str(room)) if inside else client.expect(_about(room))))


async def _write_all(stage: Stage, actor: Actor, name: str, room: UUID, client: Client) -> Answers:
    """What asks for something to be stored, the deletion last."""
    answers = {("send", name): _code(await client.send(room, "Hello"))}
    own = stage.messages.get((actor.name, name)) or stage.messages["captain", "talk"]
    standing = stage.messages["standing", "notices" if name == "notices" else "talk"]
    tries: list[tuple[str, UUID, dict[str, object]]] = [
        ("edit", own, {"body": "Hello again"}),
        ("react", standing, {"emoji": "👍", "on": True}),
        ("vote", standing, {"choices": [0]}),
        ("close", stage.messages["closing", "notices" if name == "notices" else "talk"], {}),
        ("del", own, {}),
    ]
    for op, mid, more in tries:
        said = await client.ask(op, room=str(room), mid=str(mid), cid=str(uuid.uuid4()), **more)
        answers[op, name] = _code(said)
    return answers


def _expected(actor: Actor, op: str, room: str) -> str:
    """A room knows its participants: whoever is none of them is a stranger there, whatever they are to the group."""
    standings = actor.here if policy.check(Action.READ_MESSAGES, actor.here) is None else {Standing.STRANGER}
    if room == "nowhere":
        return "not_found"
    writes = Action.POST_NOTICE if room == "notices" else Action.SEND_MESSAGE
    action = {
        "sub": Action.READ_MESSAGES,
        "send": writes,
        "typing": writes,  # says that words are about to come
        "edit": Action.EDIT_OWN,
        "react": Action.REACT,
        "vote": Action.VOTE,
        "close": Action.CLOSE_POLL,
        "del": Action.DELETE_OWN,
        "read": Action.MARK_READ,
        "unread": Action.MARK_READ,
    }[op]
    if op in ("edit", "del") and room == "notices" and Standing.CAPTAIN not in standings:
        return "not_found"  # one's own words, and here they have none
    code = policy.check(action, standings)
    if op == "close" and code is None and Standing.CAPTAIN not in standings:
        return "forbidden"  # whose poll it is knows the poll
    return code or "allowed"


def _code(frame: Frame) -> str:
    if frame["op"] == "err":
        return str(frame["detail"].get("code", frame["code"]))
    return "not_found" if frame["op"] == "unsubd" else "allowed"


def _about(room: UUID) -> Callable[[Frame], bool]:
    """The refusal of what has no id: it names the room."""
    return lambda frame: frame["op"] == "err" and frame["detail"].get("room") == str(room)


def _assert_not_told_apart(client: Client, rooms: dict[str, UUID], *, inside: bool) -> None:
    """trust.md R1, for everybody who never was in the rooms: but for the id, the frames of a room that is not there."""
    if inside:
        return
    without_ids = [
        json.loads(re.sub(r'"(id|room)": ("[^"]*"|\d+)', r'"\1": 0', json.dumps(one))) for one in client.frames
    ]
    frames = [
        frame
        for frame in without_ids
        if frame["op"] in ("err", "unsubd") and frame.get("reason") != "removed"  # a former member knows of it
    ]
    shapes = {json.dumps(frame, sort_keys=True) for frame in frames}
    # unsubd of sub; err with the id of send, edit, react and del; err with the room of read and typing
    assert len(shapes) == 3, shapes


def _participant(actor: Actor, room: UUID) -> Participant:
    return Participant.objects.get(room=room, profile__person=actor.person, active=True)


def _profile(actor: Actor, room: UUID) -> UUID:
    return _participant(actor, room).profile_id


def _is_inside(actor: Actor, room: UUID) -> bool:
    return Participant.objects.filter(room=room, profile__person=actor.person, active=True).exists()


def _rooms(stage: Stage) -> dict[str, UUID]:
    group = stage.cast.harbour
    return {
        "talk": stage.cast.talk(group).pk,
        "notices": stage.cast.notices(group).pk,
        "nowhere": uuid.uuid4(),
    }
