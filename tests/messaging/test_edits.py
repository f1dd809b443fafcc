"""Changing one's own words: what is stored, sealed and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError, TooLarge
from community.surface import Action
from messaging import access, sealed, serializers
from messaging.actions import captions, messages, participants
from messaging.actions.messages import Ack, Delete, Edit, Send
from messaging.models import Message, Participant, RoomEvent, SealedVersion
from messaging.tasks import shred_sealed
from moderation.screening import Content, Outcome, Verdict
from tests.messaging.rooms import Space, make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space()


def say(space: Space, body: str = "first words", n: int = 1) -> UUID:
    mid = messages.send(space.people[n], space.talk.pk, uuid4(), body).mid
    assert mid
    return mid


def versions(mid: UUID) -> list[int]:
    return list(SealedVersion.objects.filter(message=mid).order_by("version").values_list("version", flat=True))


def refused(code: str, space: Space, mid: UUID, n: int = 1, body: str = "other words") -> None:
    before = Message.objects.get(pk=mid).body
    with pytest.raises(SnugError) as refusal:
        messages.edit(space.people[n], space.talk.pk, mid, uuid4(), body)
    assert refusal.value.code == code
    assert Message.objects.get(pk=mid).body == before
    assert not RoomEvent.objects.filter(kind="msg.edit", message=mid).exists()
    assert versions(mid) == []


def test_an_edit_is_an_event_of_its_own_and_the_old_words_are_sealed(space: Space) -> None:
    mid = say(space)
    said = Message.objects.get(pk=mid)
    ack = messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "other words")
    assert (ack.seq, ack.mid, ack.dup, ack.changed) == (said.seq + 1, mid, False, None)
    now = Message.objects.get(pk=mid)
    assert (now.body, now.version, now.seq, now.created_at) == ("other words", 2, said.seq, said.created_at)
    event = RoomEvent.objects.get(room=space.talk, seq=ack.seq)
    assert (event.kind, event.of, event.message_id, event.data) == ("msg.edit", said.seq, mid, {})
    assert now.edited_at == event.created_at
    assert versions(mid) == [1]


def test_a_late_repeat_of_an_edit_is_known_by_its_cid(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    mid = say(space)
    first = messages.edit(ana, space.talk.pk, mid, cid, "other words")
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(hours=1))
    again = messages.edit(ana, space.talk.pk, mid, cid, "other words")
    assert again == Ack(first.room, cid, first.seq, mid, dup=True)
    with pytest.raises(Conflict) as refusal:
        messages.edit(ana, space.talk.pk, mid, cid, "third words")
    assert refusal.value.code == "cid_conflict"
    with pytest.raises(Conflict):
        messages.edit(ana, space.talk.pk, say(space, "another"), cid, "other words")
    assert Message.objects.get(pk=mid).version == 2


def test_words_can_be_changed_for_fifteen_minutes(space: Space) -> None:
    mid = say(space)
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(minutes=15, seconds=1))
    refused("edit_window_over", space, mid)
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(minutes=14, seconds=50))
    assert messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "just in time").mid == mid


def test_nobody_changes_the_words_of_others_or_what_is_gone_and_learns_nothing_by_trying(space: Space) -> None:
    mid, ana = say(space), space.people[1]
    refused("not_found", space, mid, 0)
    refused("not_found", space, mid, 2)
    for person, room, about in (
        (make_person("eve"), space.talk.pk, mid),
        (ana, space.notices.pk, mid),
        (ana, space.talk.pk, uuid4()),
        (ana, uuid4(), mid),
    ):
        with pytest.raises(NotFound):
            messages.edit(person, room, about, uuid4(), "mine now")
    messages.delete(ana, space.talk.pk, mid, uuid4())
    with pytest.raises(NotFound):
        messages.edit(ana, space.talk.pk, mid, uuid4(), "back again")


def test_words_from_before_ones_window_are_not_there_to_be_changed(space: Space) -> None:
    mid = say(space, n=2)
    participants.depart(space.id, space.profiles[2], reason="left")
    refused("not_found", space, mid, 2)
    space.enter(space.people[2])
    refused("not_found", space, mid, 2)


def test_who_may_not_speak_changes_no_words_and_still_takes_them_back(space: Space) -> None:
    mid = say(space)
    seats = Participant.objects.filter(profile=space.profiles[1])
    seats.update(muted_until=timezone.now() + timedelta(hours=1))
    refused("muted_until", space, mid)
    messages.delete(space.people[1], space.talk.pk, mid, uuid4())


def test_a_captain_of_yesterday_does_not_change_yesterdays_notice(space: Space) -> None:
    cara = space.people[0]
    mid = messages.send(cara, space.notices.pk, uuid4(), "Sunday").mid
    assert mid
    assert messages.edit(cara, space.notices.pk, mid, uuid4(), "Saturday")
    participants.set_voice(space.id, space.profiles[0], "member")
    with pytest.raises(Forbidden) as refusal:
        messages.edit(cara, space.notices.pk, mid, uuid4(), "Monday")
    assert refusal.value.code == "captains_post"
    assert Message.objects.get(pk=mid).body == "Saturday"


@pytest.mark.parametrize(
    ("body", "error"), [("", Invalid), (" \n ", Invalid), ("nul\x00", Invalid), ("x" * 4001, TooLarge)]
)
def test_other_words_pass_the_same_gate(space: Space, body: str, error: type[SnugError]) -> None:
    mid = say(space)
    with pytest.raises(error):
        messages.edit(space.people[1], space.talk.pk, mid, uuid4(), body)
    assert Message.objects.get(pk=mid).version == 1


def test_other_words_are_screened_as_the_first_were(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, mid = space.people[1], say(space)
    verdicts = {
        "bad": Verdict("block", "terms", ((0, 3),), "bad"),
        "wait": Verdict("hold", "terms", (), "wait"),
        "my phone": Verdict("nudge", "phone", ((3, 8),), "my phone"),
        "so secret": Verdict("redact", "terms", ((3, 9),), "so ██████"),
    }

    def read(content: Content) -> Verdict:
        found = verdicts[content.text]
        return found._replace(action=Outcome.ALLOW) if found.rule in content.confirmed else found

    monkeypatch.setattr(captions, "screen", read)
    refused("refused", space, mid, body="bad")
    refused("held", space, mid, body="wait")
    refused("nudge", space, mid, body="my phone")
    confirmed = messages.edit(ana, space.talk.pk, mid, uuid4(), "my phone", confirm=["phone"])
    assert confirmed.changed is None
    redacted = messages.edit(ana, space.talk.pk, mid, uuid4(), "so secret")
    assert redacted.changed == {"body": "so ██████", "rule": "terms", "spans": [[3, 9]]}
    assert Message.objects.get(pk=mid).body == "so ██████"
    assert versions(mid) == [1, 2]


def test_a_batch_judges_each_edit_by_what_the_ones_before_it_left(space: Space) -> None:
    ana = space.people[1]
    mid, other = say(space), say(space, "other")
    room, cid = space.talk.pk, uuid4()
    answers = messages.send_many(
        [
            Edit(ana.pk, room, mid, cid, "second"),
            Edit(ana.pk, room, mid, uuid4(), "third"),
            Edit(ana.pk, room, mid, cid, "second"),
            Edit(space.people[2].pk, room, mid, uuid4(), "not mine"),
            Edit(ana.pk, room, other, uuid4(), "changed"),
            Delete(ana.pk, room, other, uuid4()),
            Edit(ana.pk, room, other, uuid4(), "too late"),
            Send(ana.pk, room, uuid4(), "after all"),
        ]
    )
    codes = [answer.seq if isinstance(answer, Ack) else answer.code for answer in answers]
    start = Message.objects.get(pk=other).seq
    assert codes == [start + 1, start + 2, start + 1, "not_found", start + 3, start + 4, "not_found", start + 5]
    assert Message.objects.filter(pk=mid).values_list("body", "version")[0] == ("third", 3)
    assert Message.objects.filter(pk=other).values_list("body", "version")[0] == ("", 2)
    assert versions(mid) == [1, 2]
    assert versions(other) == [1, 2]


def test_what_is_told_live_of_a_batch_is_what_is_read_back(space: Space) -> None:
    ana, told = space.people[1], list[bytes]()
    mid, other = say(space), say(space, "other")
    start = Message.objects.get(pk=other).seq
    commands = [
        Edit(ana.pk, space.talk.pk, mid, uuid4(), "second"),
        Edit(ana.pk, space.talk.pk, mid, uuid4(), "third"),
        Edit(ana.pk, space.talk.pk, other, uuid4(), "regretted"),
        Delete(ana.pk, space.talk.pk, other, uuid4()),
        messages.React(ana.pk, space.talk.pk, mid, uuid4(), "👍", True),
    ]

    def keep(entries: list[messages.log.Stored]) -> None:  # type: ignore[name-defined]
        told.extend(serializers.encode(serializers.event(serializers.fresh_line(entry))) for entry in entries)

    messages.write_many(commands, keep)
    for callback in connection.run_on_commit:
        callback[1]()
    read = access.lines.events(space.talk.pk, start, None, 10)
    # The deletion has taken the name from the edit before it; until it came, the live one still bore it.
    of_the_regretted = serializers.event(read[2])
    assert of_the_regretted | {"actor": serializers.event(read[0])["actor"]} == json.loads(told[2])
    assert (of_the_regretted["body"], of_the_regretted["deleted"]) == ("", True)
    del told[2], read[2]
    assert [json.loads(frame) for frame in told] == [serializers.event(line) for line in read]


def test_saying_something_asks_no_more_than_before_and_edits_come_in_few_statements(space: Space) -> None:
    ana, mid = space.people[1], say(space)
    messages.react(space.people[2], space.talk.pk, mid, uuid4(), "👍", on=True)

    def statements(commands: list[messages.Command]) -> int:
        with CaptureQueriesContext(connection) as queries:
            messages.send_many(commands)
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    assert statements([Send(ana.pk, space.talk.pk, uuid4(), "counted")]) == 5
    messages.edit(ana, space.talk.pk, mid, uuid4(), "the first one makes the key")
    # authors, what stands around, time-outs, lock, facts, the messages, the log, the words, the key, the seal
    edits: list[messages.Command] = [Edit(ana.pk, space.talk.pk, mid, uuid4(), f"{n}") for n in range(30)]
    assert statements(edits) == 10
    # time-outs, lock, facts, the messages, their reactions, the log, off, on
    reactions: list[messages.Command] = [
        messages.React(ana.pk, space.talk.pk, mid, uuid4(), "👍", n % 3 > 0) for n in range(30)
    ]
    assert statements(reactions) == 8
    seat = access.load_room(ana, space.talk.pk, Action.READ_MESSAGES)
    with CaptureQueriesContext(connection) as reads:
        assert [line.reactions is not None for line in access.history(seat).messages] == [True, False]
    assert len(reads) == 2


# ---- the seal ------------------------------------------------------------------------------------------------------


def test_sealed_words_are_not_in_the_database_in_the_clear_and_every_message_has_its_own_key(space: Space) -> None:
    one, two = say(space, "the same secret"), say(space, "the same secret")
    for mid in (one, two):
        messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "harmless")
    bodies = [bytes(row.body) for row in SealedVersion.objects.all()]
    assert len(set(bodies)) == 2
    assert not any(b"secret" in body for body in bodies)


def test_sealed_words_are_shredded_after_thirty_days(space: Space) -> None:
    ana, now = space.people[1], timezone.now()
    with time_machine.travel(now - timedelta(days=30, minutes=1)):
        old = say(space)
        messages.edit(ana, space.talk.pk, old, uuid4(), "second")
    with time_machine.travel(now - timedelta(days=29, hours=23)):
        younger = say(space)
        messages.delete(ana, space.talk.pk, younger, uuid4())
    assert sealed.shred_due(now - timedelta(hours=1)) == 0
    shred_sealed()
    assert (versions(old), versions(younger)) == ([], [1])


def test_the_database_lets_nobody_change_sealed_words(space: Space) -> None:
    mid = say(space)
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "second")
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedVersion.objects.filter(message=mid).update(body=b"nothing")
    assert versions(mid) == [1]


def test_taking_words_back_seals_the_last_of_them_too(space: Space) -> None:
    mid = say(space)
    messages.edit(space.people[1], space.talk.pk, mid, uuid4(), "second")
    messages.delete(space.people[1], space.talk.pk, mid, uuid4())
    assert versions(mid) == [1, 2]
    edit = RoomEvent.objects.get(kind="msg.edit", message=mid)
    assert (edit.actor_id, edit.cid_mac) == (None, None)
