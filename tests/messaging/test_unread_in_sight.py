"""What is out of sight is not unread: nobody is led to a room for it (docs/decisions/0034)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import prepared
from community.models import Person
from messaging.access import at_a_glance, rooms, standing, unread_counts
from messaging.access.direct import directs_of
from messaging.actions import messages
from messaging.models import Direct, Message
from messaging.ports import find_message
from tests.cast import Cast
from tests.groups.pages import text
from tests.messaging.directs import opened
from tests.messaging.rooms import Space, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
TALK = "/g/harbour-runners/"


@pytest.fixture
def space() -> Space:
    return make_space()


def say(person: Person, room: UUID, body: str = "words") -> UUID:
    mid = messages.send(person, room, uuid4(), body).mid
    assert mid
    return mid


def counted(person: Person, room: UUID) -> int:
    """The same in the list of rooms as at a glance."""
    (glance,) = (one for one in at_a_glance(person, ["talk", "notices", "event", "direct"]) if one.room_id == room)
    assert unread_counts(person)[room] == glance.unread
    return glance.unread


def test_a_room_with_nothing_else_unread_is_read(space: Space) -> None:
    (ana, ben), talk = space.people[1:], space.talk.pk
    one, two = say(ana, talk), say(ana, talk)
    assert counted(ben, talk) == 2
    kept = find_message(one).hide()
    assert counted(ben, talk) == 1
    find_message(two).hide()
    assert counted(ben, talk) == 0
    assert kept
    find_message(one).restore(kept)
    assert counted(ben, talk) == 1


def test_one_that_is_out_of_sight_and_then_taken_back_counts_once(space: Space) -> None:
    (ana, ben), talk = space.people[1:], space.talk.pk
    mid, _ = say(ana, talk), say(ana, talk)
    find_message(mid).hide()
    messages.delete(ana, talk, mid, uuid4())
    assert counted(ben, talk) == 1


def test_beyond_a_hundred_it_is_a_hundred_whatever_is_out_of_sight(space: Space) -> None:
    (ana, ben), talk = space.people[1:], space.talk.pk
    mids = [messages.seed(ana, talk, uuid4(), f"Round {n}", timezone.now()).mid for n in range(105)]
    for mid in mids[:4]:
        assert mid and find_message(mid).hide()
    assert counted(ben, talk) == 100
    for mid in mids[4:7]:
        assert mid and find_message(mid).hide()
    assert counted(ben, talk) == 98


def test_the_page_begins_at_the_first_that_can_be_read_and_the_list_shows_no_count(cast: Cast) -> None:
    talk = cast.talk(cast.harbour).pk
    hidden = say(cast.ben, talk, "One")
    find_message(hidden).hide()
    shown = '<span class="count">'
    assert shown not in text(cast.client(cast.ana), "/")
    assert opening(cast, talk) is None and 'id="unread"' not in text(cast.client(cast.ana), TALK)
    second = say(cast.ben, talk, "Two")
    assert shown in text(cast.client(cast.ana), "/")
    assert opening(cast, talk) == Message.objects.get(pk=second).seq
    assert 'id="unread"' in text(cast.client(cast.ana), TALK)


def opening(cast: Cast, talk: UUID) -> int | None:
    """Where Ana's page begins."""
    return standing.load_opening(cast.ana, talk).first_unread


def test_between_two_as_well(cast: Cast) -> None:
    made: Direct = opened(cast, cast.ana, cast.ben)
    find_message(say(cast.ben, made.room_id)).hide()
    assert counted(cast.ana, made.room_id) == 0
    assert [line.unread for _state, line in directs_of(cast.ana)] == [0]


def test_it_costs_no_statement_more_and_no_look_at_the_messages_themselves(space: Space) -> None:
    (ana, ben), talk = space.people[1:], space.talk.pk
    for n in range(40):
        mid = say(ana, talk)
        if n % 10 == 0:
            find_message(mid).hide()
    with CaptureQueriesContext(connection) as asked:
        assert unread_counts(ben)[talk] == 36
    assert len(asked) == 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {prepared.BY_KEYS}")
        cursor.execute(f"EXPLAIN {rooms._COUNTS}", [rooms.MOST_UNREAD, ben.pk])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using message_seq_once on messaging_message m" in plan, plan
    assert "Index Only Scan using message_hidden on messaging_message h" in plan, plan
    assert "Seq Scan on messaging_message" not in plan
