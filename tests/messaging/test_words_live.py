"""Edits and reactions over real sockets: told at once, told again to who was away, and never to who came later."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from community.pool import run
from community.surface import Action
from messaging import access, serializers
from messaging.actions import fading, participants
from messaging.models import Message
from tests.messaging.client import Client, Frame
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space, make_person

pytestmark = pytest.mark.django_db(transaction=True)
Model = dict[str, dict[str, Any]]


async def edit(client: Client, space: Space, mid: str, body: str, cid: UUID | None = None) -> Frame:
    return await client.ask("edit", room=str(space.talk.pk), mid=mid, cid=str(cid or uuid4()), body=body)


async def react(client: Client, space: Space, mid: str, emoji: str, *, on: bool = True) -> Frame:
    return await client.ask("react", room=str(space.talk.pk), mid=mid, cid=str(uuid4()), emoji=emoji, on=on)


async def test_an_edit_and_a_reaction_reach_the_other_process(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ben, 1) as bens:
        await bens.sub(space.talk.pk)
        said = await anas.send(space.talk.pk, "Tuesday")
        cid = uuid4()
        ack = await edit(anas, space, said["mid"], "Wednesday", cid)
        assert (ack["op"], ack["seq"], ack["mid"], ack["dup"]) == ("ack", said["seq"] + 1, said["mid"], False)
        assert (await edit(anas, space, said["mid"], "Wednesday", cid))["dup"]
        assert (await edit(anas, space, said["mid"], "Thursday", cid))["code"] == "cid_conflict"
        event = await bens.expect("ev", seq=ack["seq"])
        assert [event[key] for key in ("kind", "of", "mid", "cid")] == ["msg.edit", said["seq"], said["mid"], str(cid)]
        assert [event[key] for key in ("body", "version", "deleted")] == ["Wednesday", 2, False]
        await bens.ask("react", room=str(space.talk.pk), mid=said["mid"], cid=str(uuid4()), emoji="❤", on=True)
        reaction = await bens.expect("ev", kind="react")
        assert (reaction["emoji"], reaction["on"], reaction["of"]) == ("❤\ufe0f", True, said["seq"])


async def test_refusals_say_why(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    room = str(space.talk.pk)
    async with connect(ana) as anas, connect(ben) as bens:
        said = await anas.send(space.talk.pk, "Tuesday")
        assert (await edit(bens, space, said["mid"], "mine"))["code"] == "not_found"
        assert (await edit(anas, space, said["mid"], "x" * 4001))["code"] == "too_large"
        bad = await react(bens, space, said["mid"], "nice")
        assert (bad["code"], bad["detail"]["field"]) == ("invalid", "emoji")
        await run(lambda: Message.objects.update(created_at=timezone.now() - timedelta(minutes=16)))
        late = await edit(anas, space, said["mid"], "Wednesday")
        assert (late["code"], late["detail"]["code"]) == ("forbidden", "edit_window_over")
        assert late["detail"]["words"]
        for n in range(20):
            assert (await react(bens, space, said["mid"], chr(0x1F600 + n)))["op"] == "ack"
        full = await react(anas, space, said["mid"], "👍")
        assert (full["code"], full["detail"]["code"]) == ("forbidden", "too_many_reactions")
        await anas.ask("del", room=room, mid=said["mid"], cid=str(uuid4()))
        assert (await react(bens, space, said["mid"], "👍"))["code"] == "not_found"


async def test_who_came_later_gets_the_bare_form_live_and_from_the_log(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ben) as bens:
        old = await anas.send(space.talk.pk, "before Nia's time")
        nia = await run(make_person, "nia")
        await run(space.enter, nia)
        async with connect(nia, 1) as nias, connect(nia) as other:
            start = (await nias.sub(space.talk.pk))["head"]
            await bens.sub(space.talk.pk)
            await edit(anas, space, old["mid"], "still not for Nia")
            last = await react(bens, space, old["mid"], "👍")
            await bens.until(space.talk.pk, last["seq"])
            assert [event["kind"] for event in bens.events(space.talk.pk)] == ["msg.edit", "react"]
            await other.sub(space.talk.pk, start)
            for client in (nias, other):  # by the short way, and by the pump
                await client.until(space.talk.pk, last["seq"])
                assert client.events(space.talk.pk) == [
                    serializers.skipped(space.talk.pk, seq) for seq in (last["seq"] - 1, last["seq"])
                ]
            assert (await react(nias, space, old["mid"], "👍"))["code"] == "not_found"


async def test_an_edit_is_told_again_as_its_message_stands_now(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas:
        said = await anas.send(space.talk.pk, "first")
        gone = await anas.send(space.talk.pk, "regret")
        for mid, body in ((said["mid"], "second"), (said["mid"], "third"), (gone["mid"], "still regret")):
            last = await edit(anas, space, mid, body)
        last = await anas.ask("del", room=str(space.talk.pk), mid=gone["mid"], cid=str(uuid4()))
    async with connect(ben, 1) as bens:
        await bens.sub(space.talk.pk, gone["seq"])
        await bens.until(space.talk.pk, last["seq"])
        edits = [event for event in bens.events(space.talk.pk) if event["kind"] == "msg.edit"]
        assert [(event["body"], event["version"], event["deleted"]) for event in edits] == [
            ("third", 3, False),
            ("third", 3, False),
            ("", 2, True),
        ]
        assert edits[2]["actor"] is None


# ---- the model from the stream is the page -------------------------------------------------------------------------


def follow(model: Model, event: Frame) -> None:
    """What a client makes of an event, by the contract alone."""
    if event["kind"] == "msg.new":
        model[event["mid"]] = {key: value for key, value in event.items() if key not in ("op", "kind")}
    elif event["kind"] == "msg.gone":
        for message in model.values():
            mine = "profile" not in event or (message["actor"] or {}).get("id") == event["profile"]
            if mine and event["from"] <= message["seq"] <= event["to"]:
                message |= {"body": "", "deleted": True, "reactions": []}
            for reaction in message["reactions"]:
                reaction["by"] = [one for one in reaction["by"] if one != event.get("profile")]
            message["reactions"] = [one for one in message["reactions"] if one["by"]]
    elif event.get("mid") in model:
        change(model[event["mid"]], event)


def change(message: dict[str, Any], event: Frame) -> None:
    if event["kind"] == "msg.del":
        message |= {"body": "", "deleted": True, "reactions": []}
    elif event["kind"] == "msg.edit" and event["version"] >= message["version"]:
        message |= {"body": event["body"], "version": event["version"], "edited_at": event["at"]}
    elif event["kind"] == "react":
        who, found = event["actor"]["id"], [one for one in message["reactions"] if one["emoji"] == event["emoji"]]
        if event["on"] and not found:
            message["reactions"].append({"emoji": event["emoji"], "by": [who]})
        elif event["on"] and who not in found[0]["by"]:
            found[0]["by"].append(who)
        elif not event["on"] and found:
            found[0]["by"] = [one for one in found[0]["by"] if one != who]
            message["reactions"] = [one for one in message["reactions"] if one["by"]]


def page_of(space: Space, after: int) -> Model:
    seat = access.load_room(space.people[0], space.talk.pk, Action.READ_MESSAGES)
    page = access.history(seat, after=after, limit=100)
    return {str(line.mid): serializers.message(line) for line in page.messages}


async def act(client: Client, space: Space, dice: random.Random, mids: list[str]) -> None:
    kind, mid = dice.random(), dice.choice(mids)
    if kind < 0.15:
        mids.append((await client.send(space.talk.pk, f"words {dice.random()}"))["mid"])
    elif kind < 0.35:
        await edit(client, space, mid, f"other words {dice.random()}")
    elif kind < 0.95:
        await react(client, space, mid, dice.choice(["👍", "❤️", "🎉", "🍕"]), on=dice.random() < 0.65)
    else:
        await client.ask("del", room=str(space.talk.pk), mid=mid, cid=str(uuid4()))


@pytest.mark.parametrize("seed", [3, 2026])
async def test_the_model_from_the_live_stream_is_the_page(space: Space, connect: Connect, seed: int) -> None:
    """After everything anybody may do to a message, and a leaver's words: once followed live from the beginning, and
    once by somebody who was away for half of it, and so reads what has become of it in the meantime."""
    dice = random.Random(seed)
    cara, ana, ben = space.people
    async with connect(ana) as anas, connect(ben, 1) as bens, connect(cara, 1) as caras:
        start = (await caras.sub(space.talk.pk))["head"]
        mids = [(await client.send(space.talk.pk, "first"))["mid"] for client in (anas, bens, caras)]
        for _ in range(60):
            await act(dice.choice([anas, bens, caras]), space, dice, mids)
        half = (await anas.send(space.talk.pk, "half way"))["seq"]
        for _ in range(60):
            await act(dice.choice([anas, bens, caras]), space, dice, mids)
        await run(participants.depart, space.id, space.profiles[2], reason="left")
        await run(fading.fade_words, space.id, space.profiles[2], "delete")
        last = (await caras.send(space.talk.pk, "last"))["seq"]
        await caras.until(space.talk.pk, last)
        live = caras.events(space.talk.pk)
        async with connect(cara) as later:
            await later.sub(space.talk.pk, half)
            await later.until(space.talk.pk, last)
            missed = later.events(space.talk.pk)
    page = await run(page_of, space, start)
    assert {kind for message in page.values() for kind in ("reactions", "edited_at") if message[kind]} == {
        "reactions",
        "edited_at",
    }
    followed: Model = {}
    for event in live:
        follow(followed, event)
    assert faceless(followed) == faceless(page)
    resumed: Model = {}
    for event in [*(event for event in live if event["seq"] <= half), *missed]:
        follow(resumed, event)
    assert unordered(faceless(resumed)) == unordered(faceless(page))


def unordered(model: Model) -> Model:
    """Who was away is not told in which order a leaver's reactions came: the log no longer says so."""
    return {
        mid: message | {"reactions": {one["emoji"]: set(one["by"]) for one in message["reactions"]}}
        for mid, message in model.items()
    }


def faceless(model: Model) -> Model:
    """How its author is called is told by other events."""
    return {mid: message | {"actor": (message["actor"] or {}).get("id")} for mid, message in model.items()}
