"""Names in what is said: who is meant, what is told, how they follow changes and go, and how often a crew is called."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Forbidden
from community.models import Profile
from community.surface import Action
from messaging import access, serializers
from messaging.access.lines import events
from messaging.actions import fading, held, messages, participants
from messaging.actions.messages import Send
from messaging.bare import bare
from messaging.log import Stored
from messaging.models import CrewCall, Mention, Message, Participant, Pending
from messaging.naming import Name, named_in
from messaging.ports import find_message
from tests.messaging.holding import rules
from tests.messaging.rooms import Space, make_person, make_space

__all__ = ["rules"]
pytestmark = pytest.mark.django_db
A, B = uuid4(), uuid4()


@pytest.fixture
def space() -> Space:
    made = make_space()
    for profile, name in zip(made.profiles, ("Cara", "Ana Lopez", "Ben"), strict=True):
        Profile.objects.filter(pk=profile.pk).update(name=name)
    return made


def say(space: Space, body: str, n: int = 1) -> UUID:
    mid = messages.send(space.people[n], space.talk.pk, uuid4(), body).mid
    assert mid
    return mid


def named(mid: UUID) -> list[tuple[str, UUID | None, int, int]]:
    return list(
        Mention.objects.filter(message=mid).order_by("start", "pk").values_list("what", "profile", "start", "end")
    )


def shown(space: Space, n: int = 0) -> dict[str, Any]:
    seat = access.load_room(space.people[n], space.talk.pk, Action.READ_MESSAGES)
    return serializers.page(access.history(seat))[-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ben", ["Ben"]),
        ("ask @ben, or @BEN!", ["ben", "BEN"]),
        ("@Ana Lopez and @Ana", ["Ana Lopez", "Ana"]),
        ("@Ana Lopezzz", ["Ana"]),
        ("(@Ben)", ["Ben"]),
        ("@Benny", []),
        ("ben@ben.example and x@Ben", []),
        ("https://example.org/@Ben", []),
        ("@@Ben @ Ben", []),
        ("🧡 @Ben 🧡", ["Ben"]),
        ("@لينا هنا", ["لينا"]),
        ("@Strauß", ["Strauß"]),
        ("@captain @Crew @captains", ["captain", "Crew"]),
    ],
)
def test_whom_a_text_names(text: str, found: list[str]) -> None:
    people = [Name(name, uuid4()) for name in ("Ben", "Ana", "Ana Lopez", "لينا", "Strauß", "Captain")]
    assert [text[one.start + 1 : one.end] for one in named_in(text, people)] == found


def test_people_of_one_name_are_both_meant_and_no_text_names_more_than_twenty() -> None:
    both = named_in("@Ben", [Name("Ben", A), Name("ben", B)])
    assert [(one.profile, one.start, one.end) for one in both] == [(A, 0, 4), (B, 0, 4)]
    assert len(named_in("@Ben " * 50, [Name("Ben", A)])) == 20


def test_a_message_names_people_of_its_room_and_says_so_in_its_event(space: Space) -> None:
    mid = say(space, "@Ben and @Ana Lopez, ask @captain")
    ben, ana = space.profiles[2].pk, space.profiles[1].pk
    assert named(mid) == [("person", ben, 0, 4), ("person", ana, 9, 19), ("captain", None, 25, 33)]
    told = [
        {"what": "person", "profile": str(ben), "span": [0, 4]},
        {"what": "person", "profile": str(ana), "span": [9, 19]},
        {"what": "captain", "profile": None, "span": [25, 33]},
    ]
    assert shown(space)["mentions"] == told
    (line,) = events(space.talk.pk, Message.objects.get(pk=mid).seq - 1, None, 1)
    assert json.loads(serializers.encoded_event(line))["mentions"] == told


def test_what_goes_the_short_way_names_the_same(space: Space, django_capture_on_commit_callbacks: Any) -> None:
    told: list[Stored] = []
    with django_capture_on_commit_callbacks(execute=True):
        messages.write_many([Send(space.people[1].pk, space.talk.pk, uuid4(), "@Ben?")], told.extend)
    line = events(space.talk.pk, told[0].seq - 1, None, 1)[0]
    assert serializers.fresh_line(told[0]) == line._replace(data={}) and line.mentions


def test_who_is_not_in_the_room_is_only_text_whoever_they_are_elsewhere(space: Space) -> None:
    other = make_space(("hal", "cleo"))
    Profile.objects.filter(pk=other.profiles[1].pk).update(name="Cleo")
    participants.depart(space.id, space.profiles[2], reason="left")
    mid = say(space, "@Cleo @Ben @Nobody")
    assert named(mid) == [] and "mentions" not in shown(space)


def test_other_words_name_others_and_words_taken_back_nobody(space: Space) -> None:
    mid = say(space, "@Ben?")
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "No, @Cara!")
    assert named(mid) == [("person", space.profiles[0].pk, 4, 9)]
    (line,) = events(space.talk.pk, Message.objects.get(pk=mid).seq, None, 1)
    assert serializers.event(line)["mentions"][0]["span"] == [4, 9]
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "Never mind")
    assert named(mid) == []
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "@Ben after all")
    find_message(mid).hide()
    assert named(mid) == [] and "mentions" not in shown(space)
    find_message(mid).restore({"body": "@Ben after all", "edited_at": None})
    assert named(mid) == [("person", space.profiles[2].pk, 0, 4)]
    messages.delete(space.people[1], space.talk.pk, mid, uuid4())
    assert named(mid) == []


@pytest.mark.parametrize("how", ["anonymise", "erase"])
def test_the_name_of_a_former_member_goes_out_of_others_words(space: Space, how: str) -> None:
    mid = say(space, "With @Ana Lopez and @Ben, and Ana again", 2)
    if how == "erase":
        fading.erase(space.people[1])
    else:
        fading.fade_words(space.id, space.profiles[1], "anonymise")
    said = Message.objects.get(pk=mid)
    assert said.body == "With @… and @Ben, and Ana again"
    assert said.bare == bare(said.body) and "lopez" not in said.bare, "nor is it found by that name"
    assert named(mid) == [("person", None, 5, 7), ("person", space.profiles[2].pk, 12, 16)]
    assert "Lopez" not in json.dumps(shown(space))


def test_a_name_that_two_bear_stays_while_one_of_them_is_there(space: Space) -> None:
    Profile.objects.filter(pk=space.profiles[0].pk).update(name="Ben")
    mid = say(space, "@Ben!")
    fading.fade_words(space.id, space.profiles[2], "anonymise")
    assert Message.objects.get(pk=mid).body == "@Ben!"
    assert named(mid) == [("person", space.profiles[0].pk, 0, 4)]


def test_held_words_name_who_is_there_when_they_are_let_in(space: Space, rules: None) -> None:
    with pytest.raises(Forbidden):
        say(space, "@Ben @Nia hold on")
    assert not Mention.objects.exists()
    nia = space.enter(make_person("nia"))
    Profile.objects.filter(pk=nia.pk).update(name="Nia")
    done = held.release(space.id, Pending.objects.get().pk, space.profiles[0])
    assert [row[1] for row in named(Message.objects.get(room=space.talk, seq=done.seq).pk)] == [
        space.profiles[2].pk,
        nia.pk,
    ]


@pytest.mark.parametrize("how", ["leaves", "erase"])
def test_words_that_were_held_meanwhile_name_no_former_member(space: Space, rules: None, how: str) -> None:
    with pytest.raises(Forbidden):
        say(space, "@Ana Lopez and @Ben hold on", 2)
    if how == "erase":
        fading.erase(space.people[1])
    Profile.objects.filter(pk=space.profiles[1].pk).update(person=None, name="Former member")
    done = held.release(space.id, Pending.objects.get().pk, space.profiles[0])
    said = Message.objects.get(room=space.talk, seq=done.seq)
    assert said.body == "@… and @Ben hold on" and "lopez" not in said.bare
    assert [row[1] for row in named(said.pk)] == [space.profiles[2].pk]


# ---- the whole crew ------------------------------------------------------------------------------------------------


def refused(space: Space, code: str, n: int = 0, body: str = "@crew, come!") -> None:
    before = Message.objects.count()
    with pytest.raises(Forbidden) as refusal:
        say(space, f"{body} {uuid4().hex[:4]}", n)
    assert refusal.value.code == code and Message.objects.count() == before


def test_a_captain_calls_the_crew_twice_in_24_hours_over_all_rooms_and_nobody_else_at_all(space: Space) -> None:
    refused(space, "captains_call", 1)
    for n in range(5):
        say(space, f"number {n}", n % 2)  # the brand speaks after others
    Participant.objects.filter(profile=space.profiles[2]).update(voice="brand")
    refused(space, "captains_call", 2)
    say(space, "@crew, high water", 0)
    messages.send(space.people[0], space.notices.pk, uuid4(), "@crew, the upper path")
    refused(space, "crew_called")
    assert say(space, "@captain asks by herself", 0)
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59)):
        refused(space, "crew_called")
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert say(space, "@crew, low water", 0)
    seat = access.load_room(space.people[0], space.talk.pk, Action.CALL_CREW)
    assert seat.participant.voice == "captain"


def test_a_call_sent_again_or_changed_is_one_and_one_taken_back_is_spent(space: Space) -> None:
    cara, cid = space.people[0], uuid4()
    first = messages.send(cara, space.talk.pk, cid, "@crew, high water")
    assert messages.send(cara, space.talk.pk, cid, "@crew, high water").dup
    mid = say(space, "@crew, the upper path", 0)
    messages.edit(cara, space.talk.pk, mid, uuid4(), "@crew, the lower path")
    assert CrewCall.objects.count() == 2
    plain = say(space, "something else", 0)
    with pytest.raises(Forbidden) as refusal:
        messages.edit(cara, space.talk.pk, plain, uuid4(), "@crew, something else")
    assert refusal.value.code == "crew_called"
    assert first.mid
    messages.delete(cara, space.talk.pk, first.mid, uuid4())
    refused(space, "crew_called")


def test_three_calls_in_one_batch_are_two(space: Space) -> None:
    commands = [Send(space.people[0].pk, space.talk.pk, uuid4(), f"@crew, number {n}") for n in range(3)]
    answers = messages.send_many(commands)
    assert [getattr(one, "code", None) for one in answers] == [None, None, "crew_called"]


def test_the_database_holds_two_calls_in_24_hours(space: Space) -> None:
    at = timezone.now()
    base = {"profile": space.profiles[0], "until": at + timedelta(hours=24)}
    CrewCall.objects.create(slot=1, at=at, **base)
    for more in ({"slot": 1, "at": at}, {"slot": 3, "at": at}, {"slot": 2, "at": at + timedelta(seconds=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CrewCall.objects.create(**base | more)
    fading.forget_cids(at + timedelta(hours=25))
    assert not CrewCall.objects.exists()


def test_words_without_a_name_ask_nothing_more(space: Space) -> None:
    def statements(body: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            messages.send_many([Send(space.people[1].pk, space.talk.pk, uuid4(), body)])
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    assert statements("Ben @ home, 10@ten is none") == 5
    assert statements("@Ben is one") == 7  # who is here, the row
