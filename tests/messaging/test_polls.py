"""Polls: what is asked, how one chooses, when it is over, and what everybody sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError, TooLarge
from messaging import access, serializers
from messaging.actions import messages
from messaging.models import Direct, Message, Participant, Poll, PollVote, Room, RoomEvent
from messaging.polling import Asked
from tests.messaging.polls import ask, close, counts, end_now, page, shown, soon, vote
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space(("cara", "ana", "ben", "dan"))


def code_of(error: pytest.ExceptionInfo[SnugError]) -> str:
    return error.value.code


def test_a_poll_is_a_message_that_asks(space: Space) -> None:
    mid = ask(space)
    (said,) = (one for one in page(space, 1) if one["mid"] == str(mid))
    assert said["body"] == "When do we run?"
    assert said["poll"] == {
        "options": [{"text": day, "count": 0, "by": []} for day in ("Tuesday", "Wednesday", "Thursday")],
        "multiple": False,
        "secret": False,
        "ends_at": None,
        "closed": False,
        "version": 1,
        "voted": 0,
        "people": 4,
    }


def test_choosing_again_takes_the_place_of_what_was_chosen_and_nothing_takes_it_back(space: Space) -> None:
    mid = ask(space)
    vote(space, mid, 1, 0)
    vote(space, mid, 2, 0)
    assert counts(space, mid) == [2, 0, 0]
    vote(space, mid, 1, 2)
    poll = shown(space, mid)
    assert [option["count"] for option in poll["options"]] == [1, 0, 1]
    assert poll["options"][2]["by"] == [str(space.profiles[1].pk)]
    assert (poll["voted"], poll["version"]) == (2, 4)
    vote(space, mid, 1)
    assert counts(space, mid) == [1, 0, 0]
    assert shown(space, mid)["voted"] == 1


def test_several_where_several_may_be_chosen_and_one_where_one(space: Space) -> None:
    several, one = ask(space, multiple=True), ask(space)
    vote(space, several, 1, 2, 0)
    assert counts(space, several) == [1, 0, 1]
    for choices in ((0, 1), (3,), (-1,), (1, 1)):
        with pytest.raises(Invalid) as refused:
            vote(space, one, 1, *choices)
        assert refused.value.detail["field"] == "choices"
    assert shown(space, one)["voted"] == 0


def test_each_vote_is_an_entry_that_shows_the_poll_as_it_stands_when_it_is_read(space: Space) -> None:
    mid = ask(space)
    said = Message.objects.get(pk=mid)
    ack = vote(space, mid, 1, 0)
    vote(space, mid, 2, 1)
    events = [serializers.event(line) for line in access.lines.events(space.talk.pk, said.seq, None, 100)]
    assert [one["kind"] for one in events] == ["poll", "poll"]
    assert (events[0]["seq"], events[0]["of"], events[0]["mid"]) == (ack.seq, said.seq, str(mid))
    assert events[0]["poll"] == events[1]["poll"] == shown(space, mid)
    assert events[0]["actor"]["id"] == str(space.profiles[1].pk)
    assert RoomEvent.objects.get(room=space.talk, seq=ack.seq).data == {}


def test_the_same_cid_is_the_same_vote_and_with_another_choice_a_conflict(space: Space) -> None:
    mid, cid = ask(space), uuid4()
    first = vote(space, mid, 1, 0, cid=cid)
    again = vote(space, mid, 1, 0, cid=cid)
    assert (again.seq, again.dup) == (first.seq, True)
    with pytest.raises(Conflict):
        vote(space, mid, 1, 1, cid=cid)
    assert counts(space, mid) == [1, 0, 0]


def test_whoever_asked_closes_it_and_a_captain_and_then_nothing_more_is_chosen(space: Space) -> None:
    mid, other = ask(space, 1), ask(space, 1)
    with pytest.raises(Forbidden):
        close(space, mid, 2)
    vote(space, mid, 2, 0)
    close(space, mid, 1)
    close(space, other, 0)
    assert shown(space, mid)["closed"] and shown(space, other)["closed"]
    for act in (lambda: vote(space, mid, 2, 1), lambda: vote(space, mid, 2), lambda: close(space, mid, 0)):
        with pytest.raises(Forbidden) as refused:
            act()
        assert code_of(refused) == "poll_closed"
    assert counts(space, mid) == [1, 0, 0]


def test_it_is_over_by_its_clock_without_anybody_doing_anything(space: Space) -> None:
    mid = ask(space, ends=soon())
    vote(space, mid, 1, 0)
    assert not shown(space, mid)["closed"]
    end_now(mid)
    assert shown(space, mid)["closed"]
    with pytest.raises(Forbidden) as refused:
        vote(space, mid, 1, 1)
    assert code_of(refused) == "poll_closed"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(("one",)), "options"),
        (Asked(tuple(map(str, range(11)))), "options"),
        (Asked(("Yes", "  yes ")), "options"),
        (Asked(("Yes", "YÉS")), "options"),
        (Asked(("Yes", " ")), "options"),
        (Asked(("Yes", "No\nway")), "options"),
        (Asked(("Yes", "No"), secret=True), "ends_at"),
        (Asked(("Yes", "No"), closes_at=timezone.now() - timedelta(minutes=1)), "ends_at"),
        (Asked(("Yes", "No"), closes_at=timezone.now() + timedelta(days=31)), "ends_at"),
    ],
)
def test_what_is_no_poll_is_refused(space: Space, asked: Asked, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        messages.send(space.people[1], space.talk.pk, uuid4(), "Well?", poll=asked)
    assert refused.value.detail["field"] == field
    assert not Message.objects.exists()


def test_an_option_has_eighty_characters(space: Space) -> None:
    with pytest.raises(TooLarge):
        ask(space, options=("x" * 81, "y"))
    ask(space, options=("x" * 80, "y"))


def test_nobody_edits_a_poll(space: Space) -> None:
    mid = ask(space, 1)
    with pytest.raises(Forbidden) as refused:
        messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "When do we swim?")
    assert code_of(refused) == "poll_stays"
    for fields in ({"options": ["a", "b"]}, {"multiple": True}, {"closes_at": soon()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=mid).update(**fields)


def test_the_database_holds_one_ballot_each_and_one_choice_where_one_may_be_chosen(space: Space) -> None:
    mid, over = ask(space), ask(space)
    close(space, over)
    vote(space, mid, 1, 0)
    wrong = [(mid, 1, [1]), (mid, 2, [0, 1]), (mid, 2, [3]), (mid, 2, []), (over, 2, [0])]
    for poll, n, choices in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            PollVote.objects.create(poll_id=poll, profile=space.profiles[n], choices=choices)
    PollVote.objects.create(poll_id=mid, profile=space.profiles[2], choices=[0])


def test_what_is_no_poll_or_not_to_be_seen_is_not_found(space: Space) -> None:
    plain = messages.send(space.people[1], space.talk.pk, uuid4(), "hello").mid
    before = ask(space)
    late = make_person("late")
    space.people.append(late)
    space.enter(late)
    gone = ask(space, 1)
    messages.delete(space.people[1], space.talk.pk, gone, uuid4())
    for n, mid in ((1, plain), (1, uuid4()), (4, before), (2, gone)):
        assert mid
        with pytest.raises(NotFound):
            vote(space, mid, n, 0)
    assert shown(space, before)["people"] == 4  # who came later could not


def test_captains_ask_among_notices_and_everybody_chooses(space: Space) -> None:
    asked = Asked(("Yes", "No"))
    with pytest.raises(Forbidden):
        messages.send(space.people[1], space.notices.pk, uuid4(), "Well?", poll=asked)
    mid = messages.send(space.people[0], space.notices.pk, uuid4(), "Well?", poll=asked).mid
    assert mid
    messages.vote(space.people[1], space.notices.pk, mid, uuid4(), [0])
    assert PollVote.objects.filter(poll=mid).count() == 1


def test_a_poll_comes_without_photos(space: Space) -> None:
    with pytest.raises(Invalid):
        messages.send(space.people[1], space.talk.pk, uuid4(), "Well?", media=[uuid4()], poll=Asked(("Yes", "No")))


def test_between_two_there_are_no_polls(space: Space) -> None:
    room = Room.objects.create(brand=space.brand, space=space.id, kind=Room.Kind.DIRECT)
    two = space.profiles[1:3]
    low, high = sorted(two, key=lambda profile: profile.pk)
    Direct.objects.create(room=room, space=space.id, low=low, high=high, asker=two[0], opened_at=timezone.now())
    for profile in two:
        Participant.objects.create(room=room, profile=profile)
    with pytest.raises(Forbidden) as refused:
        messages.send(space.people[1], room.pk, uuid4(), "Well?", poll=Asked(("Yes", "No")))
    assert code_of(refused) == "no_polls"
    assert messages.send(space.people[1], room.pk, uuid4(), "Well?").mid


def test_the_brand_asks_where_it_may_speak_and_visible_ballots_say_that_it_sees_them(space: Space) -> None:
    maya = make_person("maya")
    space.people.append(maya)
    space.enter(maya, "brand")
    for n in range(8):
        messages.send(space.people[n % 3], space.talk.pk, uuid4(), f"words {n}")
    mid = ask(space, 4)
    vote(space, mid, 1, 0)
    assert counts(space, mid, 4) == [1, 0, 0]
    with pytest.raises(Forbidden) as refused:
        for _ in range(3):
            ask(space, 4)
    assert code_of(refused) in ("brand_in_a_row", "brand_share")
