"""Any number of workers at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models.functions import Now

from community.models import Channel, Dispatch, Person
from community.notifications import clock, outcomes, planning, sending
from tests.cast import Cast, make_person
from tests.community.bell import BELL, ring
from tests.groups.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 60
WORKERS = 6


def waiting(cast: Cast, count: int = MANY) -> list[Person]:
    people = [make_person(f"runner{n}") for n in range(count)]
    planning.write(BELL, [ring(person, cast.brand, clock.now()) for person in people], clock.now())
    return people


def test_a_claim_under_way_is_passed_by_and_not_waited_for(cast: Cast) -> None:
    waiting(cast, 2)

    def claim() -> int:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            return len(sending._claim(Channel.MAIL, uuid4(), 10))

    with transaction.atomic():
        assert len(sending._claim(Channel.MAIL, uuid4(), 1)) == 1
        assert at_once([claim]) == [1], "lock timeout, or another number"


def test_many_workers_at_once_send_each_thing_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_SIZES", {Channel.APP: (7, 7), Channel.MAIL: (5, 2)})
    people = waiting(cast)
    done = at_once([sending.send_due] * WORKERS)
    assert sum(done, Counter()) == {"sent": 2 * MANY}
    assert Counter(letter.to[0] for letter in mail.outbox) == {person.email: 1 for person in people}
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}


def test_planning_at_the_same_moment_makes_each_row_once(cast: Cast) -> None:
    people = [make_person(f"runner{n}") for n in range(MANY)]
    now = clock.now()
    dues = [ring(person, cast.brand, now) for person in people]
    written = at_once([partial(planning.write, BELL, dues[::step], now) for step in (1, -1, 1, -1)])
    assert sum(written) == 2 * MANY
    assert Dispatch.objects.count() == 2 * MANY


def test_reaping_while_others_send_doubles_nothing(cast: Cast) -> None:
    """Every claim counts as held too long at once: reapers take from workers whatever they have not begun."""
    people = waiting(cast)

    def hurry() -> int:
        taken = 0
        for _ in range(40):
            with transaction.atomic():
                held = Dispatch.objects.filter(state__in=["claimed", "sending"], unsure=0).order_by("pk")
                free = list(held.select_for_update(skip_locked=True).values_list("pk", flat=True))
                Dispatch.objects.filter(pk__in=free).update(claimed_until=Now())
            taken += outcomes.reap()
        return taken

    outcome = at_once([sending.send_due, sending.send_due, sending.send_due, hurry])
    assert not [one for one in outcome if isinstance(one, Exception)]
    Dispatch.objects.update(claimed_until=Now() - timedelta(seconds=1))
    outcomes.reap()
    sending.send_due()
    assert Counter(letter.to[0] for letter in mail.outbox) == {person.email: 1 for person in people}
