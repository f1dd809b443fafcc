"""Polls with real parallel connections: one ballot each, whatever meets, and nothing is chosen after the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest

from community.errors import SnugError
from messaging.actions import messages
from messaging.actions.messages import Ack, Close, Vote
from messaging.models import Poll, PollBallot, PollVote
from tests.messaging.polls import ask, close, counts, shown
from tests.messaging.rooms import Space, make_space
from tests.messaging.test_log_parallel import in_parallel
from tests.messaging.test_words_parallel import check_numbers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crew() -> Iterator[Space]:
    return make_space(("cara", *(f"p{n}" for n in range(20))))


def test_two_devices_of_one_person_leave_one_choice(crew: Space) -> None:
    mid, ana = ask(crew), crew.people[1]
    items = [Vote(ana.pk, crew.talk.pk, mid, uuid4(), (n % 3,)) for n in range(8)]
    answers = in_parallel(*(partial(messages.write_one, item) for item in items))
    assert all(isinstance(answer, Ack) for answer in answers)
    last = max(zip(answers, items, strict=True), key=lambda pair: pair[0].seq)[1]  # type: ignore[attr-defined]
    assert list(PollVote.objects.values_list("choices", flat=True)) == [list(last.choices)]
    assert Poll.objects.get().version == 9
    check_numbers(crew.talk)


def test_two_devices_of_one_person_hand_in_one_ballot(crew: Space) -> None:
    mid, ana = ask(crew, secret=True), crew.people[1]
    items = [Vote(ana.pk, crew.talk.pk, mid, uuid4(), (n % 3,)) for n in range(8)]
    answers = in_parallel(*(partial(messages.write_one, item) for item in items))
    assert sum(isinstance(answer, Ack) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, SnugError)} == {"poll_handed_in"}
    assert (PollBallot.objects.count(), Poll.objects.get().handed) == (1, 1)


@pytest.mark.parametrize("secret", [False, True])
def test_twenty_at_once_at_the_end_are_each_before_it_or_refused(crew: Space, secret: bool) -> None:
    mid = ask(crew, secret=secret)
    votes = [Vote(person.pk, crew.talk.pk, mid, uuid4(), (n % 3,)) for n, person in enumerate(crew.people[1:])]
    ends = Close(crew.people[0].pk, crew.talk.pk, mid, uuid4())
    works = [partial(messages.write_one, item) for item in (*votes[:10], ends, *votes[10:])]
    answers = in_parallel(*works)
    took = [answer for answer in answers if isinstance(answer, Ack)]
    refused = {answer.code for answer in answers if isinstance(answer, SnugError)}
    assert refused <= {"poll_closed"}
    assert len(took) + sum(isinstance(answer, SnugError) for answer in answers) == 21
    poll = shown(crew, mid)
    assert poll["closed"]
    assert poll["voted"] == len(took) - 1  # the end is one of them
    if not poll.get("few"):
        assert sum(counts(crew, mid)) == len(took) - 1
    check_numbers(crew.talk)


def test_parallel_ballots_are_all_counted(crew: Space) -> None:
    mid = ask(crew, secret=True, multiple=True)
    items = [Vote(person.pk, crew.talk.pk, mid, uuid4(), (0, 2)) for person in crew.people]
    answers = in_parallel(*(partial(messages.write_one, item) for item in items))
    assert all(isinstance(answer, Ack) for answer in answers)
    close(crew, mid)
    assert counts(crew, mid) == [21, 0, 21]


def test_a_batch_that_votes_and_closes_is_judged_in_its_order(crew: Space) -> None:
    mid, secret, room = ask(crew), ask(crew, secret=True), crew.talk.pk
    cara, ana, ben, dan = (one.pk for one in crew.people[:4])
    answers = messages.send_many(
        [
            *(Vote(one, room, poll, uuid4(), (0,)) for poll in (mid, secret) for one in (cara, ana, ben)),
            Vote(ana, room, mid, uuid4(), (1,)),
            Vote(ana, room, secret, uuid4(), (1,)),
            *(Close(cara, room, poll, uuid4()) for poll in (mid, secret)),
            *(Vote(dan, room, poll, uuid4(), (2,)) for poll in (mid, secret)),
        ]
    )
    codes = [getattr(answer, "code", None) for answer in answers]
    assert codes == [None] * 7 + ["poll_handed_in"] + [None, None] + ["poll_closed"] * 2
    assert counts(crew, mid) == [2, 1, 0]
    assert counts(crew, secret) == [3, 0, 0]
