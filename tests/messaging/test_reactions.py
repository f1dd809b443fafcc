"""Emoji on messages: what stands, in which order, and what goes with whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, NotFound, SnugError
from community.surface import Action
from messaging import access, serializers
from messaging.actions import fading, messages, participants
from messaging.actions.messages import Ack, React
from messaging.models import Message, Participant, Reaction, RoomEvent, SealedVersion
from messaging.realtime import limits
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db
UP, HEART, RUN = "👍", "❤️", "🏃\u200d♀️"


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def say(space: Space, body: str = "words", n: int = 1) -> UUID:
    mid = messages.send(space.people[n], space.talk.pk, uuid4(), body).mid
    assert mid
    return mid


def react(space: Space, mid: UUID, n: int, emoji: str = UP, *, on: bool = True) -> Ack:
    return messages.react(space.people[n], space.talk.pk, mid, uuid4(), emoji, on=on)


def shown(space: Space, mid: UUID) -> list[tuple[str, list[int]]]:
    """The reactions as a reader of the page sees them, people by their place in the space."""
    page = access.history(access.load_room(space.people[0], space.talk.pk, Action.READ_MESSAGES), limit=100)
    (message,) = (serializers.message(line) for line in page.messages if line.mid == mid)
    who = {str(profile.pk): n for n, profile in enumerate(space.profiles)}
    return [(one["emoji"], [who[profile] for profile in one["by"]]) for one in message["reactions"]]


def read_back(space: Space, after: int) -> list[dict[str, Any]]:
    return [serializers.event(line) for line in access.lines.events(space.talk.pk, after, None, 100)]


def test_a_reaction_is_an_event_and_stands_on_the_message(space: Space) -> None:
    mid = say(space)
    ack = react(space, mid, 2)
    said = Message.objects.get(pk=mid)
    assert (ack.seq, ack.mid, ack.dup, ack.changed) == (said.seq + 1, mid, False, None)
    (event,) = read_back(space, said.seq)
    assert {key: event[key] for key in ("kind", "of", "mid", "emoji", "on", "cid")} == {
        "kind": "react",
        "of": said.seq,
        "mid": str(mid),
        "emoji": UP,
        "on": True,
        "cid": str(ack.cid),
    }
    assert shown(space, mid) == [(UP, [2])]
    assert space.seat(space.people[2]).read_seq < ack.seq  # an emoji is no sign of having read


def test_emoji_stand_in_the_order_in_which_they_came(space: Space) -> None:
    mid = say(space)
    react(space, mid, 0, UP)
    react(space, mid, 1, HEART)
    react(space, mid, 2, UP)
    assert shown(space, mid) == [(UP, [0, 2]), (HEART, [1])]
    react(space, mid, 0, UP, on=False)
    assert shown(space, mid) == [(UP, [2]), (HEART, [1])]  # it was never gone
    react(space, mid, 2, UP, on=False)
    react(space, mid, 0, UP)
    assert shown(space, mid) == [(HEART, [1]), (UP, [0])]


def test_doing_it_twice_and_taking_off_what_is_not_there_change_nothing(space: Space) -> None:
    mid = say(space)
    react(space, mid, 2)
    react(space, mid, 2)
    react(space, mid, 1, HEART, on=False)
    assert shown(space, mid) == [(UP, [2])]


def test_the_cid_makes_it_happen_once(space: Space) -> None:
    mid, ben, cid = say(space), space.people[2], uuid4()
    first = messages.react(ben, space.talk.pk, mid, cid, UP, on=True)
    react(space, mid, 2, UP, on=False)
    again = messages.react(ben, space.talk.pk, mid, cid, UP, on=True)
    assert (again.dup, again.seq) == (True, first.seq)
    assert shown(space, mid) == []
    for emoji, on in ((HEART, True), (UP, False)):
        with pytest.raises(Conflict) as refusal:
            messages.react(ben, space.talk.pk, mid, cid, emoji, on=on)
        assert refusal.value.code == "cid_conflict"


def test_a_batch_comes_to_what_its_items_come_to_one_after_the_other(space: Space) -> None:
    mid, room = say(space), space.talk.pk
    ids = [person.pk for person in space.people]
    react(space, mid, 0, UP)

    def item(n: int, emoji: str, on: bool) -> React:
        return React(ids[n], room, mid, uuid4(), emoji, on)

    answers = messages.send_many(
        [
            item(1, UP, True),
            item(0, UP, False),
            item(0, UP, True),  # off and on again: now behind the other
            item(2, HEART, True),
            item(2, HEART, False),
            item(1, RUN, True),
            item(2, HEART, True),
            item(2, RUN, False),
        ]
    )
    assert all(isinstance(answer, Ack) for answer in answers)
    assert shown(space, mid) == [(UP, [1, 0]), (RUN, [1]), (HEART, [2])]


def test_twenty_different_emoji_and_no_more(space: Space, settings: Any) -> None:
    settings.RATE_FACTOR = 1000.0
    mid = say(space)
    faces = [chr(0x1F600 + n) for n in range(limits.EMOJI_PER_MESSAGE + 1)]
    for face in faces[:-1]:
        react(space, mid, 1, face)
    with pytest.raises(Forbidden) as refusal:
        react(space, mid, 2, faces[-1])
    assert refusal.value.code == "too_many_reactions"
    react(space, mid, 2, faces[0])  # one that is there
    react(space, mid, 2, faces[-1], on=False)
    react(space, mid, 1, faces[1], on=False)
    react(space, mid, 2, faces[-1])
    assert len(shown(space, mid)) == limits.EMOJI_PER_MESSAGE


def test_who_may_not_see_a_message_or_speak_in_its_room_does_not_react(space: Space) -> None:
    mid = say(space)
    ben = space.people[2]
    gone = say(space, "regret")
    messages.delete(space.people[1], space.talk.pk, gone, uuid4())
    nia = make_person("nia")
    space.enter(nia)
    for person, room, about in (
        (make_person("eve"), space.talk.pk, mid),
        (nia, space.talk.pk, mid),
        (ben, space.notices.pk, mid),
        (ben, space.talk.pk, gone),
        (ben, space.talk.pk, uuid4()),
        (ben, uuid4(), mid),
    ):
        for on in (True, False):
            with pytest.raises(NotFound):
                messages.react(person, room, about, uuid4(), UP, on=on)
    Participant.objects.filter(profile=space.profiles[2]).update(muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(SnugError, match="muted_until"):
        react(space, mid, 2)
    assert not Reaction.objects.exists()


def test_members_react_to_notices_which_they_could_not_post(space: Space) -> None:
    notice = messages.send(space.people[0], space.notices.pk, uuid4(), "Sunday").mid
    assert notice
    assert messages.react(space.people[1], space.notices.pk, notice, uuid4(), UP, on=True)


# ---- what goes -----------------------------------------------------------------------------------------------------


def test_reactions_go_with_the_message_and_the_log_says_no_more_of_them(space: Space) -> None:
    mid = say(space)
    react(space, mid, 2)
    deleted = messages.delete(space.people[1], space.talk.pk, mid, uuid4())
    assert not Reaction.objects.exists()
    assert shown(space, mid) == []
    event = RoomEvent.objects.get(kind="react")
    assert (event.actor_id, event.data, event.cid_mac) == (None, {}, None)
    assert read_back(space, deleted.seq - 2)[0] == serializers.skipped(space.talk.pk, event.seq)


def test_a_leavers_reactions_go_with_their_words_in_one_event(space: Space) -> None:
    kept, own = say(space, n=1), say(space, n=2)
    react(space, kept, 2)
    react(space, kept, 2, HEART)
    react(space, kept, 2, HEART, on=False)
    react(space, kept, 0)
    react(space, own, 1)
    messages.edit(space.people[2], space.talk.pk, own, uuid4(), "other")
    participants.depart(space.id, space.profiles[2], reason="left")
    fading.fade_words(space.id, space.profiles[2], "delete")
    assert shown(space, kept) == [(UP, [0])]
    assert list(Reaction.objects.values_list("message", flat=True)) == [kept]
    gone = RoomEvent.objects.get(kind="msg.gone")
    seq = Message.objects.get(pk=own).seq
    assert gone.data == {"from": seq, "to": seq, "profile": str(space.profiles[2].pk)}
    left = RoomEvent.objects.filter(kind__in=["react", "msg.edit"], actor=space.profiles[2])
    assert not left.exists()
    assert not RoomEvent.objects.filter(kind="react", actor=None).exclude(data={}).exists()
    assert not SealedVersion.objects.exists()
    fading.fade_words(space.id, space.profiles[2], "delete")
    assert RoomEvent.objects.filter(kind="msg.gone").count() == 1


@pytest.mark.parametrize("choice", ["delete", "anonymise"])
def test_who_leaves_behind_nothing_but_reactions_takes_them_in_one_event(space: Space, choice: fading.Choice) -> None:
    mid = say(space)
    react(space, mid, 2)
    participants.depart(space.id, space.profiles[2], reason="left")
    fading.fade_words(space.id, space.profiles[2], choice)
    assert shown(space, mid) == []
    gone = RoomEvent.objects.get(kind="msg.gone")
    assert gone.data == {"from": 0, "to": 0, "profile": str(space.profiles[2].pk)}
    assert RoomEvent.objects.get(kind="react").data == {}


def test_who_keeps_their_words_keeps_their_reactions(space: Space) -> None:
    mid = say(space)
    react(space, mid, 2)
    participants.depart(space.id, space.profiles[2], reason="left")
    fading.fade_words(space.id, space.profiles[2], "keep")
    assert shown(space, mid) == [(UP, [2])]


def test_who_came_back_before_their_words_went_keeps_the_reactions_since(space: Space) -> None:
    mid, old = say(space), say(space, "old", n=2)
    react(space, mid, 2)
    participants.depart(space.id, space.profiles[2], reason="left")
    left_at = timezone.now()
    space.enter(space.people[2])
    since = say(space, "since")
    react(space, since, 2, HEART)
    react(space, since, 0, UP)
    fading.fade_words(space.id, space.profiles[2], "delete", before=left_at)
    assert Message.objects.get(pk=old).deleted_at
    assert shown(space, mid) == []
    assert shown(space, since) == [(UP, [0]), (HEART, [2])]
    events = read_back(space, Message.objects.get(pk=since).seq)
    assert [event["kind"] for event in events] == ["react", "react", "msg.gone", "react"]
    assert [events[-1][key] for key in ("mid", "emoji", "on")] == [str(since), HEART, True]
    fading.fade_words(space.id, space.profiles[2], "delete", before=left_at)
    assert len(read_back(space, Message.objects.get(pk=since).seq)) == 4


def test_what_a_charters_time_takes_goes_with_all_that_hangs_on_it(space: Space) -> None:
    mid = say(space)
    react(space, mid, 2)
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "other")
    assert SealedVersion.objects.exists()
    fading.expire(space.id, timezone.now())
    assert not Reaction.objects.exists()
    assert not SealedVersion.objects.exists()
    assert RoomEvent.objects.get(kind="react").data == {}
    assert RoomEvent.objects.get(kind="msg.gone").data.keys() == {"from", "to"}


def test_the_cids_of_edits_and_reactions_are_forgotten_with_their_message(space: Space) -> None:
    mid = say(space)
    react(space, mid, 2)
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "other")
    messages.delete(space.people[1], space.talk.pk, mid, uuid4())
    assert not RoomEvent.objects.filter(message=mid, kind="react").exclude(cid=None).exists(), "at once"
    assert fading.forget_cids(timezone.now() + timedelta(days=31)) == 2
