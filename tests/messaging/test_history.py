"""What a reader sees: windows, pages, what is unread."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from community.errors import NotFound
from community.surface import Action
from messaging import access
from messaging.actions import messages, participants, reading, rooms
from messaging.actions.messages import Send
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def test_a_newcomer_sees_from_their_join_on(space: Space) -> None:
    cara, ana, _ = space.people
    messages.send(ana, space.talk.pk, uuid4(), "before")
    nia = make_person("nia")
    space.enter(nia)
    after = messages.send(cara, space.talk.pk, uuid4(), "after")
    page = access.history(access.load_room(nia, space.talk.pk, Action.READ_MESSAGES))
    assert [line.body for line in page.messages] == ["after"]
    assert [line.kind for line in page.events] == ["member.join"]
    assert page.at_seq == after.seq
    assert not page.has_older


def test_a_newcomer_sees_the_last_unbroken_stretch_that_was_shared() -> None:
    space = make_space(shared=True)
    _, ana, _ = space.people

    def say(body: str) -> None:
        messages.send(ana, space.talk.pk, uuid4(), body)

    def newcomer_sees(name: str) -> list[str | None]:
        person = make_person(name)
        space.enter(person)
        page = access.history(access.load_room(person, space.talk.pk, Action.READ_MESSAGES))
        return [line.body for line in page.messages]

    say("shared")
    assert newcomer_sees("nia") == ["shared"]
    rooms.set_shared(space.id, shared=False)
    say("private")
    assert newcomer_sees("noa") == []
    rooms.set_shared(space.id, shared=True)
    say("shared again")
    assert newcomer_sees("nell") == ["shared again"]


def test_coming_back_begins_a_new_window(space: Space) -> None:
    _, ana, ben = space.people
    messages.send(ana, space.talk.pk, uuid4(), "with ben")
    participants.depart(space.id, space.profiles[2], reason="left")
    messages.send(ana, space.talk.pk, uuid4(), "without ben")
    space.enter(ben)
    messages.send(ana, space.talk.pk, uuid4(), "with ben again")
    page = access.history(access.load_room(ben, space.talk.pk, Action.READ_MESSAGES))
    assert [line.body for line in page.messages] == ["with ben again"]
    assert space.seat(ben).left_seq is None


def test_pages_of_history_meet_without_overlap_or_gap(space: Space) -> None:
    _, ana, ben = space.people
    bodies = [f"m{n}" for n in range(25)]
    for n, body in enumerate(bodies):
        messages.write_one(Send((ana, ben)[n % 2].pk, space.talk.pk, uuid4(), body))
    seat = access.load_room(ana, space.talk.pk, Action.READ_MESSAGES)
    page = access.history(seat, limit=10)
    seen = [line.body for line in page.messages]
    assert page.has_older
    assert not page.has_newer
    while page.has_older:
        page = access.history(seat, before=page.first_seq, limit=10)
        seen = [line.body for line in page.messages] + seen
    assert seen == bodies
    forward: list[str | None] = []
    after: int | None = 0
    while True:
        page = access.history(seat, after=after, limit=7)
        forward += [line.body for line in page.messages]
        if not page.has_newer:
            break
        after = page.last_seq
    assert forward == bodies
    middle = access.history(seat, around=page.last_seq, limit=5)
    assert page.last_seq in [line.seq for line in middle.messages]


def test_unread_counts_others_words_that_stand_up_to_a_hundred(space: Space) -> None:
    _, ana, ben = space.people
    last = None
    for n in range(3):
        last = messages.send(ana, space.talk.pk, uuid4(), f"m{n}")
    assert access.unread_counts(ben)[space.talk.pk] == 3
    assert access.unread_counts(ana)[space.talk.pk] == 0
    assert last
    assert last.mid
    messages.delete(ana, space.talk.pk, last.mid, uuid4())
    assert access.unread_counts(ben)[space.talk.pk] == 2
    reading.mark_read(ben, space.talk.pk, last.seq)
    assert access.unread_counts(ben)[space.talk.pk] == 0
    messages.send_many([Send(ana.pk, space.talk.pk, uuid4(), f"more {n}") for n in range(120)])
    assert access.unread_counts(ben)[space.talk.pk] == 100


def test_reading_goes_forward_only_and_never_past_the_end(space: Space) -> None:
    _, ana, ben = space.people
    acks = [messages.send(ana, space.talk.pk, uuid4(), f"m{n}") for n in range(3)]
    assert reading.mark_read(ben, space.talk.pk, acks[1].seq) == acks[1].seq
    assert reading.mark_read(ben, space.talk.pk, acks[0].seq) == acks[1].seq
    assert reading.mark_read(ben, space.talk.pk, 10**30) == acks[2].seq
    with pytest.raises(NotFound):
        reading.mark_read(make_person("eve"), space.talk.pk, 1)
