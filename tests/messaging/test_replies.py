"""Answering an earlier message: what is stored, told and refused, and what stands above the answer for whom."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.surface import Action
from messaging import access, serializers
from messaging.access.lines import events
from messaging.access.quotes import Quote
from messaging.actions import fading, held, messages, participants
from messaging.actions.messages import Send
from messaging.log import Stored
from messaging.models import Message, Pending, RoomEvent
from messaging.ports import find_message
from moderation.models import Block
from tests.messaging.holding import rules
from tests.messaging.rooms import Space, make_person, make_space

__all__ = ["rules"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space()


def say(space: Space, body: str, n: int = 1, reply_to: UUID | None = None) -> UUID:
    mid = messages.send(space.people[n], space.talk.pk, uuid4(), body, reply_to=reply_to).mid
    assert mid
    return mid


def shown(space: Space, n: int) -> dict[str, Any]:
    """The newest message on this person's page."""
    seat = access.load_room(space.people[n], space.talk.pk, Action.READ_MESSAGES)
    return serializers.page(access.history(seat))[-1]


def test_an_answer_names_what_it_answers_in_its_event_and_holds_none_of_its_words(space: Space) -> None:
    first = say(space, "Tuesday by the crane?")
    answer = say(space, "With pleasure", 2, first)
    said = Message.objects.get(pk=answer)
    asked = Message.objects.get(pk=first)
    assert said.reply_to == asked.seq
    (line,) = events(space.talk.pk, said.seq - 1, None, 1)
    frame = json.loads(serializers.encoded_event(line))
    assert frame["reply_to"] == {"mid": str(first), "seq": asked.seq}
    assert "crane" not in json.dumps(frame)
    assert RoomEvent.objects.get(room=space.talk, seq=said.seq).of is None


def test_what_goes_the_short_way_is_what_is_read_from_the_log(
    space: Space, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Stored] = []
    command = Send(space.people[2].pk, space.talk.pk, uuid4(), "With pleasure", reply_to=say(space, "Tuesday?"))
    with django_capture_on_commit_callbacks(execute=True):
        messages.write_many([command], told.extend)
    line = events(space.talk.pk, told[0].seq - 1, None, 1)[0]
    assert serializers.fresh_line(told[0]) == line._replace(data={}) and line.reply_mid == command.reply_to


def test_a_page_quotes_in_one_line_and_the_quote_follows_the_message(space: Space) -> None:
    first = say(space, "Tuesday\nby the   crane?")
    assert "quote" not in shown(space, 2)
    say(space, "With pleasure", 2, first)
    quote = shown(space, 0)["quote"]
    assert (quote["actor"]["name"], quote["body"], quote["version"]) == (
        space.profiles[1].name,
        "Tuesday by the crane?",
        1,
    )
    messages.edit(space.people[1], space.talk.pk, first, uuid4(), "Wednesday by the crane. " * 20)
    quote = shown(space, 0)["quote"]
    assert quote["body"].startswith("Wednesday by the crane. Wed") and quote["body"].endswith("…")
    assert (len(quote["body"]), quote["version"]) == (160, 2)


def test_an_answer_to_an_answer_points_at_it_and_quotes_it_alone(space: Space) -> None:
    first = say(space, "Tuesday by the crane?")
    second = say(space, "With pleasure", 2, first)
    say(space, "Then bring the lamp", 0, second)
    assert shown(space, 1)["reply_to"]["mid"] == str(second)
    assert shown(space, 1)["quote"]["body"] == "With pleasure"


def test_the_same_answer_sent_again_is_one_and_another_answer_is_another_wish(space: Space) -> None:
    first, second, cid, ben = say(space, "one"), say(space, "two"), uuid4(), space.people[2]
    ack = messages.send(ben, space.talk.pk, cid, "With pleasure", reply_to=first)
    assert messages.send(ben, space.talk.pk, cid, "With pleasure", reply_to=first).seq == ack.seq
    for other in (second, None):
        with pytest.raises(Conflict) as refusal:
            messages.send(ben, space.talk.pk, cid, "With pleasure", reply_to=other)
        assert refusal.value.code == "cid_conflict"


def refused(space: Space, n: int, mid: UUID) -> str:
    before = Message.objects.count()
    with pytest.raises(Invalid) as refusal:
        say(space, "With pleasure", n, mid)
    assert refusal.value.field == "reply_to" and Message.objects.count() == before
    return str(refusal.value.words)


