"""Held words wait outside the log, and are decided about once (trust.md R23, R24)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError
from community.models import Profile
from community.surface import Action
from messaging.access import history, load_room
from messaging.access.held import own_held, waiting_in
from messaging.actions import held, messages, participants
from messaging.log import holding
from messaging.models import Message, Participant, Pending, RoomEvent
from messaging.realtime.limits import EDIT_S
from moderation.actions import objections
from moderation.models import Objection
from tests.messaging.holding import SPANS, WORDS, hold, rules
from tests.messaging.media_room import app_of, uploaded
from tests.messaging.rooms import Space, make_space

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
DAY = timedelta(hours=24)


@pytest.fixture
def space(db: None) -> Space:
    return make_space()


def log_of(space: Space) -> list[tuple[int, str]]:
    return list(RoomEvent.objects.filter(room=space.talk, kind__startswith="msg").values_list("seq", "kind"))


def test_held_words_are_no_event_and_no_message_and_their_author_is_told_why(space: Space) -> None:
    ana = space.people[1]
    messages.send(ana, space.talk.pk, uuid4(), "Nothing is wrong with this")
    before = log_of(space)
    with pytest.raises(Forbidden) as refusal:
        messages.send(ana, space.talk.pk, uuid4(), WORDS)
    assert (refusal.value.code, refusal.value.detail) == ("held", {"rule": "hold_on", "spans": SPANS})
    assert log_of(space) == before
    (one,) = own_held(load_room(ana, space.talk.pk, Action.OWN_HELD))
    assert (one.body, one.pending.rule, one.pending.spans) == (WORDS, "hold_on", SPANS)
    assert one.pending.until - one.pending.held_at == DAY


def test_a_retry_is_held_again_and_stays_one_and_other_words_are_another_wish(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    hold(ana, space.talk, cid=cid)
    assert hold(ana, space.talk, cid=cid).state == "held"
    for other in ("Call me, hold on", "Quite other words"):
        with pytest.raises(Conflict) as conflict:
            messages.send(ana, space.talk.pk, cid, other)
        assert conflict.value.code == "cid_conflict"
    assert Pending.objects.count() == 1 and not Message.objects.exists()


def test_a_retry_after_the_rule_is_gone_is_no_second_message(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, cid = space.people[1], uuid4()
    hold(ana, space.talk, cid=cid)
    monkeypatch.undo()
    with pytest.raises(Forbidden):
        messages.send(ana, space.talk.pk, cid, WORDS)
    assert not Message.objects.exists()


def test_of_one_batch_the_same_cid_is_held_once(space: Space) -> None:
    ana, cid = space.people[1], uuid4()
    one = messages.Send(ana.pk, space.talk.pk, cid, WORDS)
    other = messages.Send(ana.pk, space.talk.pk, cid, "Quite other words")
    said = messages.Send(ana.pk, space.talk.pk, uuid4(), "Fine")
    answers = messages.send_many([one, one, other, said])
    assert [answer.code for answer in answers if isinstance(answer, SnugError)] == ["held", "held", "cid_conflict"]
    assert Pending.objects.count() == 1 and len(log_of(space)) == 1


def test_of_one_batch_one_photo_waits_with_one_of_them(space: Space) -> None:
    ana = space.people[1]
    photo = (UUID(uploaded(app_of(ana), space.talk)),)
    both = [messages.Send(ana.pk, space.talk.pk, uuid4(), f"{WORDS} {n}", media=photo) for n in range(2)]
    answers = messages.write_many(both)
    assert [answer.code for answer in answers if isinstance(answer, SnugError)] == ["held", "invalid"]
    assert [one.media.count() for one in Pending.objects.all()] == [1]


def test_nobody_has_more_waiting_than_somebody_can_look_at(space: Space) -> None:
    ana = space.people[1]
    commands = [messages.Send(ana.pk, space.talk.pk, uuid4(), f"{WORDS} {n}") for n in range(holding.MOST + 2)]
    codes = [answer.code for answer in messages.send_many(commands) if isinstance(answer, SnugError)]
    assert codes == ["held"] * holding.MOST + ["too_many_held"] * 2


def test_who_may_not_write_leaves_nothing_to_be_decided(space: Space) -> None:
    muted, stranger = space.people[1], make_space().people[1]
    Participant.objects.filter(profile__person=muted).update(muted_until=timezone.now() + DAY)
    for person, code in ((muted, "muted_until"), (stranger, "not_found")):
        with pytest.raises(SnugError) as refusal:
            messages.send(person, space.talk.pk, uuid4(), WORDS)
        assert refusal.value.code == code
    assert not Pending.objects.exists()


def test_what_is_released_stands_in_the_log_at_that_moment_in_its_authors_name(space: Space) -> None:
    (ana, ben), (cara, *_) = space.people[1:], space.profiles
    waiting = hold(ana, space.talk)
    messages.send(ben, space.talk.pk, uuid4(), "Said meanwhile")
    decided = held.release(space.id, waiting.pk, cara)
    assert (decided.state, decided.seq, bytes(decided.words)) == ("released", 5, b"")
    line = history(load_room(ben, space.talk.pk, Action.READ_MESSAGES)).messages[-1]
    assert (line.body, line.person_id, line.cid, line.seq) == (WORDS, ana.pk, waiting.cid, 5)
    assert line.at >= decided.held_at
    ack = messages.send(ana, space.talk.pk, waiting.cid, WORDS)
    assert (ack.dup, ack.seq) == (True, 5)


def test_the_author_of_what_is_released_has_not_read_what_others_said_meanwhile(space: Space) -> None:
    (ana, ben), (cara, *_) = space.people[1:], space.profiles
    waiting = hold(ana, space.talk)
    messages.send(ben, space.talk.pk, uuid4(), "Said meanwhile")
    before = space.seat(ana).read_seq
    held.release(space.id, waiting.pk, cara)
    assert space.seat(ana).read_seq == before


def test_what_was_given_back_or_removed_answers_a_late_retry_with_how_it_ended(space: Space) -> None:
    ana, cara = space.people[1], space.profiles[0]
    for act, state in ((held.give_back, "returned"), (held.remove, "removed")):
        waiting = hold(ana, space.talk)
        assert act(space.id, waiting.pk, cara).state == state
        with pytest.raises(Forbidden) as refusal:
            messages.send(ana, space.talk.pk, waiting.cid, WORDS)
        assert (refusal.value.code, refusal.value.detail["state"]) == ("held", state)
    assert [one.pending.state for one in own_held(load_room(ana, space.talk.pk, Action.OWN_HELD))] == [
        "returned",
        "removed",
    ]
    assert not waiting_in(space.id).exists()


@pytest.mark.parametrize("act", [held.release, held.give_back, held.remove])
def test_nobody_decides_about_their_own_words_or_twice_or_elsewhere(space: Space, act: type) -> None:
    ana, (cara, own, _) = space.people[1], space.profiles
    waiting = hold(ana, space.talk)
    with pytest.raises(Forbidden) as refusal:
        act(space.id, waiting.pk, own)
    assert refusal.value.code == "own_cause"
    for where, which in ((make_space().id, waiting.pk), (space.id, uuid4())):
        with pytest.raises(NotFound):
            act(where, which, cara)
    assert act(space.id, waiting.pk, cara).state != "held"
    with pytest.raises(Conflict):
        act(space.id, waiting.pk, cara)


def test_who_left_or_is_muted_meanwhile_says_nothing(space: Space) -> None:
    (ana, ben), (cara, _, bens) = space.people[1:], space.profiles
    of_muted, of_leaver, returned = hold(ana, space.talk), hold(ben, space.talk), hold(ben, space.talk)
    held.give_back(space.id, returned.pk, cara)
    Participant.objects.filter(profile__person=ana).update(muted_until=timezone.now() + DAY)
    assert held.release(space.id, of_muted.pk, cara).state == "returned"
    participants.depart(space.id, bens, reason="left")
    with pytest.raises(NotFound):
        held.release(space.id, of_leaver.pk, cara)
    assert {bytes(one.words) for one in Pending.objects.filter(actor=bens)} == {b""}
    assert not Message.objects.exists()


def test_after_a_day_the_clock_gives_back_what_nobody_decided(space: Space) -> None:
    ana = space.people[1]
    waiting = hold(ana, space.talk)
    assert held.return_due(waiting.until - timedelta(seconds=1)) == 0
    assert held.return_due(waiting.until) == 1
    (one,) = own_held(load_room(ana, space.talk.pk, Action.OWN_HELD))
    assert (one.pending.state, one.pending.ended_by, one.body) == ("returned", None, WORDS)


def test_held_changes_of_words_wait_too_and_never_take_the_place_of_newer_ones(space: Space) -> None:
    ana, cara = space.people[1], space.profiles[0]
    mid = messages.send(ana, space.talk.pk, uuid4(), "First").mid
    assert mid is not None
    cids = [uuid4(), uuid4()]
    for cid in cids:
        with pytest.raises(Forbidden):
            messages.edit(ana, space.talk.pk, mid, cid, WORDS)
    assert Message.objects.get(pk=mid).body == "First"
    Message.objects.filter(pk=mid).update(created_at=timezone.now() - timedelta(seconds=EDIT_S + 60))
    first, second = (Pending.objects.get(cid=cid) for cid in cids)
    ago = timedelta(minutes=5)
    Pending.objects.filter(pk=first.pk).update(held_at=first.held_at - ago, until=first.until - ago)
    assert held.release(space.id, first.pk, cara).state == "released"
    assert Message.objects.get(pk=mid).body == WORDS
    assert held.release(space.id, second.pk, cara).state == "returned"
    assert Message.objects.get(pk=mid).version == 2


def test_their_author_takes_held_words_back_and_nobody_decides_any_more(space: Space) -> None:
    (ana, ben), cara = space.people[1:], space.profiles[0]
    waiting = hold(ana, space.talk)
    with pytest.raises(NotFound):
        held.put_away(ben, space.talk.pk, waiting.cid)
    held.put_away(ana, space.talk.pk, waiting.cid)
    held.put_away(ana, space.talk.pk, waiting.cid)
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.words)) == ("returned", b"")
    with pytest.raises(NotFound):
        held.release(space.id, waiting.pk, cara)
    released = hold(ana, space.talk)
    held.release(space.id, released.pk, cara)
    with pytest.raises(Conflict):
        held.put_away(ana, space.talk.pk, released.cid)


def test_what_was_removed_stays_sealed_when_its_author_puts_it_away(space: Space) -> None:
    ana, cara = space.people[1], space.profiles[0]
    waiting = hold(ana, space.talk)
    held.remove(space.id, waiting.pk, cara)
    held.put_away(ana, space.talk.pk, waiting.cid)
    assert not own_held(load_room(ana, space.talk.pk, Action.OWN_HELD))
    assert bytes(Pending.objects.get(pk=waiting.pk).words)
    assert held.forget(timezone.now() + held.LIVES) == 1


def test_an_author_objects_once_to_what_really_happened(space: Space) -> None:
    ana = space.people[1]
    waiting = hold(ana, space.talk)
    for _ in range(2):
        objection = held.object_to(ana, space.talk.pk, waiting.cid)
    assert (objection.outcome, objection.rule, objections.words_of(objection)) == ("hold", "hold_on", WORDS)
    cid = uuid4()
    refused = held.object_to(ana, space.talk.pk, cid, "This is not here")
    assert (refused.outcome, refused.rule, refused.spans) == ("block", "not_here", [[8, 16]])
    with pytest.raises(Invalid):
        held.object_to(ana, space.talk.pk, uuid4(), "Nothing is wrong with this")
    with pytest.raises(NotFound):
        held.object_to(ana, space.talk.pk, uuid4())
    assert Objection.objects.count() == 2
    assert [one.objected for one in own_held(load_room(ana, space.talk.pk, Action.OWN_HELD))] == [True]
    assert objections.forget(timezone.now() + objections.LIVES) == 2


def test_the_database_keeps_it_when_the_code_is_wrong(space: Space) -> None:
    ana, (cara, own, _) = space.people[1], space.profiles
    waiting, now = hold(ana, space.talk), timezone.now()
    wrong: list[dict[str, object]] = [
        {"until": waiting.until + timedelta(seconds=1)},
        {"state": "returned"},
        {"state": "released", "ended_at": now, "ended_by": cara},
        {"state": "released", "ended_at": now, "ended_by": cara, "seq": 1},
        {"state": "removed", "ended_at": now},
        {"state": "removed", "ended_at": now, "ended_by": own},
        {"words": b"other"},
        {"cid": uuid4()},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Pending.objects.filter(pk=waiting.pk).update(**fields)
    held.give_back(space.id, waiting.pk, cara)
    for fields in ({"state": "removed"}, {"ended_by": space.profiles[2]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pending.objects.filter(pk=waiting.pk).update(**fields)
    twin = {name: getattr(waiting, name) for name in ("room", "actor", "cid", "mac", "words", "rule", "until")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pending.objects.create(**twin)


def test_a_copy_of_the_table_tells_nothing(space: Space) -> None:
    waiting = hold(space.people[1], space.talk)
    held.object_to(space.people[1], space.talk.pk, waiting.cid)
    for row in (Pending.objects.values().get(), Objection.objects.values().get()):
        assert "Call her" not in str(row) and b"Call her" not in bytes(row["words"])
    assert Profile.objects.filter(pk=waiting.actor_id).exists()
