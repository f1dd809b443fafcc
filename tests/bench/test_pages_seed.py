"""The database of `make bench-pages`, small: what is measured there is what the product would have made."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from bench.pages.cast import Size
from bench.pages.check import breaches
from bench.pages.seed import seed
from community.models import Person
from groups.models import Group, JoinRequest, Membership
from messaging.access import at_a_glance, unread_counts
from messaging.models import Message, Participant, Reaction, Room, RoomEvent

SMALL = Size(groups=20, people=200, messages=5_000, long_rooms=2)
NOW = timezone.now()


@pytest.fixture
def seeded(db: None) -> None:
    seed(SMALL, NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as before a measurement: planned for empty tables a check takes half a minute


def test_it_is_as_large_as_was_asked_and_breaks_nothing_that_the_database_keeps(seeded: None) -> None:
    assert breaches() == {}
    assert Group.objects.count() == SMALL.groups
    assert Person.objects.count() == SMALL.people
    assert Message.objects.count() == SMALL.messages
    long = Room.objects.annotate(said=Count("messages")).filter(said=SMALL.long_room)
    assert long.count() == SMALL.long_rooms
    assert not Message.objects.filter(created_at__gt=NOW).exists()
    assert not Message.objects.filter(created_at__lt=NOW - timedelta(days=301)).exists()


def test_every_kind_of_thing_that_pages_meet_is_there(seeded: None) -> None:
    assert Message.objects.exclude(deleted_at=None).count() > 10
    assert Reaction.objects.count() > 100
    assert Membership.objects.exclude(ended_at=None).exists()
    assert Participant.objects.filter(active=False).exists()
    assert JoinRequest.objects.filter(state=JoinRequest.State.ASKED).exists()
    assert Room.objects.filter(shared_from_seq=0).exists() and Room.objects.filter(shared_from_seq=None).exists()
    belongs = Person.objects.annotate(groups=Count("profiles")).values_list("groups", flat=True)
    assert (min(belongs), max(belongs)) == (1, 10)


@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("UPDATE messaging_room SET last_seq = last_seq + 1", "rooms whose numbers are not 1 to last_seq"),
        ("UPDATE messaging_message SET actor_id = gen_random_uuid()", "words by who was not in the room"),
        ("UPDATE messaging_participant SET read_seq = 1000000", "read positions outside the room"),
        ("UPDATE groups_group SET active_count = active_count - 1", "groups whose count is not that of their members"),
        ("UPDATE messaging_participant SET visible_from_seq = 7", "participants whose window is neither their join"),
        ("DELETE FROM messaging_roomevent WHERE kind = 'member.leave'", "members who left without their event"),
    ],
)
def test_a_seed_that_were_wrong_would_be_found(seeded: None, breach: str, told: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(breach)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert any(name.startswith(told) for name in breaches())


def test_unread_is_what_counting_one_by_one_gives(seeded: None) -> None:
    some = 0
    for person in Person.objects.order_by("email")[:30]:
        counts = unread_counts(person)
        assert counts == {room.room_id: room.unread for room in at_a_glance(person, Room.Kind.values)}
        for seat in Participant.objects.filter(profile__person=person, active=True):
            after = max(seat.read_seq, seat.visible_from_seq)
            others = Message.objects.filter(room=seat.room, seq__gt=after, deleted_at=None).exclude(actor=seat.profile)
            assert counts[seat.room_id] == min(100, others.count())
            some += counts[seat.room_id] > 0
    assert some > 5


def test_the_pages_open_for_whoever_is_in(seeded: None) -> None:
    seat = Participant.objects.filter(active=True, room__kind=Room.Kind.TALK).order_by("-room__last_seq")[0]
    client = Client()
    client.force_login(seat.profile.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    newest = Message.objects.filter(room=seat.room, deleted_at=None, seq__gt=seat.visible_from_seq).latest("seq")
    page = client.get(f"/g/{Group.objects.get(pk=seat.room.space).slug}/?before={newest.seq + 1}")
    assert page.status_code == 200
    assert newest.body in page.content.decode()
    assert client.get("/").status_code == 200
    answer = client.get(f"/api/v1/rooms/{seat.room_id}/messages").json()
    assert answer["at_seq"] == seat.room.last_seq == RoomEvent.objects.filter(room=seat.room).count()
