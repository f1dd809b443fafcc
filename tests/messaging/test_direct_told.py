"""What conversations of two tell who is not looking: no word, no name, once, and on no device any more once read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Dispatch, Person
from community.notifications import planning, sending
from groups.actions import blocks, leaving
from messaging.actions import direct, messages, reading
from messaging.actions.messages import seed
from messaging.models import Mention, Message, RoomEvent
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
A_MINUTE = timedelta(minutes=1)


def asked_a_minute_ago(cast: Cast, who: Person, whom: Person) -> UUID:
    room = asks(cast, who, whom).room_id
    Message.objects.filter(room=room).update(created_at=timezone.now() - A_MINUTE)
    return room


def tick() -> list[tuple[str, str]]:
    """One round of the clock: who was written to, and under which title."""
    before = len(mail.outbox)
    planning.plan_due()
    sending.send_due()
    return sorted((letter.to[0].partition("@")[0], letter.subject) for letter in mail.outbox[before:])


def test_who_is_asked_hears_of_it_once_without_a_word_or_a_name(cast: Cast) -> None:
    asked_a_minute_ago(cast, cast.ana, cast.ben)
    assert tick() == [("ben", "Somebody in Harbour Runners asks to write with you")]
    assert tick() == []
    (letter,) = mail.outbox
    told = letter.subject + str(letter.body) + str(letter.alternatives[0][0])
    assert HELLO not in told and "Ana" not in told


def test_names_and_replies_between_two_are_told_as_a_direct_message_alone(cast: Cast) -> None:
    """Neither gets past a request that waits for a yes."""
    asks(cast, cast.ana, cast.ben, "@Ben, are you the one with the red bike?")
    room = opened(cast, cast.ana, cast.cara).room_id
    first = messages.send(cast.cara, room, uuid4(), "Who brings the lamp?")
    messages.send(cast.ana, room, uuid4(), "@Cara, I do", reply_to=first.mid)
    for table, at in ((Message, "created_at"), (Mention, "at")):
        table.objects.update(**{at: timezone.now() - timedelta(hours=1)})
    planning.plan_due()
    kinds = set(Dispatch.objects.filter(person__in=[cast.ben, cast.cara]).values_list("kind", flat=True))
    assert kinds == {"direct.request", "direct.message"}


def test_of_words_after_the_yes_one_hears_until_one_has_read_them(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    seed(cast.ben, room, uuid4(), "see you there", timezone.now() - A_MINUTE)
    seed(cast.ben, room, uuid4(), "or somewhere else", timezone.now() - A_MINUTE)
    assert tick() == [("ana", "A direct message in Harbour Runners")]
    assert Dispatch.objects.filter(person=cast.ana, channel="app", state="sent", read_at=None).count() == 1
    head = RoomEvent.objects.filter(room=room).order_by("-seq").values_list("seq", flat=True)[0]
    reading.mark_read(cast.ana, room, head)
    assert not Dispatch.objects.filter(person=cast.ana, channel="app", state="sent", read_at=None).exists()


@pytest.mark.parametrize("meanwhile", ["declined", "blocked", "taken back", "left", "read"])
def test_what_is_no_longer_so_is_told_to_nobody(cast: Cast, meanwhile: str) -> None:
    room = asked_a_minute_ago(cast, cast.ana, cast.ben)
    planning.plan_due()
    if meanwhile == "declined":
        direct.decline(cast.ben, room)
    elif meanwhile == "blocked":
        blocks.block(cast.place(cast.ben, cast.harbour), cast.profile(cast.ana, cast.harbour))
    elif meanwhile == "taken back":
        messages.delete(cast.ana, room, Message.objects.get(room=room).pk, uuid4())
    elif meanwhile == "left":
        leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    else:
        reading.mark_read(cast.ben, room, 1)
    assert tick() == []


def test_nothing_by_somebody_blocked_is_told(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    seed(cast.ben, room, uuid4(), "do you hear me at all", timezone.now() - A_MINUTE)
    assert tick() == []


def test_the_switches_of_both_stand_on_the_page_with_every_switch(cast: Cast) -> None:
    page = cast.client(cast.ana).get("/me/notifications/").content.decode()
    assert "Somebody asks to write with you" in page and "New direct messages" in page
