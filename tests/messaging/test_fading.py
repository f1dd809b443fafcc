"""What goes, and what the database keeps although the code were wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import NotFound
from messaging.actions import fading, messages, participants
from messaging.actions.messages import Ack, Delete, Send
from messaging.models import Message, Participant, RoomEvent
from tests.messaging.rooms import Space, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def numbers(space: Space) -> list[int]:
    return list(RoomEvent.objects.filter(room=space.talk).order_by("seq").values_list("seq", flat=True))


def last_seq(space: Space) -> int:
    space.talk.refresh_from_db()
    return space.talk.last_seq


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
