"""Two who ask each other in the same moment, and whoever goes meanwhile: real connections, one for each."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from community.errors import SnugError
from groups.actions import leaving
from messaging.actions import direct, messages
from messaging.actions.commands import Ack
from messaging.models import Direct, Message, Participant, Room, RoomEvent
from tests.cast import Cast
from tests.groups.parallel import at_once, deadlocks
from tests.messaging.directs import asks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rates")]


def test_who_ask_each_other_at_once_have_one_room_and_both_their_words(cast: Cast) -> None:
    pairs = [(cast.ana, cast.ben), (cast.ben, cast.ana)] * 2
    jobs = [
        partial(direct.ask, who, cast.profile(whom, cast.harbour).pk, uuid4(), f"hello number {n}")
        for n, (who, whom) in enumerate(pairs)
    ]
    outcomes = at_once(jobs)
    made = Direct.objects.get()
    assert Room.objects.filter(kind=Room.Kind.DIRECT).count() == 1
    assert made.is_open
    said = [one for one in outcomes if isinstance(one, Ack)]
    refused = [one.code for one in outcomes if isinstance(one, SnugError)]
    assert len(said) + len(refused) == 4 and set(refused) <= {"direct_waits"}, outcomes
    assert len(refused) <= 1  # the second request of one, where both of theirs came before the other's
    assert Message.objects.filter(room=made.room).count() == len(said)
    seqs = RoomEvent.objects.filter(room=made.room).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, len(said) + 2))  # the words, and once that both may write


def test_of_many_equal_tries_there_is_one_request(cast: Cast) -> None:
    whom = cast.profile(cast.ben, cast.harbour).pk
    outcomes = at_once([partial(direct.ask, cast.ana, whom, uuid4(), f"hello number {n}") for n in range(4)])
    assert sum(isinstance(one, Ack) for one in outcomes) == 1, outcomes
    assert {one.code for one in outcomes if isinstance(one, SnugError)} == {"direct_waits"}
    assert Message.objects.filter(room=Direct.objects.get().room).count() == 1


def test_nobody_waits_for_another_for_ever(cast: Cast) -> None:
    before = deadlocks()
    ben, ana = (cast.place(person, cast.harbour) for person in (cast.ben, cast.ana))
    bens, anas = (place.profile.pk for place in (ben, ana))
    captain = cast.place(cast.cara, cast.harbour)
    membership = cast.membership(cast.ana, cast.harbour)
    room = asks(cast, cast.ana, cast.ben).room_id
    at_once(
        [
            partial(direct.accept, cast.ben, room),
            partial(direct.ask, cast.ben, anas, uuid4(), "in the same moment"),
            partial(direct.ask, cast.cara, bens, uuid4(), "and a third one"),
            partial(messages.send, cast.ana, cast.talk(cast.harbour).pk, uuid4(), "said among all"),
            partial(leaving.hand_over, captain, membership),
            partial(leaving.leave, ben, words="keep"),
        ]
    )
    assert deadlocks() == before


def test_yes_and_leaving_at_once_leave_nobody_in_who_has_gone(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    ben = cast.place(cast.ben, cast.harbour)
    at_once([partial(direct.accept, cast.ben, room), partial(leaving.leave, ben, words="keep")])
    assert not Participant.objects.filter(room=room, profile=ben.profile, active=True).exists()
    with pytest.raises(SnugError) as refusal:
        asks(cast, cast.ana, cast.ben)
    assert refusal.value.code == "not_found"
