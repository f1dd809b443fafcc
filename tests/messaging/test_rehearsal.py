"""What is done before the first message after a start, so that it waits for none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from messaging.actions import messages
from messaging.models import Message, RoomEvent
from messaging.polling import Asked
from tests.messaging.media_room import app_of, uploaded
from tests.messaging.polls import ask
from tests.messaging.rooms import make_space

pytestmark = pytest.mark.django_db(transaction=True)


def planned() -> set[str]:
    """What this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def test_the_first_message_has_nothing_planned_any_more() -> None:
    space = make_space()
    connection.close()  # those of the space are not this one's
    messages.rehearse()
    before = planned()
    (ack,) = messages.write_many([messages.Send(space.people[1].pk, space.talk.pk, uuid4(), "Hallo")])
    assert isinstance(ack, messages.Ack)
    assert before
    assert planned() == before


def test_nothing_is_left_of_it() -> None:
    make_space()
    count = Message.objects.count(), RoomEvent.objects.count()
    messages.rehearse()
    assert (Message.objects.count(), RoomEvent.objects.count()) == count


def test_plain_words_end_their_transaction_themselves() -> None:
    """One exchange less; what more is to be stored ends with Django's own."""
    space = make_space()
    told: list[int] = []
    for body in ("Hallo", "Hallo @captain"):
        (ack,) = messages.write_many(
            [messages.Send(space.people[1].pk, space.talk.pk, uuid4(), body)], lambda entries: told.append(len(entries))
        )
        assert isinstance(ack, messages.Ack)
        assert not connection.in_atomic_block
        connection.close()  # what was not committed is gone with it
        assert Message.objects.get(pk=ack.mid).body == body
    assert told == [1, 1]


def test_words_beside_a_secret_ballot_leave_the_end_to_who_writes_last() -> None:
    """A ballot has no number, and is written after the words: in one transaction with them, under the room's lock."""
    space = make_space(("cara", "ana", "ben", "dan"))
    mid, room = ask(space, secret=True), space.talk.pk
    words = messages.Send(space.people[1].pk, room, uuid4(), "Hallo")
    said, voted = messages.write_many([words, messages.Vote(space.people[2].pk, room, mid, uuid4(), (0,))])
    assert isinstance(said, messages.Ack)
    assert isinstance(voted, messages.Ack)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.xmin = p.xmin FROM messaging_message m, messaging_poll p WHERE m.id = %s AND p.message_id = %s",
            [said.mid, mid],
        )
        assert cursor.fetchall() == [(True,)]


@pytest.mark.parametrize("what", ["poll", "photo", "name"])
def test_what_comes_with_words_is_written_in_their_transaction(what: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    space = make_space(("cara", "ana", "ben"))
    ana, room = space.people[1], space.talk
    poll = Asked(("Yes", "No")) if what == "poll" else None
    media = (UUID(uploaded(app_of(ana), room)),) if what == "photo" else ()
    body = f"Who comes, @{space.profiles[2].name}?" if what == "name" else "Who comes?"
    (said,) = messages.write_many([messages.Send(ana.pk, room.pk, uuid4(), body, media=media, poll=poll)])
    assert isinstance(said, messages.Ack)
    beside = {"poll": "messaging_poll", "photo": "messaging_media", "name": "messaging_mention"}[what]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.xmin = o.xmin FROM messaging_message m JOIN {beside} o ON o.message_id = m.id WHERE m.id = %s",
            [said.mid],
        )
        assert cursor.fetchall() == [(True,)]
