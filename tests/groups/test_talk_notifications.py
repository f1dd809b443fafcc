"""What a conversation tells who is not looking: notices, and new messages to who asked for that."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from community.models import Dispatch, Person, Preference
from community.notifications import planning, sending
from messaging.actions.messages import seed
from messaging.models import Message, Participant, Room
from tests.cast import Cast

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


def say(person: Person, room: Room, body: str = "High water at the pier", ago: timedelta = A_MINUTE) -> Message:
    return Message.objects.get(pk=seed(person, room.pk, uuid4(), body, timezone.now() - ago).mid)


def tick() -> list[list[str]]:
    """One round of the clock: who was written to."""
    before = len(mail.outbox)
    planning.plan_due()
    sending.send_due()
    return sorted(letter.to for letter in mail.outbox[before:])


def test_a_notice_reaches_everybody_but_its_author_once_and_says_none_of_its_words(cast: Cast) -> None:
    say(cast.cara, cast.notices(cast.harbour))
    assert tick() == [["ana@example.org"], ["bea@example.org"], ["ben@example.org"], ["nia@example.org"]]
    assert tick() == []
    for letter in mail.outbox:
        assert "High water" not in letter.subject + letter.body + str(letter.alternatives[0][0])
        assert "Cara" not in letter.body


def test_a_notice_that_was_read_or_taken_back_meanwhile_goes_to_nobody(cast: Cast) -> None:
    room = cast.notices(cast.harbour)
    first, second = say(cast.cara, room), say(cast.cara, room)
    planning.plan_due()
    Message.objects.filter(pk=second.pk).update(deleted_at=timezone.now(), body="", bare="")
    Participant.objects.filter(room=room, profile__person=cast.ana).update(read_seq=first.seq)
    sending.send_due()
    heard = Dispatch.objects.filter(kind="notice", channel="app", state="sent")
    assert set(heard.values_list("person", "subject")) == {
        (person.pk, first.pk) for person in (cast.ben, cast.nia, cast.bea)
    }


def test_a_notice_has_half_a_minute_to_be_seen_before_anybody_is_told(cast: Cast) -> None:
    say(cast.cara, cast.notices(cast.harbour), ago=timedelta())
    planning.plan_due()
    assert Dispatch.objects.filter(kind="notice").count() == 8
    assert tick() == []


def test_new_messages_are_told_to_who_asked_for_it_once_until_they_look(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    Preference.objects.create(person=cast.ben, kind="message", channel="mail", mode="on")
    say(cast.ana, room)
    say(cast.ana, room)
    assert tick() == [["ben@example.org"]]
    say(cast.ana, room)
    assert tick() == []
    Participant.objects.filter(room=room, profile__person=cast.ben).update(read_seq=F("visible_from_seq") + 100)
    Room.objects.filter(pk=room.pk).update(last_seq=F("last_seq") + 200)
    assert tick() == []
    say(cast.ana, room, "Low water at the pier")
    assert tick() == [["ben@example.org"]]


def test_ones_own_words_are_no_news(cast: Cast) -> None:
    Preference.objects.create(person=cast.ana, kind="message", channel="mail", mode="on")
    say(cast.ana, cast.talk(cast.harbour))
    assert tick() == []
    say(cast.ben, cast.talk(cast.harbour))
    assert tick() == [["ana@example.org"]]


def test_who_was_removed_hears_of_nothing(cast: Cast) -> None:
    Preference.objects.create(person=cast.dov, kind="message", channel="mail", mode="on")
    say(cast.ana, cast.talk(cast.harbour))
    say(cast.cara, cast.notices(cast.harbour))
    assert ["dov@example.org"] not in tick()
