"""Blocking somebody, or taking words back, in the very moment in which they are told: nothing of them is left unread
(trust.md R39).

A worker asks whether something may still be told, and a moment later it stands in the inbox; what comes between the two
is seen by neither. Each on a connection of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from community.models import Channel, Dispatch
from community.notifications import inbox, kind_of, letting_go, planning, sending
from community.surface import Action
from groups.access import load_group
from groups.actions import blocks
from messaging.actions import messages
from messaging.models import Message
from tests.cast import Cast
from tests.groups.parallel import at_once, held
from tests.groups.test_named_notifications import say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rates")]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def blocks_ben(cast: Cast) -> None:
    place = load_group(cast.ana, cast.harbour.slug, Action.BLOCK)
    blocks.block(place, cast.profile(cast.ben, cast.harbour))


def deletes_all(cast: Cast) -> None:
    for mid in Message.objects.filter(actor__person=cast.ben).order_by("seq").values_list("pk", flat=True):
        messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())


def until(*, waiting: int, done: Callable[[], bool] = lambda: False) -> None:
    """So many connections wait for somebody's lock, or it is done."""
    ends = time.monotonic() + 10
    while not done():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= waiting:
                return
        assert time.monotonic() < ends, "nobody waits"


@contextmanager
def beside(job: Callable[[], Any]) -> Iterator[threading.Thread]:
    """Something that goes on in another thread; afterwards it has come to its end."""
    outcome: list[Any] = []
    thread = threading.Thread(target=lambda: outcome.extend(at_once([job])))
    thread.start()
    try:
        yield thread
    finally:
        thread.join(20)
    assert not isinstance(outcome[0], Exception), outcome


def planned(cast: Cast, count: int) -> list[UUID]:
    """So many times Ben has named Ana; what tells her waits for a worker."""
    for number in range(count):
        say(cast, "ben", f"@Ana, {number}?")
    planning.plan_due()
    rows = Dispatch.objects.filter(person=cast.ana, kind="mention", channel="app", state="pending")
    assert rows.count() >= count
    return list(rows.order_by("pk").values_list("pk", flat=True))


def nothing_is_left(cast: Cast) -> bool:
    waits = Dispatch.objects.filter(person=cast.ana, kind="mention", state__in=["claimed", "pending"])
    return inbox.unread(cast.ana) == 0 and not waits.filter(channel="app").exists()


@pytest.mark.parametrize("act", [blocks_ben, deletes_all])
@pytest.mark.parametrize("stuck", range(3))
def test_what_a_worker_asked_about_before_it_ended_and_wrote_after_it_is_put_away(
    cast: Cast, stuck: int, act: Callable[[Cast], None]
) -> None:
    """It is kept waiting at one of three; the others it has let go already, or comes to afterwards."""
    ids, token = planned(cast, 3), uuid4()
    assert {pk for pk, _kind in sending._claim(Channel.APP, token, 100)} >= set(ids)
    mention = kind_of("mention")
    assert mention is not None
    with ExitStack() as people, held(Dispatch.objects.filter(pk=ids[stuck])):
        people.enter_context(beside(lambda: letting_go.let_go(mention, Channel.APP, ids, token)))
        until(waiting=1)
        acting = people.enter_context(beside(lambda: act(cast)))
        until(waiting=2, done=lambda: not acting.is_alive())
    assert nothing_is_left(cast)


def test_what_is_told_while_the_block_is_not_committed_is_put_away_with_it(cast: Cast) -> None:
    planned(cast, 2)
    with transaction.atomic():
        blocks_ben(cast)
        assert not isinstance(at_once([sending.send_due])[0], Exception)
        assert at_once([lambda: inbox.unread(cast.ana)]) == [2], "precondition: nobody knows of the block yet"
    assert nothing_is_left(cast)


def test_a_block_and_a_worker_at_the_same_moment_leave_nothing_unread(cast: Cast) -> None:
    place, ben = load_group(cast.ana, cast.harbour.slug, Action.BLOCK), cast.profile(cast.ben, cast.harbour)
    for _ in range(8):
        planned(cast, 3)
        at_once([sending.send_due, lambda: blocks_ben(cast), sending.send_due])
        sending.send_due()
        assert nothing_is_left(cast)
        Dispatch.objects.all().delete()
        blocks.unblock(place, ben)
