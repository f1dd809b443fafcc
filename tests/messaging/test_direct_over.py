"""Conversations of two (trust.md R2, R39, R40): closed by a block, over when one of the two has gone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from community.models import Profile
from community.surface import Action
from groups.access import load_membership
from groups.actions import blocks, leaving
from messaging.access.direct import directs_of
from messaging.actions import direct
from messaging.actions.participants import enter
from messaging.models import Direct, Message, Participant, Room
from moderation.actions import appeals
from moderation.models import Sanction
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, code, opened, say, states
from tests.moderation.casework import decides, reports_, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


# ---- blocks ----------------------------------------------------------------------------------------------------------


def test_a_block_closes_both_ways_and_only_the_blocker_is_told(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    say(cast.ben, room, "do you hear me at all")
    ((state, line),) = directs_of(cast.ana)
    assert (state, line.unread, line.body) == ("blocked", 0, HELLO)
    assert states(cast.ben) == ["open"]
    assert code(lambda: say(cast.ana, room)) == "direct_blocked"
    blocks.unblock(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    say(cast.ana, room)


def test_the_request_of_somebody_blocked_waits_like_any_other_and_is_never_seen(cast: Cast) -> None:
    blocks.block(cast.place(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour))
    made = asks(cast, cast.ben, cast.ana)
    assert (states(cast.ben), states(cast.ana)) == (["waiting"], [])
    assert code(lambda: asks(cast, cast.ana, cast.ben)) == "direct_blocked"
    assert code(lambda: direct.accept(cast.ana, made.room_id)) == "direct_blocked"
    assert code(lambda: asks(cast, cast.ana, cast.ben)) == "direct_blocked"
    made.refresh_from_db()
    assert not made.is_open


# ---- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_it_is_over_when_one_of_the_two_has_gone(cast: Cast, how: str) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    say(cast.ben, room, "see you there")
    ben = cast.profile(cast.ben, cast.harbour)
    if how == "leaves":
        leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    else:
        place = cast.place(cast.cara, cast.harbour)
        leaving.remove(place, load_membership(place, ben.pk, Action.REMOVE_MEMBER), reason="Asked to go")
    assert (states(cast.ben), states(cast.ana)) == ([], ["over"])
    assert code(lambda: say(cast.ben, room)) == "not_found"
    assert code(lambda: say(cast.ana, room)) == "direct_over"
    assert Message.objects.filter(room=room, body="see you there").exists()


@pytest.mark.parametrize("words", ["anonymise", "delete"])
def test_what_was_said_follows_the_leavers_choice(cast: Cast, words: str) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    say(cast.ben, room, "see you there")
    ended = cast.membership(cast.ben, cast.harbour)
    leaving.leave(cast.place(cast.ben, cast.harbour), words=words)
    leaving.finish_words(ended.pk)
    ((state, line),) = directs_of(cast.ana)
    left = Message.objects.filter(room=room, body="see you there")
    assert (state, left.exists()) == ("over", words == "anonymise")
    assert (line.other_person is None, line.other_name == "Ben") == (words == "anonymise", words == "delete")


def test_who_comes_back_is_asked_anew_in_the_same_room_and_reads_from_then_on(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    membership = cast.membership(cast.ben, cast.harbour)
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    membership.pk, membership.ended_at, membership.ending, membership._state.adding = uuid4(), None, "", True
    membership.save()
    enter(cast.harbour.pk, membership.profile, "member")
    assert code(lambda: say(cast.ana, room)) == "direct_over"
    hers = "Her number is 0171 2345678, call Nia"
    assert code(lambda: asks(cast, cast.ben, cast.ana, hers)) == "refused"  # known again, though in no room of two
    again = asks(cast, cast.ana, cast.ben, "good that you are back")
    assert (again.room_id, again.is_open) == (room, False)
    ((state, line),) = directs_of(cast.ben)
    assert (state, line.body, line.unread) == ("asked", "good that you are back", 1)
    seat = Participant.objects.get(room=room, profile=cast.profile(cast.ben, cast.harbour))
    assert not Message.objects.filter(room=room, body=HELLO, seq__gt=seat.visible_from_seq).exists()


def test_a_removal_that_was_wrong_ends_no_conversation(cast: Cast) -> None:
    made = opened(cast, cast.ana, cast.ben)
    before = Participant.objects.get(room=made.room, profile__person=cast.ben).visible_from_seq
    decides(cast.cara, reports_(cast.nia, says(cast, cast.ben)).case, Sanction.Kind.REMOVE)
    assert states(cast.ana) == ["over"]
    appeal = appeals.file(cast.ben, Sanction.objects.get().pk, "I was joking with a friend.")
    appeals.answer(cast.maya, appeal.pk, overturned=True, reason="It was a joke among friends.")
    assert (states(cast.ana), states(cast.ben)) == (["open"], ["open"])
    assert Participant.objects.get(room=made.room, profile__person=cast.ben).visible_from_seq == before
    say(cast.ben, made.room_id, "back again")


# ---- when the code is wrong ------------------------------------------------------------------------------------------


def refused_by_the_database(name: str, write: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        write()
    assert name in str(refusal.value) or name == refusal.value.__cause__.diag.constraint_name  # type: ignore[union-attr]


def test_the_database_keeps_one_room_for_two_of_one_space(cast: Cast) -> None:
    made = asks(cast, cast.ana, cast.ben)
    low, high, talk = made.low, made.high, cast.talk(cast.harbour)
    second = Room.objects.create(brand=talk.brand, space=talk.space, kind="direct")
    far = cast.profile(cast.cleo, cast.hill)

    def pair(one: Profile, two: Profile, room: Room = second) -> Callable[[], object]:
        return lambda: Direct.objects.create(room=room, space=talk.space, low=one, high=two, asker=one)

    refused_by_the_database("direct_once_for_two", pair(low, high))
    refused_by_the_database("direct_in_order", pair(high, low))
    refused_by_the_database("direct_of_two", pair(*sorted([far, low], key=lambda profile: profile.pk)))
    refused_by_the_database("direct_of_two", pair(low, high, talk))
    refused_by_the_database("keeps its two", lambda: Direct.objects.update(high=cast.profile(cast.cara, cast.harbour)))


def test_the_database_lets_in_the_two_alone_and_one_message_before_a_yes(cast: Cast) -> None:
    made = asks(cast, cast.ana, cast.ben)
    for third in (cast.cara, cast.bea):
        new = Participant(room=made.room, profile=cast.profile(third, cast.harbour))
        refused_by_the_database("direct_lets_in_two", new.save)
    seats = Participant.objects.filter(room=made.room)
    refused_by_the_database("direct_lets_in_two", lambda: seats.update(voice="brand"))
    for actor in (made.low, made.high):
        refused_by_the_database("direct_waits_for_a_yes", Message(room=made.room, seq=7, actor=actor, body="x").save)
    direct.accept(cast.ben, made.room_id)
    Message(room=made.room, seq=7, actor=made.low, body="x").save()
