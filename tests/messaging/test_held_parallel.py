"""Held words, decided about by several at the same moment: one decides, whoever comes first."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, NotFound
from messaging.actions import held, messages, participants
from messaging.models import Message, Participant, Pending, Room, RoomEvent
from tests.groups.parallel import at_once
from tests.messaging.holding import WORDS, hold, rules
from tests.messaging.rooms import Space, make_space

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rules")]
ROUNDS = 4


@pytest.fixture
def space(transactional_db: None) -> Space:
    space = make_space(("cara", "ana", "ben", "dana"))
    Participant.objects.filter(profile=space.profiles[3]).update(voice="captain")
    return space


def gapless(space: Space) -> bool:
    seqs = list(RoomEvent.objects.filter(room=space.talk).order_by("seq").values_list("seq", flat=True))
    return seqs == list(range(1, Room.objects.get(pk=space.talk.pk).last_seq + 1))


def test_of_two_deciders_one_decides_and_the_other_gets_a_conflict(space: Space) -> None:
    (cara, _, _, dana), ana = space.profiles, space.people[1]
    for act, other in ((held.release, held.release), (held.release, held.remove), (held.give_back, held.remove)):
        waiting = hold(ana, space.talk)
        outcomes = at_once([partial(act, space.id, waiting.pk, cara), partial(other, space.id, waiting.pk, dana)])
        assert sorted(type(one) for one in outcomes if isinstance(one, Exception)) == [Conflict], outcomes
        (decided,) = [one for one in outcomes if isinstance(one, Pending)]
        waiting.refresh_from_db()
        assert (waiting.state, waiting.ended_by_id) == (decided.state, decided.ended_by_id)
        said = Message.objects.filter(room=space.talk, seq=waiting.seq or 0).count()
        assert said == (waiting.state == "released")
    assert gapless(space)


def test_released_ten_times_at_once_it_is_said_once(space: Space) -> None:
    (cara, *_), ana = space.profiles, space.people[1]
    waiting = hold(ana, space.talk)
    outcomes = at_once([lambda: held.release(space.id, waiting.pk, cara)] * 5 + [lambda: again(space, waiting)] * 5)
    assert sum(isinstance(one, Pending) for one in outcomes) == 1
    assert [message.body for message in Message.objects.all()] == [WORDS]
    assert gapless(space)


def again(space: Space, waiting: Pending) -> object:
    """The author's own retry, meanwhile."""
    try:
        return messages.send(space.people[1], space.talk.pk, waiting.cid, WORDS).dup
    except Forbidden as refusal:
        return refusal.code


def test_sent_several_times_at_once_it_is_held_once(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    outcomes = at_once([lambda: hold(ana, space.talk, cid=cid)] * 6)
    assert {one.pk for one in outcomes} == {Pending.objects.get().pk}


def test_released_while_the_author_leaves_it_is_said_before_or_not_at_all(space: Space) -> None:
    (cara, own, *_), ana = space.profiles, space.people[1]
    for _ in range(ROUNDS):
        waiting = hold(ana, space.talk)
        outcomes = at_once(
            [
                partial(held.release, space.id, waiting.pk, cara),
                partial(participants.depart, space.id, own, reason="left"),
            ]
        )
        waiting.refresh_from_db()
        left = space.seat(ana).left_seq
        assert left is not None
        if waiting.state == "released":
            assert waiting.seq is not None and waiting.seq < left
        else:
            assert isinstance(outcomes[0], NotFound | Conflict | Pending), outcomes
            assert (waiting.state, bytes(waiting.words)) == ("returned", b"")
            assert not Message.objects.filter(room=space.talk, seq__gt=left).exists()
        space.enter(ana)
    assert gapless(space)


def test_the_clock_and_a_decider_never_both_end_it(space: Space) -> None:
    (cara, *_), ana = space.profiles, space.people[1]
    day = timedelta(hours=24)
    for _ in range(ROUNDS):
        waiting = hold(ana, space.talk)
        now = timezone.now()
        Pending.objects.filter(pk=waiting.pk).update(held_at=now - day, until=now)
        decided, count = at_once([partial(held.release, space.id, waiting.pk, cara), partial(held.return_due, now)])
        waiting.refresh_from_db()
        if waiting.state == "released":
            assert (isinstance(decided, Pending), count) == (True, 0)
        else:
            assert (waiting.state, waiting.ended_by, count) == ("returned", None, 1)
            assert isinstance(decided, Conflict)
    assert gapless(space)


def test_taken_back_and_let_in_at_the_same_moment_one_of_them_holds(space: Space) -> None:
    (cara, *_), ana = space.profiles, space.people[1]
    for _ in range(ROUNDS):
        waiting = hold(ana, space.talk)
        outcomes = at_once(
            [
                partial(held.release, space.id, waiting.pk, cara),
                partial(held.put_away, ana, space.talk.pk, waiting.cid),
            ]
        )
        waiting.refresh_from_db()
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert len(refused) == 1 and isinstance(refused[0], Conflict | NotFound), outcomes
        assert Message.objects.filter(room=space.talk, seq=waiting.seq or 0).exists() == (waiting.state == "released")
