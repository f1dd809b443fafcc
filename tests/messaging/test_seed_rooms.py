"""`manage.py seed_rooms`: many people at once, and the state that joining gives."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groups.models import Group
from messaging.actions import tickets
from messaging.models import Participant, Room, RoomEvent

pytestmark = pytest.mark.django_db


def seed(**options: int) -> list[dict[str, str]]:
    out = StringIO()
    call_command("seed_rooms", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_prints_one_line_per_person_in_member_order() -> None:
    lines = seed(groups=3, size=4)
    assert len(lines) == 12
    assert [set(line) for line in lines] == [{"room", "person", "ticket"}] * 12
    rooms = [line["room"] for line in lines]
    assert [rooms[n : n + 4] == [rooms[n]] * 4 for n in (0, 4, 8)] == [True] * 3
    captain = Participant.objects.get(room=rooms[0], profile__person=lines[0]["person"])
    assert captain.voice == "captain"
    for line in lines:
        spent = tickets.spend(line["ticket"])
        assert spent is not None
        assert str(spent.person_id) == line["person"]


def test_a_seeded_room_is_what_joining_one_by_one_gives() -> None:
    lines = seed(groups=1, size=200)
    group = Group.objects.get(load_test=True)
    assert (group.active_count, group.size_cap) == (200, 200)
    for room in Room.objects.filter(space=group.pk):
        assert room.last_seq == 200
        events = RoomEvent.objects.filter(room=room).order_by("seq")
        assert [(event.seq, event.kind) for event in events] == [(n, "member.join") for n in range(1, 201)]
        seats = {seat.profile_id: seat for seat in Participant.objects.filter(room=room, active=True)}
        assert all(seats[event.actor_id].visible_from_seq == event.seq - 1 for event in events if event.actor_id)
        assert len(seats) == 200
    assert lines[0]["room"] == str(Room.objects.get(space=group.pk, kind="talk").pk)


@pytest.mark.parametrize("options", [{"groups": 0, "size": 2}, {"groups": 1, "size": 0}, {"groups": 1, "size": 99999}])
def test_senseless_numbers_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        seed(**options)


def test_it_is_refused_in_production(settings: pytest.FixtureRequest) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="development"):
        seed(groups=1, size=2)
