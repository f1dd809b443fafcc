"""One room's log, one writer at a time: what is stored, refused and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from community.surface import Action
from messaging import access, serializers
from messaging.actions import messages, participants
from messaging.actions.messages import Ack, Send
from messaging.models import Message, RoomEvent
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def numbers(space: Space) -> list[int]:
    return list(RoomEvent.objects.filter(room=space.talk).order_by("seq").values_list("seq", flat=True))


def last_seq(space: Space) -> int:
    space.talk.refresh_from_db()
    return space.talk.last_seq


def test_a_message_gets_the_next_number_and_its_author_has_read_it(space: Space) -> None:
    ana = space.people[1]
    before = last_seq(space)
    ack = messages.send(ana, space.talk.pk, uuid4(), "Hallo")
    assert (ack.seq, ack.dup) == (before + 1, False)
    assert last_seq(space) == ack.seq
    assert numbers(space) == list(range(1, ack.seq + 1))
    assert space.seat(ana).read_seq == ack.seq
    assert Message.objects.get(pk=ack.mid).body == "Hallo"


def test_the_same_cid_is_stored_once_and_acked_again(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    first = messages.send(ana, space.talk.pk, cid, "once")
    again = messages.send(ana, space.talk.pk, cid, "once")
    assert again == Ack(first.room, cid, first.seq, first.mid, dup=True)
    assert Message.objects.filter(room=space.talk).count() == 1


def test_the_same_cid_with_other_words_is_a_conflict(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    messages.send(ana, space.talk.pk, cid, "once")
    with pytest.raises(Conflict) as refusal:
        messages.send(ana, space.talk.pk, cid, "twice")
    assert refusal.value.code == "cid_conflict"
    assert Message.objects.get(room=space.talk).body == "once"


def test_the_same_cid_of_two_people_is_two_messages(space: Space) -> None:
    _, ana, ben = space.people
    cid = uuid4()
    assert not messages.send(ana, space.talk.pk, cid, "mine").dup
    assert not messages.send(ben, space.talk.pk, cid, "mine").dup


def test_a_batch_is_answered_item_by_item(space: Space) -> None:
    cara, ana, _ = space.people
    eve, cid = make_person("eve"), uuid4()
    start = last_seq(space)
    answers = messages.send_many(
        [
            Send(ana.pk, space.talk.pk, cid, "first"),
            Send(eve.pk, space.talk.pk, uuid4(), "stranger"),
            Send(ana.pk, space.talk.pk, cid, "first"),
            Send(ana.pk, space.talk.pk, cid, "other words"),
            Send(ana.pk, uuid4(), uuid4(), "no such room"),
            Send(ana.pk, space.notices.pk, uuid4(), "captains post here"),
            Send(ana.pk, space.talk.pk, uuid4(), "x" * 4001),
            Send(cara.pk, space.talk.pk, uuid4(), "last"),
        ]
    )
    seqs = [answer.seq if isinstance(answer, Ack) else answer.code for answer in answers]
    assert seqs == [
        start + 1,
        "not_found",
        start + 1,
        "cid_conflict",
        "not_found",
        "captains_post",
        "too_large",
        start + 2,
    ]
    assert [answer.dup for answer in answers if isinstance(answer, Ack)] == [False, True, False]
    assert numbers(space) == list(range(1, start + 3))


def test_captains_post_notices_and_members_read_them(space: Space) -> None:
    cara, ana, _ = space.people
    with pytest.raises(Forbidden) as refusal:
        messages.send(ana, space.notices.pk, uuid4(), "mine")
    assert refusal.value.code == "captains_post"
    ack = messages.send(cara, space.notices.pk, uuid4(), "Sunday, seven")
    page = access.history(access.load_room(ana, space.notices.pk, Action.READ_MESSAGES))
    assert [line.mid for line in page.messages] == [ack.mid]


@pytest.mark.parametrize("body", ["", "  \n ", "nul\x00", "bell\x07", "lone \ud800"])
def test_words_that_cannot_be_shown_are_refused_and_nothing_is_stored(space: Space, body: str) -> None:
    with pytest.raises(Invalid):
        messages.send(space.people[1], space.talk.pk, uuid4(), body)
    assert not Message.objects.exists()


def test_four_thousand_characters_fit_and_one_more_does_not(space: Space) -> None:
    ana = space.people[1]
    assert messages.send(ana, space.talk.pk, uuid4(), "ä" * 4000)
    with pytest.raises(TooLarge):
        messages.send(ana, space.talk.pk, uuid4(), "ä" * 4001)


def test_who_has_left_neither_writes_nor_reads(space: Space) -> None:
    ben = space.people[2]
    messages.send(ben, space.talk.pk, uuid4(), "here")
    access.load_room(ben, space.talk.pk, Action.READ_MESSAGES)
    participants.depart(space.id, space.profiles[2], reason="left")
    with pytest.raises(NotFound):
        messages.send(ben, space.talk.pk, uuid4(), "still here")
    with pytest.raises(NotFound):
        access.load_room(ben, space.talk.pk, Action.READ_MESSAGES)
    seat = space.seat(ben)
    assert (seat.active, seat.left_seq) == (False, last_seq(space))


def test_coming_and_going_twice_is_done_once(space: Space) -> None:
    ben = space.profiles[2]
    start = last_seq(space)
    participants.enter(space.id, ben, "member")
    assert last_seq(space) == start
    participants.depart(space.id, ben, reason="removed")
    participants.depart(space.id, ben, reason="removed")
    assert last_seq(space) == start + 1


def test_what_is_told_live_is_what_is_read_back(space: Space) -> None:
    ana = space.people[1]
    told: list[bytes] = []

    def keep(entries: list[messages.log.Stored]) -> None:
        told.extend(serializers.encode(serializers.event(serializers.fresh_line(entry))) for entry in entries)

    start = last_seq(space)
    ack = messages.write_one(Send(ana.pk, space.talk.pk, uuid4(), "gr\u00fc\u00dfe \u202e"), keep)
    assert isinstance(ack, Ack)
    for callback in connection.run_on_commit:
        callback[1]()
    read = access.lines.events(space.talk.pk, start, None, 10)
    assert told == [serializers.encode(serializers.event(line)) for line in read]


def test_sending_costs_five_statements_and_history_two(space: Space) -> None:
    ana = space.people[1]
    with CaptureQueriesContext(connection) as sending:
        messages.write_one(Send(ana.pk, space.talk.pk, uuid4(), "counted"))
    assert len([query for query in sending if "SAVEPOINT" not in query["sql"]]) == 5
    with CaptureQueriesContext(connection) as batch:
        messages.send_many([Send(ana.pk, space.talk.pk, uuid4(), f"{n}") for n in range(50)])
    assert len([query for query in batch if "SAVEPOINT" not in query["sql"]]) == 5
    seat = access.load_room(ana, space.talk.pk, Action.READ_MESSAGES)
    with CaptureQueriesContext(connection) as reads:
        assert len(access.history(seat).messages) == 50
    assert len(reads) == 2
