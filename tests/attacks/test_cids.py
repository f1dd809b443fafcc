"""Using the cids of others, guessed or read from the log, to make their words vanish or stay (realtime.md G3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from django.utils import timezone

from community.errors import Conflict, NotFound
from community.models import Person
from messaging.actions import fading, messages, participants
from messaging.actions.messages import Ack
from messaging.models import Message, RoomEvent
from tests.cast import Cast
from tests.messaging.rooms import Space, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


@pytest.fixture(autouse=True)
def lifted(settings: Any) -> None:
    settings.RATE_FACTOR = 1_000_000.0


def say(space: Space, who: Person, body: str, cid: UUID | None = None) -> Ack:
    return messages.send(who, space.talk.pk, cid or uuid4(), body)


def take_back(space: Space, who: Person, said: Ack) -> Ack:
    assert said.mid
    return messages.delete(who, space.talk.pk, said.mid, uuid4())


def faded_cid(space: Space, who: Person) -> UUID:
    """One that this person has used for a message that is gone."""
    said = say(space, who, "short-lived")
    take_back(space, who, said)
    return said.cid


@pytest.mark.django_db(transaction=True)
def test_nobody_keeps_an_author_from_deleting_by_using_the_cid_of_it_first(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk
    ana, ben = cast.api(cast.ana), cast.api(cast.ben)
    doors = f"/api/v1/rooms/{room}/messages"
    said = ana.post(doors, {"cid": str(uuid4()), "body": "I regret this"}, format="json").json()
    guesses = [uuid5(UUID(said["mid"]), word) for word in ("delete", f"delete {cast.ana.pk}", str(cast.ana.pk))]
    for guess in guesses:
        squatted = ben.post(doors, {"cid": str(guess), "body": "hello"}, format="json").json()
        assert ben.delete(f"{doors}/{squatted['mid']}").status_code == 204
    for _ in range(2):
        assert ana.delete(f"{doors}/{said['mid']}").status_code == 204, "doing it twice is once"
    assert Message.objects.get(pk=said["mid"]).deleted_at is not None
    assert RoomEvent.objects.filter(room=room, kind="msg.del", of=said["seq"]).count() == 1
    used = RoomEvent.objects.get(room=room, kind="msg.del", of=said["seq"]).cid
    assert used not in guesses


def test_what_others_have_said_and_taken_back_swallows_nobodys_words(space: Space) -> None:
    _, ana, ben = space.people
    cid = faded_cid(space, ben)
    said = say(space, ana, "completely other words", cid)
    assert not said.dup
    assert Message.objects.get(pk=said.mid).body == "completely other words"
    assert say(space, ana, "completely other words", cid).seq == said.seq
    assert say(space, ben, "short-lived", cid).dup, "his own is known still"


def test_nor_their_edits_reactions_and_deletions(space: Space) -> None:
    _, ana, ben = space.people
    said = say(space, ana, "first words")
    assert said.mid
    edit, react, delete = (faded_cid(space, ben) for _ in range(3))
    assert not messages.edit(ana, space.talk.pk, said.mid, edit, "better words").dup
    assert Message.objects.get(pk=said.mid).body == "better words"
    assert not messages.react(ana, space.talk.pk, said.mid, react, "👍", on=True).dup
    assert not messages.delete(ana, space.talk.pk, said.mid, delete).dup
    assert Message.objects.get(pk=said.mid).deleted_at is not None


def test_nor_what_has_faded_with_a_leaver_or_with_time(space: Space) -> None:
    _, ana, ben = space.people
    gone, old = say(space, ben, "a leaver's").cid, say(space, ana, "outlived").cid
    reacted = uuid4()
    standing = say(space, ana, "standing").mid
    assert standing
    messages.react(ben, space.talk.pk, standing, reacted, "👍", on=True)
    participants.depart(space.id, space.profiles[2], reason="left")
    fading.fade_words(space.id, space.profiles[2], "delete")
    assert not say(space, ana, "mine", gone).dup
    assert not say(space, ana, "mine too", reacted).dup
    fading.expire(space.id, timezone.now() + timedelta(seconds=1))
    participants.enter(space.id, space.profiles[2], "member")
    assert say(space, ben, "a leaver's", gone).dup, "who comes back is the same author"
    assert not say(space, ben, "mine", old).dup
    assert say(space, ana, "outlived", old).dup


def test_a_reaction_of_others_that_has_gone_with_its_message_swallows_nobodys_words(space: Space) -> None:
    """Least of all those of the message's author, whose name stands beside it."""
    _, ana, ben = space.people
    said, cid = say(space, ana, "soon gone"), uuid4()
    assert said.mid
    messages.react(ben, space.talk.pk, said.mid, cid, "👍", on=True)
    RoomEvent.objects.filter(cid=cid).update(cid_mac=None, actor=None, data={})  # as it faded in former versions
    assert not say(space, ana, "not this time", cid).dup
    other, second = say(space, ana, "soon gone, too"), uuid4()
    assert other.mid
    messages.react(ben, space.talk.pk, other.mid, second, "👍", on=True)
    take_back(space, ana, other)
    assert not RoomEvent.objects.filter(cid=second).exists(), "nothing is left to match"
    for person in (ana, ben):
        assert not say(space, person, "not this time either", second).dup


def test_of_ones_own_faded_cid_a_wish_of_another_kind_or_about_another_message_is_a_conflict(space: Space) -> None:
    ana = space.people[1]
    kept, gone = say(space, ana, "kept"), say(space, ana, "gone")
    assert kept.mid and gone.mid
    edit = uuid4()
    edited = messages.edit(ana, space.talk.pk, gone.mid, edit, "gone soon")
    take_back(space, ana, gone)
    assert messages.edit(ana, space.talk.pk, gone.mid, edit, "gone soon").seq == edited.seq, "a late retry"
    for wish in (
        lambda: messages.edit(ana, space.talk.pk, kept.mid, edit, "gone soon"),  # type: ignore[arg-type]
        lambda: messages.edit(ana, space.talk.pk, kept.mid, gone.cid, "kept, edited"),  # type: ignore[arg-type]
        lambda: messages.delete(ana, space.talk.pk, kept.mid, gone.cid),  # type: ignore[arg-type]
        lambda: say(space, ana, "gone", edit),
    ):
        with pytest.raises(Conflict) as refusal:
            wish()
        assert refusal.value.code == "cid_conflict"
    assert Message.objects.get(pk=kept.mid).body == "kept"


def test_a_reaction_that_comes_again_after_its_message_is_gone_finds_nothing(space: Space) -> None:
    _, ana, ben = space.people
    said, cid = say(space, ana, "soon gone"), uuid4()
    assert said.mid
    messages.react(ben, space.talk.pk, said.mid, cid, "👍", on=True)
    assert messages.react(ben, space.talk.pk, said.mid, cid, "👍", on=True).dup
    take_back(space, ana, said)
    with pytest.raises(NotFound):
        messages.react(ben, space.talk.pk, said.mid, cid, "👍", on=True)
