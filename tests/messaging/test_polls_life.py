"""What becomes of a poll and of what was chosen: taken back, out of sight, held, and with whom or what it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.errors import Forbidden
from messaging import access, sealed, serializers
from messaging.actions import fading, held, messages, participants
from messaging.models import Message, Pending, Poll, PollBallot, PollVote, RoomEvent
from messaging.polling import Asked
from messaging.ports import find_message
from tests.messaging.holding import rules
from tests.messaging.polls import ask, counts, page, shown, soon, vote
from tests.messaging.rooms import Space, make_space

__all__ = ["rules"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space(("cara", "ana", "ben", "dan"))


def test_a_poll_that_is_taken_back_goes_whole_and_its_sealed_copy_has_the_options(space: Space) -> None:
    mid, secret = ask(space, 1), ask(space, 1, secret=True)
    vote(space, mid, 2, 0)
    vote(space, secret, 2, 0)
    for one in (mid, secret):
        messages.delete(space.people[1], space.talk.pk, one, uuid4())
    assert not Poll.objects.exists() and not PollVote.objects.exists() and not PollBallot.objects.exists()
    assert sealed.read(mid, space.profiles[1].pk) == ["When do we run?\n• Tuesday\n• Wednesday\n• Thursday"]
    told = [serializers.event(line) for line in access.lines.events(space.talk.pk, 0, None, 100)]
    assert not [one for one in told if "poll" in one or one["kind"] == "poll"]
    assert not RoomEvent.objects.filter(kind="poll").exclude(actor=None, cid=None, cid_mac=None).exists()


def test_a_report_s_evidence_has_the_options_also_of_what_stands_around(space: Space) -> None:
    near, mid = ask(space, 2, options=("Otters", "Herons")), ask(space, 1)
    subject = find_message(mid)
    seen = subject.snapshot()
    assert "• Wednesday" in seen["item"]["words"]
    assert "• Herons" in seen["before"][-1]["words"]
    edition = subject.edition()
    messages.delete(space.people[1], space.talk.pk, mid, uuid4())
    gone = find_message(mid)
    assert "• Wednesday" in gone.snapshot()["item"]["words"] and gone.edition() == edition
    assert Message.objects.filter(pk=near).exists()


def test_a_poll_out_of_sight_shows_nothing_and_takes_no_votes_and_comes_back_whole(space: Space) -> None:
    mid = ask(space, 1)
    vote(space, mid, 2, 1)
    subject = find_message(mid)
    edition = subject.edition()
    subject.lock()
    kept = subject.hide()
    (hidden,) = (one for one in page(space) if one["mid"] == str(mid))
    assert hidden["hidden"] and "poll" not in hidden
    assert find_message(mid).edition() == edition
    assert "• Tuesday" in find_message(mid).snapshot()["item"]["words"]
    with pytest.raises(Forbidden) as refused:
        vote(space, mid, 2, 0)
    assert refused.value.code == "hidden"
    again = find_message(mid)
    again.lock()
    assert kept is not None
    again.restore(kept)
    assert counts(space, mid) == [0, 1, 0]
    assert page(space)[-1]["body"] == "When do we run?"


def test_it_goes_with_its_time(space: Space) -> None:
    mid = ask(space)
    vote(space, mid, 1, 0)
    secret = ask(space, secret=True)
    vote(space, secret, 1, 0)
    assert fading.expire(space.id, timezone.now() + timedelta(minutes=1)) == 2
    assert not Poll.objects.exists() and not PollVote.objects.exists() and not PollBallot.objects.exists()


def test_whoever_is_erased_takes_their_votes_and_everybody_hears_what_is_left(space: Space) -> None:
    mid = ask(space)
    vote(space, mid, 1, 0)
    vote(space, mid, 2, 0)
    said = RoomEvent.objects.get(kind="poll", actor=space.profiles[1])
    fading.erase(space.people[1])
    assert counts(space, mid) == [1, 0, 0]
    said.refresh_from_db()
    assert (said.actor_id, said.cid, said.cid_mac, said.data) == (None, None, None, {})
    last = RoomEvent.objects.filter(kind="poll").latest("seq")
    assert last.seq > said.seq and last.actor_id is None
    assert not PollVote.objects.filter(profile=space.profiles[1]).exists()


@pytest.mark.parametrize(("choice", "left"), [("keep", 2), ("anonymise", 2), ("delete", 1)])
def test_who_leaves_keeps_or_takes_their_vote_as_their_words(space: Space, choice: fading.Choice, left: int) -> None:
    mid = ask(space)
    vote(space, mid, 1, 0)
    vote(space, mid, 2, 0)
    leaver = space.profiles[1]
    participants.depart(space.id, leaver, reason="left")
    if choice == "anonymise":
        leaver.person = None
        leaver.save(update_fields=["person"])
    fading.fade_words(space.id, leaver, choice)
    poll = shown(space, mid)
    assert poll["options"][0]["count"] == left == poll["voted"]
    assert (str(leaver.pk) in poll["options"][0]["by"]) is (choice == "keep")
    assert poll["people"] == (4 if choice != "delete" else 3)


@pytest.mark.usefixtures("rules")
def test_a_held_poll_is_let_in_whole_or_comes_back_whole(space: Space) -> None:
    asked = Asked(("Tuesday", "We hold on"), multiple=True, closes_at=soon())
    for cid in (cids := [uuid4(), uuid4()]):
        with pytest.raises(Forbidden) as refused:
            messages.send(space.people[1], space.talk.pk, cid, "When?", poll=asked)
        assert refused.value.code == "held"
        assert refused.value.detail["spans"] == [[len("When?\nTuesday\nWe "), len("When?\nTuesday\nWe hold on")]]
    assert not Poll.objects.exists()
    first, second = (Pending.objects.get(cid=cid) for cid in cids)
    held.release(space.id, first.pk, space.profiles[0])
    row = Poll.objects.get()
    assert (row.options, row.multiple, row.closes_at) == (["Tuesday", "We hold on"], True, asked.closes_at)
    assert page(space)[-1]["body"] == "When?"
    held.give_back(space.id, second.pk, space.profiles[0])
    (back,) = access.held.own_held(access.load_room(space.people[1], space.talk.pk, access.rooms.Action.OWN_HELD))
    assert back.poll == ("When?", asked)
    assert serializers.held(back)["poll"]["options"] == ["Tuesday", "We hold on"]


@pytest.mark.usefixtures("rules")
def test_options_are_screened_with_the_question(space: Space) -> None:
    with pytest.raises(Forbidden) as refused:
        ask(space, 1, options=("Yes", "not here"), question="Is it")
    assert (refused.value.code, refused.value.detail["spans"]) == ("refused", [[10, 18]])
    assert not Poll.objects.exists()


def test_a_muted_or_slow_person_asks_and_votes_as_they_speak(space: Space) -> None:
    mid = ask(space)
    seat = space.seat(space.people[1])
    seat.muted_until = soon()
    seat.save(update_fields=["muted_until"])
    for act in (lambda: ask(space, 1), lambda: vote(space, mid, 1, 0)):
        with pytest.raises(Forbidden) as refused:
            act()
        assert refused.value.code == "muted_until"
