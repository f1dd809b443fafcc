"""Conversations over real sockets, between two web processes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.pool import run
from messaging import access, serializers
from messaging.actions import messages, participants, reading
from messaging.actions.messages import Send
from messaging.models import LogEpoch, Message, Room, RoomEvent
from tests.messaging.conftest import Connect
from tests.messaging.rooms import Space, make_person

pytestmark = pytest.mark.django_db(transaction=True)


async def test_what_one_says_reaches_the_other_process_and_all_own_devices(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as phone, connect(ana, 1) as laptop, connect(ben, 1) as bens:
        for client in (phone, laptop, bens):
            await client.sub(space.talk.pk)
        ack = await phone.send(space.talk.pk, "Hallo Ben")
        assert (ack["op"], ack["dup"]) == ("ack", False)
        for client in (phone, laptop, bens):
            event = await client.expect("ev", seq=ack["seq"])
            assert (event["body"], event["actor"]["id"]) == ("Hallo Ben", str(space.profiles[1].pk))
    assert (await run(Message.objects.get, room=space.talk)).body == "Hallo Ben"


async def test_a_talk_among_three_arrives_whole_and_in_order_everywhere(space: Space, connect: Connect) -> None:
    clients = [connect(person, n % 2) for n, person in enumerate(space.people)]
    async with clients[0], clients[1], clients[2]:
        for client in clients:
            await client.sub(space.talk.pk)

        async def talk(client: object, name: str) -> None:
            for n in range(30):
                assert (await client.send(space.talk.pk, f"{name} {n}"))["op"] == "ack"  # type: ignore[attr-defined]

        await asyncio.gather(*(talk(client, str(n)) for n, client in enumerate(clients)))
        head = (await run(Room.objects.get, pk=space.talk.pk)).last_seq
        for client in clients:
            await client.until(space.talk.pk, head)
            assert client.seqs(space.talk.pk) == list(range(head - 89, head + 1))


async def test_the_live_stream_and_the_page_show_the_same(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as client, connect(ben, 1) as bens:
        await bens.sub(space.talk.pk)
        first = await client.send(space.talk.pk, "first")
        await client.ask("del", room=str(space.talk.pk), mid=first["mid"], cid=str(uuid4()))
        last = await client.send(space.talk.pk, "last\n\u0627\u0644\u0633\u0644\u0627\u0645")
        await bens.until(space.talk.pk, last["seq"])
        lines = await run(access.lines.events, space.talk.pk, first["seq"] - 1, None, 10)
        live = bens.events(space.talk.pk)
        assert live[1:] == [serializers.event(line) for line in lines][1:]
        assert live[0] == serializers.event(lines[0]) | {"body": "first", "deleted": False}


async def test_a_reconnect_with_since_brings_exactly_what_was_missed(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ben) as bens:
        await bens.sub(space.talk.pk)
        seen = (await run(messages.send, ana, space.talk.pk, uuid4(), "seen")).seq
        await bens.until(space.talk.pk, seen)
    answers = await run(messages.send_many, [Send(ana.pk, space.talk.pk, uuid4(), f"missed {n}") for n in range(250)])
    async with connect(ben, 1) as bens:
        granted = await bens.sub(space.talk.pk, seen)
        assert (granted["from"], granted["head"]) == (seen, seen + 250)
        await bens.until(space.talk.pk, seen + 250)
        assert bens.seqs(space.talk.pk) == [answer.seq for answer in answers if isinstance(answer, messages.Ack)]
        after = (await run(messages.send, ana, space.talk.pk, uuid4(), "live")).seq
        await bens.until(space.talk.pk, after)
        assert bens.seqs(space.talk.pk)[-1] == after


async def test_since_null_is_from_now_and_since_the_head_brings_nothing(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    head = (await run(messages.send, ana, space.talk.pk, uuid4(), "before")).seq
    async with connect(ben) as bens:
        granted = await bens.sub(space.talk.pk)
        assert (granted["from"], granted["head"]) == (head, head)
        assert (await bens.sub(space.talk.pk, head))["from"] == head
        now = (await run(messages.send, ana, space.talk.pk, uuid4(), "now")).seq
        await bens.until(space.talk.pk, now)
        assert bens.seqs(space.talk.pk) == [now]
        await bens.sub(space.talk.pk, head - 1)
        await bens.expect("ev", seq=head)
        await bens.expect(lambda frame: frame["op"] == "ev" and frame["seq"] == now)


async def test_who_is_too_far_behind_or_ahead_or_on_another_log_is_told_to_start_afresh(
    space: Space, connect: Connect
) -> None:
    _, ana, ben = space.people
    batch = [Send(ana.pk, space.talk.pk, uuid4(), f"{n}") for n in range(502)]
    head = max(answer.seq for answer in await run(messages.send_many, batch) if isinstance(answer, messages.Ack))
    async with connect(ben) as bens:
        answers = [
            (await bens.sub(space.talk.pk, since, **more))
            for since, more in (
                (head - 501, {}),
                (head + 1, {}),
                (head, {"epoch": "of another log"}),
                (head - 500, {"epoch": bens.hello["epoch"]}),
            )
        ]
        assert [(answer["op"], answer.get("reason")) for answer in answers] == [
            ("resync", "behind"),
            ("resync", "future"),
            ("resync", "epoch"),
            ("subd", None),
        ]
        await run(
            RoomEvent.objects.filter(room=space.talk, seq=head).update, created_at=timezone.now() - timedelta(days=8)
        )
        assert (await bens.sub(space.talk.pk, head - 1))["reason"] == "behind"


async def test_a_newcomer_never_gets_what_was_said_before(space: Space, connect: Connect) -> None:
    ana = space.people[1]
    before = await run(messages.send, ana, space.talk.pk, uuid4(), "before")
    nia = await run(make_person, "nia")
    await run(space.enter, nia)
    window = (await run(space.seat, nia)).visible_from_seq
    async with connect(nia) as nias, connect(ana, 1) as anas:
        granted = await nias.sub(space.talk.pk, 0)
        assert (granted["from"], granted["head"]) == (window, window + 1)
        await nias.until(space.talk.pk, window + 1)  # from here on she hears it the short way
        await anas.ask("del", room=str(space.talk.pk), mid=str(before.mid), cid=str(uuid4()))
        after = await anas.send(space.talk.pk, "after")
        await nias.until(space.talk.pk, after["seq"])
        assert nias.seqs(space.talk.pk) == [window + 1, window + 2, window + 3]
        assert [event["kind"] for event in nias.events(space.talk.pk)] == ["member.join", "skip", "msg.new"]
    async with connect(nia) as nias:  # the same when it is read from the log
        await nias.sub(space.talk.pk, 0)
        await nias.until(space.talk.pk, after["seq"])
        assert [event["kind"] for event in nias.events(space.talk.pk)] == ["member.join", "skip", "msg.new"]


async def test_a_removed_member_gets_nothing_later_and_is_told_at_once(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ben) as bens, connect(ana, 1) as anas:
        await bens.sub(space.talk.pk)
        await bens.sub(space.notices.pk)
        await anas.sub(space.talk.pk)
        said = await anas.send(space.talk.pk, "with ben")
        await bens.until(space.talk.pk, said["seq"])
        await run(participants.depart, space.id, space.profiles[2], reason="removed")
        for room in (space.talk, space.notices):
            assert (await bens.expect("unsubd", within=6, room=str(room.pk)))["reason"] == "removed"
        later = await anas.send(space.talk.pk, "without ben")
        await anas.until(space.talk.pk, later["seq"])
        refused = await bens.send(space.talk.pk, "hello?")
        assert (refused["op"], refused["code"]) == ("err", "not_found")
        again = await bens.sub(space.talk.pk, said["seq"])
        assert (again["op"], again["reason"]) == ("unsubd", "removed")
        assert max(bens.seqs(space.talk.pk)) == said["seq"]


async def test_a_closed_room_says_so(space: Space, connect: Connect) -> None:
    async with connect(space.people[2]) as bens:
        await bens.sub(space.talk.pk)
        await run(participants.depart, space.id, space.profiles[2], reason="closed")
        assert (await bens.expect("unsubd", room=str(space.talk.pk)))["reason"] == "closed"


async def test_strangers_and_missing_rooms_get_one_answer(space: Space, connect: Connect) -> None:
    eve = await run(make_person, "eve")
    async with connect(space.people[1]) as anas, connect(eve) as eves:
        assert (await anas.sub(space.talk.pk))["op"] == "subd"
        mine = await anas.send(space.talk.pk, "mine")
        answers = []
        for room in (space.talk.pk, uuid4()):
            followed = await eves.sub(room)
            said = await eves.send(room, "let me in")
            deleted = await eves.ask("del", room=str(room), mid=mine["mid"], cid=str(uuid4()))
            await eves.say("read", room=str(room), seq=1)
            read = await eves.expect("err", code="not_found")
            await eves.say("typing", room=str(room), on=True)
            typed = await eves.expect("err", within=4, code="not_found")
            told = [followed, said, deleted, read, typed]
            answers.append([_without(frame, str(room)) for frame in told])
        assert answers[0] == answers[1]
        assert await run(Message.objects.count) == 1


def _without(frame: dict[str, object], room: str) -> str:
    return str({key: value for key, value in frame.items() if key != "id"}).replace(room, "ROOM")


async def test_reading_moves_on_the_persons_other_sockets_only(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    last = await run(messages.send, ana, space.talk.pk, uuid4(), "read me")
    async with connect(ben) as phone, connect(ben, 1) as laptop, connect(ana) as anas:
        await phone.say("read", room=str(space.talk.pk), seq=last.seq - 1)
        await phone.say("read", room=str(space.talk.pk), seq=last.seq + 100)
        frame = await laptop.expect("read", seq=last.seq)
        assert frame["room"] == str(space.talk.pk)
        assert (await run(space.seat, ben)).read_seq == last.seq
        assert await run(reading.advance, ben.pk, space.talk.pk, 1) == last.seq
        await anas.send(space.talk.pk, "later")
        assert not [frame for client in (phone, anas) for frame in client.frames if frame["op"] == "read"]


async def test_typing_reaches_the_others_and_is_never_stored(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ana) as anas, connect(ana, 1) as laptop, connect(ben, 1) as bens:
        for client in (anas, laptop, bens):
            await client.sub(space.talk.pk)
            await client.sub(space.notices.pk)
        head = (await run(Room.objects.get, pk=space.talk.pk)).last_seq
        await anas.say("typing", room=str(space.talk.pk), on=True)
        frame = await bens.expect("typing")
        assert (frame["on"], frame["actor"]["id"]) == (True, str(space.profiles[1].pk))
        await anas.say("typing", room=str(space.notices.pk), on=True)
        refused = await anas.expect("err", within=4)
        assert (refused["code"], refused["detail"]["code"]) == ("forbidden", "captains_post")
        assert not [frame for frame in laptop.frames if frame["op"] == "typing"]
        assert (await run(Room.objects.get, pk=space.talk.pk)).last_seq == head


async def test_a_lost_wake_is_repaired_by_the_sweeper(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ben) as bens:
        await bens.sub(space.talk.pk)
        silent = Send(ana.pk, space.talk.pk, uuid4(), "nobody is told")
        ack = await run(messages.write_one, silent, lambda entries: None)
        assert isinstance(ack, messages.Ack)
        await bens.until(space.talk.pk, ack.seq, within=18)


async def test_a_lost_removal_is_repaired_by_the_sweeper(
    space: Space, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connect(space.people[2]) as bens:
        await bens.sub(space.talk.pk)
        monkeypatch.setattr(participants, "announce", lambda entries: None)
        await run(participants.depart, space.id, space.profiles[2], reason="removed")
        assert (await bens.expect("unsubd", within=18))["reason"] == "removed"


async def test_a_gap_in_the_wakes_is_filled_at_once_from_the_log(space: Space, connect: Connect) -> None:
    _, ana, ben = space.people
    async with connect(ben) as bens:
        await bens.sub(space.talk.pk)
        silent = await run(messages.write_one, Send(ana.pk, space.talk.pk, uuid4(), "lost wake"), lambda entries: None)
        assert isinstance(silent, messages.Ack)
        told = await run(messages.send, ana, space.talk.pk, uuid4(), "told")
        await bens.until(space.talk.pk, told.seq, within=3)
        assert bens.seqs(space.talk.pk) == [silent.seq, told.seq]


async def test_coming_back_while_connected_starts_the_room_afresh(
    space: Space, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal and the return are both unheard: what was said between is not for them."""
    _, ana, ben = space.people
    async with connect(ben) as bens:
        await bens.sub(space.talk.pk)
        monkeypatch.setattr(participants, "announce", lambda entries: None)
        await run(participants.depart, space.id, space.profiles[2], reason="left")
        await run(messages.write_one, Send(ana.pk, space.talk.pk, uuid4(), "between"), lambda entries: None)
        await run(space.enter, ben)
        assert (await bens.expect("resync", within=18))["reason"] == "behind"
        assert not [event for event in bens.events(space.talk.pk) if event["kind"] == "msg.new"]


async def test_another_log_makes_every_client_start_afresh(space: Space, connect: Connect) -> None:
    ana = space.people[1]
    async with connect(ana) as client, connect(ana, 1) as other:
        former = client.hello["epoch"]
        for each in (client, other):
            await each.sub(space.talk.pk)
        row = await run(LogEpoch.objects.create)
        try:
            for each in (client, other):
                assert (await each.expect("resync", within=18))["reason"] == "epoch"
                assert await each.closed() == 4012  # its hello named a log that is none any more
            async with connect(ana) as later:
                assert later.hello["epoch"] != former
                refused = await later.sub(space.talk.pk, 1, epoch=former)
                assert (refused["op"], refused["reason"]) == ("resync", "epoch")
        finally:
            await run(row.delete)
        for process in (0, 1):  # the other tests' log is the former one again
            async with asyncio.timeout(18):
                while True:
                    async with connect(ana, process) as fresh:
                        if fresh.hello["epoch"] == former:
                            break
                        await asyncio.sleep(0.5)
