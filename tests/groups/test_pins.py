"""What captains put at the top of a room: three at most, gone with its message, and never more than one may see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, NotFound, SnugError
from community.models import Person
from messaging.actions import messages, pins
from messaging.models import Message, Participant, Pin, Room, RoomEvent
from moderation.actions import blocks
from tests.cast import Cast
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
TALK = "/g/harbour-runners/"


def say(person: Person, room: Room, body: str) -> Message:
    return Message.objects.get(pk=messages.seed(person, room.pk, uuid4(), body, timezone.now()).mid)


def seen(cast: Cast, person: Person, room: Room) -> list[str]:
    return [one["body"] for one in cast.client(person).get(f"/api/v1/rooms/{room.pk}/pins").json()["items"]]


def notes(room: Room) -> list[str]:
    return [
        one["what"] for one in RoomEvent.objects.filter(room=room, kind="room.update").values_list("data", flat=True)
    ]


def test_captains_pin_three_at_most_and_everybody_hears_one_quiet_line(cast: Cast) -> None:
    for room in (cast.talk(cast.harbour), cast.notices(cast.harbour)):
        said = [say(cast.cara, room, f"Round {number}") for number in range(4)]
        for one in (*said[:3], said[2]):
            pins.pin(cast.cara, room.pk, one.pk)
        with pytest.raises(Conflict) as full:
            pins.pin(cast.cara, room.pk, said[3].pk)
        assert full.value.code == "too_many_pins"
        assert seen(cast, cast.ana, room) == ["Round 2", "Round 1", "Round 0"]
        pins.unpin(cast.cara, room.pk, said[1].pk)
        pins.unpin(cast.cara, room.pk, said[1].pk)
        pins.pin(cast.cara, room.pk, said[3].pk)
        assert seen(cast, cast.ana, room) == ["Round 3", "Round 2", "Round 0"]
        assert notes(room) == ["pinned"] * 3 + ["unpinned", "pinned"]


def test_nobody_else_pins_and_outsiders_find_nothing(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    said = say(cast.ana, room, "By the crane")
    pins.pin(cast.cara, room.pk, said.pk)
    for person, error in ((cast.ana, Forbidden), (cast.bea, Forbidden), (cast.dov, NotFound), (cast.maya, NotFound)):
        for act in (pins.pin, pins.unpin):
            with pytest.raises(error):
                act(person, room.pk, said.pk)
    with pytest.raises(NotFound):
        pins.pin(cast.cara, room.pk, say(cast.cara, cast.notices(cast.harbour), "Of another room").pk)
    Participant.objects.filter(room=room, profile__person=cast.cara).update(
        muted_until=timezone.now().replace(year=2099)
    )
    with pytest.raises(Forbidden):
        pins.unpin(cast.cara, room.pk, said.pk)
    assert seen(cast, cast.ana, room) == ["By the crane"]


def test_it_goes_with_its_message_and_leaves_its_place(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    said = [say(cast.ana, room, f"Round {number}") for number in range(4)]
    for one in said[:3]:
        pins.pin(cast.cara, room.pk, one.pk)
    messages.delete(cast.ana, room.pk, said[0].pk, uuid4())
    Message.objects.filter(pk=said[1].pk).update(hidden_at=timezone.now())
    assert seen(cast, cast.ben, room) == ["Round 2"]
    assert "Round 1" not in text(cast.client(cast.ben), TALK).split("data-pins")[1].split("</section>")[0]
    pins.pin(cast.cara, room.pk, said[3].pk)
    assert seen(cast, cast.ben, room) == ["Round 3", "Round 2"]
    with pytest.raises(Forbidden):
        pins.pin(cast.cara, room.pk, said[1].pk)


def test_what_was_said_before_ones_time_is_not_shown_and_neither_is_whom_one_blocks(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    old = say(cast.ben, room, "An old promise")
    pins.pin(cast.cara, room.pk, old.pk)
    assert "An old promise" in pins_on_page(cast, cast.ana)
    Participant.objects.filter(room=room, profile__person=cast.nia).update(visible_from_seq=old.seq)
    assert seen(cast, cast.nia, room) == []
    assert "An old promise" not in text(cast.client(cast.nia), TALK)
    with transaction.atomic():
        blocks.block(cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    assert "An old promise" not in pins_on_page(cast, cast.ana)


def pins_on_page(cast: Cast, person: Person) -> str:
    return text(cast.client(person), TALK).split("data-pins")[1].split("</section>")[0]


def test_without_a_script_a_captain_pins_on_the_messages_page(cast: Cast) -> None:
    said, client = say(cast.ben, cast.talk(cast.harbour), "By the crane"), cast.client(cast.cara)
    assert "Pin it at the top" in text(client, f"{TALK}message/{said.pk}/")
    assert "Pin it at the top" not in text(cast.client(cast.ana), f"{TALK}message/{said.pk}/")
    client.post(f"{TALK}pin/{said.pk}/", {"do": "pin"})
    assert "By the crane" in pins_on_page(cast, cast.ana)
    assert f"#m{said.seq}" in pins_on_page(cast, cast.ana)
    assert "Take it down" in text(client, f"{TALK}message/{said.pk}/")
    client.post(f"{TALK}pin/{said.pk}/", {"do": "unpin"})
    assert "By the crane" not in pins_on_page(cast, cast.ana)


def test_the_database_has_three_places(cast: Cast) -> None:
    room, mine = cast.talk(cast.harbour), cast.profile(cast.cara, cast.harbour)
    said = [say(cast.ana, room, f"Round {number}") for number in range(2)]
    Pin.objects.create(room=room, message=said[0], place=1, by=mine)
    for place in (1, 4, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pin.objects.create(room=room, message=said[1], place=place, by=mine)


@pytest.mark.django_db(transaction=True)
def test_of_six_pinned_at_once_three_stand(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    said = [say(cast.ana, room, f"Round {number}") for number in range(6)]

    def put(one: Message) -> str:
        try:
            pins.pin(cast.cara, room.pk, one.pk)
            return "pinned"
        except SnugError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        became = sorted(pool.map(put, said))
    assert became == ["pinned"] * 3 + ["too_many_pins"] * 3
    assert len(seen(cast, cast.ben, room)) == 3
