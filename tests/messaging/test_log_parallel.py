"""The write path with real parallel connections (realtime.md "The one write path")."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from community.errors import NotFound, SnugError, Unavailable
from messaging import log
from messaging.actions import messages, participants, tickets
from messaging.actions.messages import Ack, Send
from messaging.log import BUSY
from messaging.models import Message, Participant, Room, RoomEvent
from tests.messaging.rooms import Space, make_person, make_space

WRITERS, BATCHES = 4, 20
pytestmark = pytest.mark.django_db(transaction=True)


def in_parallel(*works: Callable[[], object]) -> list[object]:
    """Each in a thread with a connection of its own; all begin together."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result() for future in [threads.submit(begin, work) for work in works]]


@contextmanager
def held(room: Room) -> Iterator[None]:
    """Somebody else holds the room's lock."""
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                log.lock_rooms([room.pk])
                locked.set()
                release.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(10)
    try:
        yield
    finally:
        release.set()
        thread.join()


def check_log(room: Room) -> None:
    """Numbers without gaps, one message per msg.new, and nothing by anybody while they were out."""
    room.refresh_from_db()
    events = list(RoomEvent.objects.filter(room=room).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, room.last_seq + 1))
    inside: set[UUID | None] = set()
    for event in events:
        if event.kind == "member.join":
            assert event.actor_id not in inside
            inside.add(event.actor_id)
        elif event.kind == "member.leave":
            assert event.actor_id in inside
            inside.remove(event.actor_id)
        else:
            assert event.actor_id in inside
    said = {event.message_id for event in events if event.kind == "msg.new"}
    assert said == set(Message.objects.filter(room=room).values_list("pk", flat=True))
    active = Participant.objects.filter(room=room, active=True).values_list("profile_id", flat=True)
    assert set(active) == inside


class Crowd:
    """Writers with retries and strangers among them, and people who come and go."""

    def __init__(self) -> None:
        self.spaces = [make_space(("cara", "ana", "ben")) for _ in range(4)]
        self.eve = make_person("eve")
        self.acked: list[tuple[Send, Ack]] = []
        self.strangers: list[object] = []
        self.done: list[int] = []

    def write(self, seed: int) -> None:
        dice = random.Random(seed)
        known: list[Send] = []
        for _ in range(BATCHES):
            batch = [self.item(dice, known) for _ in range(dice.randint(1, 12))]
            for item, answer in zip(batch, messages.send_many(batch), strict=True):
                if item.person_id == self.eve.pk:
                    self.strangers.append(answer)
                elif isinstance(answer, Ack):
                    self.acked.append((item, answer))
                    known.append(item)
                else:
                    assert isinstance(answer, NotFound), answer  # ben is out just now
        self.done.append(seed)

    def item(self, dice: random.Random, known: list[Send]) -> Send:
        space = dice.choice(self.spaces)
        if known and dice.random() < 0.2:
            return dice.choice(known)
        person = self.eve if dice.random() < 0.1 else dice.choice(space.people)
        return Send(person.pk, space.talk.pk, uuid4(), "words")

    def churn(self, seed: int) -> None:
        dice = random.Random(seed)
        while len(self.done) < WRITERS:
            space = dice.choice(self.spaces)
            participants.depart(space.id, space.profiles[2], reason="left")
            participants.enter(space.id, space.profiles[2], "member")


def test_writers_retries_strangers_and_comings_and_goings_leave_a_whole_log() -> None:
    crowd = Crowd()
    writers = [partial(crowd.write, seed) for seed in range(WRITERS)]
    in_parallel(*writers, partial(crowd.churn, 11), partial(crowd.churn, 12))
    assert len(crowd.acked) > WRITERS * BATCHES
    assert crowd.strangers
    assert all(isinstance(answer, NotFound) for answer in crowd.strangers)
    places: dict[tuple[UUID, UUID], set[tuple[int, UUID | None]]] = {}
    for item, ack in crowd.acked:
        places.setdefault((item.person_id, item.cid), set()).add((ack.seq, ack.mid))
    assert all(len(found) == 1 for found in places.values())
    mids = {mid for found in places.values() for _, mid in found}
    assert mids == set(Message.objects.values_list("pk", flat=True))
    for space in crowd.spaces:
        check_log(space.talk)
        check_log(space.notices)


def test_one_cid_from_eight_connections_makes_one_message() -> None:
    space = make_space()
    ana, cid = space.people[1], uuid4()
    item = Send(ana.pk, space.talk.pk, cid, "once")
    answers = in_parallel(*(lambda: messages.write_one(item) for _ in range(8)))
    assert Counter(answer.dup for answer in answers if isinstance(answer, Ack)) == {False: 1, True: 7}
    assert Message.objects.count() == 1