def test_what_is_not_there_for_the_writer_cannot_be_answered_and_all_of_it_is_refused_alike(space: Space) -> None:
    gone, standing = say(space, "Tuesday by the crane?"), say(space, "still here")
    elsewhere = messages.send(space.people[0], space.notices.pk, uuid4(), "A notice").mid
    assert elsewhere
    foreign = say(make_space(("hal", "cleo")), "Nobody here knows this")
    messages.delete(space.people[1], space.talk.pk, gone, uuid4())
    nia = space.enter(make_person("nia"))
    space.people.append(nia.person)  # type: ignore[arg-type]
    said = {refused(space, 2, mid) for mid in (gone, elsewhere, foreign, uuid4())}
    said.add(refused(space, 3, standing))  # from before her window
    assert len(said) == 1
    assert say(space, "With pleasure", 2, standing)
    with pytest.raises(NotFound):
        messages.send(make_person("eve"), space.talk.pk, uuid4(), "With pleasure", reply_to=standing)


@pytest.mark.parametrize("how", ["delete", "hide", "erase", "retention"])
def test_of_words_that_are_gone_nothing_stays_in_a_quote(space: Space, how: str) -> None:
    first = say(space, "Tuesday by the crane?")
    say(space, "With pleasure", 2, first)
    assert shown(space, 0)["quote"]["body"] == "Tuesday by the crane?"
    if how == "delete":
        messages.delete(space.people[1], space.talk.pk, first, uuid4())
    elif how == "hide":
        find_message(first).hide()
    elif how == "erase":
        fading.erase(space.people[1])
    else:
        fading.fade_words(space.id, space.profiles[1], "delete", before=timezone.now())
    page = shown(space, 0)
    assert page["quote"] is None and page["body"] == "With pleasure"
    assert "crane" not in json.dumps(page)


def test_who_came_later_or_has_blocked_the_author_is_shown_no_words_of_the_quote(space: Space) -> None:
    first = say(space, "Tuesday by the crane?")
    nia = space.enter(make_person("nia"))
    space.people.append(nia.person)  # type: ignore[arg-type]
    Block.objects.create(space=space.id, blocker=space.profiles[0], blocked=space.profiles[1])
    say(space, "With pleasure", 2, first)
    assert shown(space, 1)["quote"]["body"] == "Tuesday by the crane?"
    assert shown(space, 0)["quote"] is None and shown(space, 3)["quote"] is None


def test_an_answer_taken_back_answers_nothing_any_more(space: Space) -> None:
    answer = say(space, "With pleasure", 2, say(space, "Tuesday by the crane?"))
    messages.delete(space.people[2], space.talk.pk, answer, uuid4())
    assert Message.objects.get(pk=answer).reply_to is None
    assert "reply_to" not in shown(space, 1)


def test_a_held_answer_keeps_what_it_answers_until_it_is_let_in(space: Space, rules: None) -> None:
    first = say(space, "Tuesday by the crane?")
    with pytest.raises(Forbidden) as refusal:
        say(space, "please hold on", 2, first)
    assert refusal.value.code == "held"
    waiting = Pending.objects.get()
    assert waiting.reply_to_id == first
    messages.delete(space.people[1], space.talk.pk, first, uuid4())  # what it answers may have gone meanwhile
    held.release(space.id, waiting.pk, space.profiles[0])
    page = shown(space, 1)
    assert (page["body"], page["reply_to"]["mid"], page["quote"]) == ("please hold on", str(first), None)


def test_the_database_lets_nothing_answer_another_room_or_what_comes_later(space: Space) -> None:
    first, second = say(space, "one"), say(space, "two")
    other = make_space(("hal", "cleo"))
    theirs = [say(other, f"number {n}") for n in range(4)][-1]
    far = Message.objects.get(pk=theirs).seq
    later = Message.objects.get(pk=second).seq
    assert not Message.objects.filter(room=space.talk, seq=far).exists()
    for mid, seq in ((theirs, later), (first, later), (first, Message.objects.get(pk=first).seq)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            Message.objects.filter(pk=mid).update(reply_to=0 if mid == theirs else seq)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_of_a_photo_without_words_the_line_says_what_it_is() -> None:
    assert serializers.quote(Quote(uuid4(), "", 1, None, None, None, None))["body"] == "A photo or file"


def test_a_leaver_s_window_ends_what_they_may_answer(space: Space) -> None:
    first = say(space, "Tuesday by the crane?")
    participants.depart(space.id, space.profiles[2], reason="left")
    space.enter(space.people[2])
    refused(space, 2, first)
