"""Nobody is told of words that are no longer there, or of a room that they have muted, and taking words back is no way
to make a phone ring once more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F

from community.models import Dispatch, Person, Preference
from community.notifications import inbox, planning
from messaging.actions import hiding, hushing, reading
from messaging.models import Mention, Message, Participant, Room
from messaging.notifications import RESTS
from tests.cast import Cast
from tests.groups.test_talk_notifications import A_MINUTE, tick
from tests.messaging.directs import opened
from tests.moderation.casework import says, takes_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


def goes_back(cast: Cast, message: Message) -> None:
    assert message.actor and message.actor.person
    takes_back(cast, message.actor.person, message)


def is_hidden(cast: Cast, message: Message) -> None:
    captain = cast.cara
    if message.actor == cast.profile(cast.cara, cast.harbour):
        captain = cast.ben
        Participant.objects.filter(room=message.room, profile__person=captain).update(voice="captain")
    hiding.hide(captain, message.room_id, message.pk, "Not here.")


@pytest.fixture
def wanted(cast: Cast) -> None:
    Preference.objects.create(person=cast.ana, kind="message", channel="mail", mode="on")


def a_minute_ago(cast: Cast, person: Person, room: Room) -> Message:
    said = says(cast, person, "The lamp", room)
    Message.objects.filter(room=room).update(created_at=F("created_at") - A_MINUTE)
    said.refresh_from_db()
    return said


@pytest.mark.parametrize("goes", [goes_back, is_hidden])
@pytest.mark.parametrize("planned", [True, False])
def test_of_words_that_went_before_it_is_told_nobody_hears(cast: Cast, wanted: None, goes: Any, planned: bool) -> None:
    said = [
        a_minute_ago(cast, cast.ben, cast.talk(cast.harbour)),
        a_minute_ago(cast, cast.cara, cast.notices(cast.harbour)),
    ]
    if planned:
        planning.plan_due()
    for one in said:
        goes(cast, one)
    assert ["ana@example.org"] not in tick()


@pytest.mark.parametrize("where", ["talk", "direct"])
def test_taking_words_back_and_saying_others_makes_no_phone_ring_again(cast: Cast, wanted: None, where: str) -> None:
    room = cast.talk(cast.harbour) if where == "talk" else opened(cast, cast.ben, cast.ana).room
    room.refresh_from_db()
    reading.mark_read(cast.ana, room.pk, room.last_seq)
    first = a_minute_ago(cast, cast.ben, room)
    assert ["ana@example.org"] in tick()
    for _ in range(3):
        goes_back(cast, first)
        first = a_minute_ago(cast, cast.ben, room)
        assert ["ana@example.org"] not in tick()
    Dispatch.objects.update(sent_at=F("sent_at") - RESTS)
    assert ["ana@example.org"] in tick(), "what stands there since is not lost"


@pytest.mark.parametrize("planned", [True, False])
def test_a_muted_conversation_of_two_tells_nothing(cast: Cast, planned: bool) -> None:
    room = opened(cast, cast.ben, cast.ana).room
    if not planned:
        hushing.hush(cast.ana, room.pk, None)
        Participant.objects.filter(room=room, profile__person=cast.ana).update(hushed_at=F("hushed_at") - 2 * A_MINUTE)
    a_minute_ago(cast, cast.ben, room)
    if planned:
        planning.plan_due()
        hushing.hush(cast.ana, room.pk, None)
    assert ["ana@example.org"] not in tick()


@pytest.mark.parametrize("goes", [goes_back, is_hidden])
@pytest.mark.parametrize("where", ["talk", "notices"])
def test_what_is_gone_is_counted_in_no_inbox_and_rings_in_no_morning(
    cast: Cast, goes: Any, where: str, django_capture_on_commit_callbacks: Any
) -> None:
    room = cast.talk(cast.harbour) if where == "talk" else cast.notices(cast.harbour)
    said = says(cast, cast.ben if where == "talk" else cast.cara, "@Ana, the lamp", room)
    kept = says(cast, cast.ben, "@Ana, and the rope", cast.talk(cast.harbour))
    Message.objects.update(created_at=F("created_at") - A_MINUTE)
    Mention.objects.update(at=F("at") - A_MINUTE)
    tick()
    assert inbox.unread(cast.ana) == 2
    with django_capture_on_commit_callbacks(execute=True):
        goes(cast, said)
    assert [item.dispatch.subject for item in inbox.page(cast.ana) if item.unread] == [kept.pk]
    assert inbox.unread(cast.ana) == 1 and inbox.unread(cast.ben) == 0


def test_what_is_taken_back_between_two_is_counted_no_more(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    room = opened(cast, cast.ben, cast.ana).room
    room.refresh_from_db()
    reading.mark_read(cast.ana, room.pk, room.last_seq)
    said = a_minute_ago(cast, cast.ben, room)
    tick()
    assert inbox.unread(cast.ana) == 1
    with django_capture_on_commit_callbacks(execute=True):
        goes_back(cast, said)
    assert inbox.unread(cast.ana) == 0