def test_a_waiting_message_of_somebody_removed_meanwhile_is_refused() -> None:
    """The membership is asked after the lock: a statement that waited keeps its old snapshot."""
    space = make_space()
    ben, departed = space.people[2], threading.Event()

    def remove() -> None:
        with transaction.atomic():
            participants.depart(space.id, space.profiles[2], reason="removed")
            departed.set()
            _until_somebody_waits()

    def say() -> object:
        assert departed.wait(10)
        return messages.write_one(Send(ben.pk, space.talk.pk, uuid4(), "too late"))

    _, answer = in_parallel(remove, say)
    assert isinstance(answer, NotFound)
    check_log(space.talk)


def _until_somebody_waits() -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction the first look would stay
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            row = cursor.fetchone()
        if row and row[0]:
            return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


def test_a_room_that_is_held_does_not_stop_the_others() -> None:
    stuck, free = make_space(), make_space()
    batch = [
        Send(stuck.people[1].pk, stuck.talk.pk, uuid4(), "waits"),
        Send(free.people[1].pk, free.talk.pk, uuid4(), "goes"),
    ]
    with held(stuck.talk):
        begun = time.monotonic()
        first, second = messages.write_many(batch)
        assert first is BUSY
        assert isinstance(second, Ack)
        assert time.monotonic() - begun < 0.9
        alone = messages.write_one(batch[0])
        assert isinstance(alone, Unavailable)  # the lock's time-out; nothing is known to be stored
    again = messages.write_one(batch[0])
    assert isinstance(again, Ack)
    assert not again.dup
    check_log(stuck.talk)


def test_a_guilty_item_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    space = make_space()
    good = [Send(space.people[n].pk, space.talk.pk, uuid4(), f"good {n}") for n in (0, 1)]
    guilty = Send(space.people[2].pk, space.talk.pk, uuid4(), "guilty")
    with connection.cursor() as cursor:
        # A wall of the database that only this item runs into.
        cursor.execute("ALTER TABLE messaging_message ADD CONSTRAINT guilty CHECK (body <> 'guilty')")
    try:
        answers = messages.send_many([good[0], guilty, good[1]])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE messaging_message DROP CONSTRAINT guilty")
    assert [type(answer) for answer in answers] == [Ack, Unavailable, Ack]
    check_log(space.talk)


def test_a_lost_connection_leaves_the_outcome_unknown_and_a_retry_is_safe() -> None:
    space = make_space()
    item = Send(space.people[1].pk, space.talk.pk, uuid4(), "once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
        assert row

    def kill() -> None:
        with connection.cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [row[0]])

    in_parallel(kill)
    answers = messages.write_many([item])
    assert all(isinstance(answer, Unavailable) for answer in answers)
    connection.close()
    retried = messages.write_one(item)
    assert isinstance(retried, Ack)
    assert Message.objects.count() == 1


def test_joining_and_leaving_from_many_sides_never_deadlock() -> None:
    space = make_space([f"p{n}" for n in range(6)])

    def dance(n: int) -> None:
        for _ in range(12):
            participants.depart(space.id, space.profiles[n], reason="left")
            participants.enter(space.id, space.profiles[n], "member")

    in_parallel(*(lambda n=n: dance(n) for n in range(6)))
    check_log(space.talk)
    check_log(space.notices)


def test_a_ticket_is_spent_once_by_parallel_spends() -> None:
    person = make_person("ana")
    ticket = tickets.issue(person, "")
    answers = in_parallel(*(lambda: tickets.spend(ticket) for _ in range(10)))
    assert Counter(answer is None for answer in answers) == {True: 9, False: 1}


def test_deletions_of_one_message_from_many_sides_make_one_event(space: Space) -> None:
    ana = space.people[1]
    mid = messages.send(ana, space.talk.pk, uuid4(), "regret").mid
    assert mid

    def take_back() -> object:
        return messages.write_one(messages.Delete(ana.pk, space.talk.pk, mid, uuid4()))

    answers = in_parallel(*(take_back for _ in range(6)))
    assert Counter(isinstance(answer, SnugError) for answer in answers) == {True: 5, False: 1}
    check_log_after_deletion(space.talk)


def check_log_after_deletion(room: Room) -> None:
    room.refresh_from_db()
    assert RoomEvent.objects.filter(room=room, kind="msg.del").count() == 1
    assert RoomEvent.objects.filter(room=room).count() == room.last_seq
