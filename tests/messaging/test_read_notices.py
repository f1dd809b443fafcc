"""Read on one device, quiet on all: who reads a room need not be told of it any more, and it costs nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Dispatch, Person
from messaging.actions import messages, reading
from messaging.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def told(person: Person, subject: UUID, channel: str = "app") -> Dispatch:
    now = timezone.now()
    times = {"due_at": now, "send_at": now, "useful_until": now + timedelta(days=1)}
    return Dispatch.objects.create(
        kind="of.a.room", person=person, channel=channel, subject=subject, state="sent", sent_at=now, **times
    )


def said(cast: Cast, words: str) -> Message:
    room = cast.notices(cast.harbour)
    sent = messages.send(cast.cara, room.pk, uuid4(), words)
    return Message.objects.get(room=room, seq=sent.seq)


def are_read(*dispatches: Dispatch) -> list[bool]:
    return [Dispatch.objects.get(pk=one.pk).read_at is not None for one in dispatches]


def test_reading_a_room_reads_what_is_about_it_and_about_its_messages_up_to_there(cast: Cast) -> None:
    first, second = said(cast, "Bring a light"), said(cast, "And a cup")
    about = [told(cast.ana, first.pk), told(cast.ana, first.room_id, "push"), told(cast.ana, second.pk)]
    others = [told(cast.ben, first.pk), told(cast.ana, uuid4())]
    reading.mark_read(cast.ana, first.room_id, first.seq)
    assert are_read(*about) == [True, True, False]
    reading.advance(cast.ana.pk, first.room_id, second.seq)
    assert are_read(*about) == [True, True, True]
    assert are_read(*others) == [False, False]


def test_reading_another_room_reads_nothing_of_this_one(cast: Cast) -> None:
    notice = told(cast.ana, said(cast, "Bring a light").pk)
    reading.mark_read(cast.ana, cast.talk(cast.harbour).pk, 99)
    assert are_read(notice) == [False]


def test_where_nothing_is_unread_a_reading_is_one_statement(cast: Cast) -> None:
    first = said(cast, "Bring a light")
    with CaptureQueriesContext(connection) as asked:
        reading.advance(cast.ana.pk, first.room_id, first.seq)
    assert len(asked) == 1
    told(cast.ana, first.pk)
    with CaptureQueriesContext(connection) as asked:
        reading.advance(cast.ana.pk, first.room_id, first.seq)
    assert len(asked) > 1
