"""One room's log, one writer at a time: what is stored, refused, repeated, deleted and faded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from community.surface import Action
from messaging import access, serializers
from messaging.actions import fading, messages, participants, reading, rooms
from messaging.actions.messages import Ack, Delete, Send
from messaging.models import Message, Participant, RoomEvent
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


def test_deleting_takes_the_words_and_keeps_the_place_and_the_cid(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    sent = messages.send(ana, space.talk.pk, cid, "regret")
    assert sent.mid
    gone = messages.delete(ana, space.talk.pk, sent.mid, uuid4())
    assert gone.seq == sent.seq + 1
    message = Message.objects.get(pk=sent.mid)
    assert (message.body, message.deleted_at is not None) == ("", True)
    faded = RoomEvent.objects.get(room=space.talk, seq=sent.seq)
    assert (faded.actor_id, faded.cid_mac, faded.data, faded.cid) == (None, None, {}, cid)
    late_retry = messages.send(ana, space.talk.pk, cid, "regret")
    assert (late_retry.dup, late_retry.seq) == (True, sent.seq)
    assert Message.objects.count() == 1


def test_deleting_is_idempotent_by_cid_and_a_second_one_finds_nothing(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    mid = messages.send(ana, space.talk.pk, uuid4(), "regret").mid
    assert mid
    first = messages.delete(ana, space.talk.pk, mid, cid)
    assert messages.delete(ana, space.talk.pk, mid, cid).seq == first.seq
    with pytest.raises(NotFound):
        messages.delete(ana, space.talk.pk, mid, uuid4())


def test_two_deletions_of_one_message_in_one_batch_make_one_event(space: Space) -> None:
    ana = space.people[1]
    mid = messages.send(ana, space.talk.pk, uuid4(), "regret").mid
    assert mid
    answers = messages.send_many([Delete(ana.pk, space.talk.pk, mid, uuid4()) for _ in range(2)])
    assert isinstance(answers[0], Ack)
    assert isinstance(answers[1], NotFound)


def test_nobody_deletes_the_words_of_others_and_learns_nothing_by_trying(space: Space) -> None:
    cara, ana, ben = space.people
    mid = messages.send(ana, space.talk.pk, uuid4(), "mine").mid
    assert mid
    for person in (ben, cara):
        with pytest.raises(NotFound):
            messages.delete(person, space.talk.pk, mid, uuid4())
    with pytest.raises(NotFound):
        messages.delete(ana, space.notices.pk, mid, uuid4())
    assert Message.objects.get(pk=mid).body == "mine"


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


def test_a_leavers_words_fade_in_one_event_per_page(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fading, "PAGE", 4)
    _, ana, ben = space.people
    messages.send_many([Send(ben.pk, space.talk.pk, uuid4(), f"m{n}") for n in range(10)])
    kept = messages.send(ana, space.talk.pk, uuid4(), "kept")
    participants.depart(space.id, space.profiles[2], reason="left")
    fading.fade_words(space.id, space.profiles[2], "delete")
    gone = RoomEvent.objects.filter(room=space.talk, kind="msg.gone")
    assert gone.count() == 3
    assert list(Message.objects.filter(deleted_at=None).values_list("pk", flat=True)) == [kept.mid]
    assert not Message.objects.exclude(body="").exclude(pk=kept.mid).exists()
    fading.fade_words(space.id, space.profiles[2], "delete")
    assert gone.count() == 3
    assert numbers(space) == list(range(1, last_seq(space) + 1))


def test_words_that_have_lived_their_time_go_and_younger_ones_stay(space: Space) -> None:
    ana = space.people[1]
    now = timezone.now()
    for days in (400, 380, 366, 364, 1):
        messages.seed(ana, space.talk.pk, uuid4(), f"{days} days ago", now - timedelta(days=days))
    fading.expire(space.id, now - timedelta(days=365))
    standing = Message.objects.filter(room=space.talk, deleted_at=None).order_by("seq")
    assert [message.body for message in standing] == ["364 days ago", "1 days ago"]
    assert not Message.objects.exclude(deleted_at=None).exclude(body="").exists()
    gone = RoomEvent.objects.get(room=space.talk, kind="msg.gone")
    assert set(gone.data) == {"from", "to"}
    fading.expire(space.id, now - timedelta(days=365))
    assert RoomEvent.objects.filter(kind="msg.gone").count() == 1


def test_the_cid_of_a_deleted_message_is_forgotten_after_thirty_days(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    mid = messages.send(ana, space.talk.pk, cid, "regret").mid
    assert mid
    messages.delete(ana, space.talk.pk, mid, uuid4())
    assert fading.forget_cids(timezone.now() + timedelta(days=29)) == 0
    assert messages.send(ana, space.talk.pk, cid, "regret").dup
    assert fading.forget_cids(timezone.now() + timedelta(days=31)) == 1
    assert not messages.send(ana, space.talk.pk, cid, "regret").dup


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


def test_sending_costs_seven_statements_and_history_three(space: Space) -> None:
    ana = space.people[1]
    with CaptureQueriesContext(connection) as sending:
        messages.write_one(Send(ana.pk, space.talk.pk, uuid4(), "counted"))
    assert len([query for query in sending if "SAVEPOINT" not in query["sql"]]) == 7
    with CaptureQueriesContext(connection) as batch:
        messages.send_many([Send(ana.pk, space.talk.pk, uuid4(), f"{n}") for n in range(50)])
    assert len([query for query in batch if "SAVEPOINT" not in query["sql"]]) == 7
    seat = access.load_room(ana, space.talk.pk, Action.READ_MESSAGES)
    with CaptureQueriesContext(connection) as reads:
        assert len(access.history(seat).messages) == 50
    assert len(reads) == 3


def test_a_participant_cannot_be_deactivated_or_deleted_past_the_log(space: Space) -> None:
    seat = space.seat(space.people[1])
    for change in ({"active": False}, {"active": False, "left_seq": last_seq(space)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=seat.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=seat.pk).delete()
    participants.depart(space.id, space.profiles[1], reason="left")
    assert Participant.objects.filter(pk=seat.pk).delete()


def test_the_counter_never_goes_back_and_events_keep_their_place(space: Space) -> None:
    last_seq(space)
    space.talk.last_seq -= 1
    with pytest.raises(IntegrityError), transaction.atomic():
        space.talk.save(update_fields=["last_seq"])
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomEvent.objects.filter(room=space.talk, seq=1).update(kind="msg.new")


@pytest.mark.django_db(transaction=True)
def test_events_stay_while_their_room_lives_and_go_with_it() -> None:
    space = make_space(["cara"])
    with pytest.raises(IntegrityError):
        RoomEvent.objects.filter(room=space.talk, seq=1).delete()
    participants.depart(space.id, space.profiles[0], reason="closed")
    with transaction.atomic():
        Participant.objects.filter(room=space.talk).delete()
        RoomEvent.objects.filter(room=space.talk).delete()
        space.talk.delete()
    assert not RoomEvent.objects.filter(room_id=space.talk.pk).exists()
