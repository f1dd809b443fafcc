"""Edits, reactions and deletions with real parallel connections: whatever meets, the log tells one story."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from uuid import UUID, uuid4

import pytest

from community.errors import NotFound, SnugError
from messaging.actions import fading, messages, participants
from messaging.actions.messages import Ack, Command, Delete, Edit, React
from messaging.models import Message, Reaction, Room, RoomEvent, SealedVersion
from tests.messaging.rooms import Space
from tests.messaging.test_log_parallel import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)


def say(space: Space) -> UUID:
    mid = messages.send(space.people[1], space.talk.pk, uuid4(), "version 1").mid
    assert mid
    return mid


def check_numbers(room: Room) -> None:
    room.refresh_from_db()
    numbers = RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, room.last_seq + 1))


def test_parallel_reactions_of_one_person_with_one_emoji_make_one(space: Space) -> None:
    mid, ben = say(space), space.people[2]
    items = [React(ben.pk, space.talk.pk, mid, uuid4(), "👍", True) for _ in range(8)]
    answers = in_parallel(*(partial(messages.write_one, item) for item in items))
    assert all(isinstance(answer, Ack) for answer in answers)
    assert Reaction.objects.count() == 1
    check_numbers(space.talk)


def test_one_cid_from_eight_connections_makes_one_event(space: Space) -> None:
    mid, ana = say(space), space.people[1]
    for item in (
        React(ana.pk, space.talk.pk, mid, uuid4(), "👍", True),
        Edit(ana.pk, space.talk.pk, mid, uuid4(), "version 2"),
    ):
        answers = in_parallel(*(partial(messages.write_one, item) for _ in range(8)))
        assert Counter(answer.dup for answer in answers if isinstance(answer, Ack)) == {False: 1, True: 7}
        assert len({answer.seq for answer in answers if isinstance(answer, Ack)}) == 1
    assert Message.objects.get(pk=mid).version == 2


def test_two_devices_that_edit_at_once_make_consecutive_versions_and_seal_each_old_one(space: Space) -> None:
    mid, ana = say(space), space.people[1]
    items = [Edit(ana.pk, space.talk.pk, mid, uuid4(), f"by device {n}") for n in range(6)]
    answers = in_parallel(*(partial(messages.write_one, item) for item in items))
    assert all(isinstance(answer, Ack) for answer in answers)
    last = max(zip(answers, items, strict=True), key=lambda pair: pair[0].seq)[1]  # type: ignore[attr-defined]
    message = Message.objects.get(pk=mid)
    assert (message.version, message.body) == (7, last.body)
    assert list(SealedVersion.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3, 4, 5, 6]
    check_numbers(space.talk)


def test_an_edit_that_races_a_deletion_is_before_it_or_finds_nothing(space: Space) -> None:
    ana, seen = space.people[1], Counter[str]()
    for _ in range(12):
        mid = say(space)
        edit = Edit(ana.pk, space.talk.pk, mid, uuid4(), "version 2")
        delete = Delete(ana.pk, space.talk.pk, mid, uuid4())
        react = React(space.people[2].pk, space.talk.pk, mid, uuid4(), "👍", True)
        edited, deleted, reacted = in_parallel(
            partial(messages.write_one, edit), partial(messages.write_one, delete), partial(messages.write_one, react)
        )
        assert isinstance(deleted, Ack)
        for answer in (edited, reacted):
            assert isinstance(answer, NotFound) or (isinstance(answer, Ack) and answer.seq < deleted.seq)
        message = Message.objects.get(pk=mid)
        assert (message.body, message.deleted_at is not None) == ("", True)
        assert message.version == (2 if isinstance(edited, Ack) else 1)
        assert SealedVersion.objects.filter(message=mid).count() == message.version
        seen[type(edited).__name__] += 1
    assert not Reaction.objects.exists()
    check_numbers(space.talk)


class Crowd:
    """Everybody does everything to a few messages, while one of them leaves with their words and comes back."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.mids = [say(space) for _ in range(4)]
        self.done: list[int] = []

    def act(self, seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _ in range(12):
                for answer in messages.send_many([self.item(dice) for _ in range(dice.randint(1, 8))]):
                    assert isinstance(answer, Ack | SnugError)
                    assert not isinstance(answer, SnugError) or answer.code == "not_found", answer
        finally:
            self.done.append(seed)

    def item(self, dice: random.Random) -> Command:
        person, room, mid = dice.choice(self.space.people), self.space.talk.pk, dice.choice(self.mids)
        kind = dice.random()
        if kind < 0.3:
            return Edit(person.pk, room, mid, uuid4(), f"{dice.random()}")
        if kind < 0.97:
            return React(person.pk, room, mid, uuid4(), dice.choice("👍🎉🍕"), dice.random() < 0.6)
        return Delete(person.pk, room, mid, uuid4())

    def churn(self) -> None:
        while len(self.done) < 3:
            participants.depart(self.space.id, self.space.profiles[2], reason="left")
            fading.fade_words(self.space.id, self.space.profiles[2], "delete")
            self.space.enter(self.space.people[2])


def test_a_crowd_of_everything_leaves_a_whole_log_and_what_it_tells_stands(space: Space) -> None:
    crowd = Crowd(space)
    in_parallel(*(partial(crowd.act, seed) for seed in range(3)), crowd.churn)
    check_numbers(space.talk)
    for message in Message.objects.filter(pk__in=crowd.mids):
        edits = RoomEvent.objects.filter(kind="msg.edit", message=message).count()
        assert message.version == 1 + edits
        assert SealedVersion.objects.filter(message=message).count() == edits + bool(message.deleted_at)
        standing = set(Reaction.objects.filter(message=message).values_list("profile_id", "emoji"))
        assert standing == told(message)


def told(message: Message) -> set[tuple[UUID | None, str]]:
    """What the log still says of the reactions to a message."""
    standing: set[tuple[UUID | None, str]] = set()
    for event in RoomEvent.objects.filter(message=message, kind="react").order_by("seq"):
        if event.data:
            mark = (event.actor_id, event.data["emoji"])
            standing = standing | {mark} if event.data["on"] else standing - {mark}
    return standing
