"""No two writing actions wait for each other for ever: all pairs at the same moment (architecture.md "Lock order")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations_with_replacement, product

import pytest
from django.db import OperationalError, connection, transaction

from community.errors import SnugError
from groups.models import (
    Group,
    Membership,
)
from messaging.models import Message
from tests.cast import Cast
from tests.groups.parallel import at_once, deadlocks
from tests.groups.planning_acts import PLANNING
from tests.groups.writing_acts import (
    Act,
    Stage,
    accept,
    admit,
    answer,
    ask,
    become_regular,
    change_charter,
    check_in,
    edit_profile,
    fade,
    hand_over,
    invite,
    lapse,
    leave,
    move_seat,
    name_captain,
    open_group,
    pass_on,
    read,
    refuse,
    remove,
    revoke,
    stop_being_regular,
    talk,
    tend,
    withdraw,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("no_rates")]

GOING_IN_AND_OUT = (remove, leave, hand_over)
BELONGING = (
    *(ask, admit, refuse, withdraw, lapse, invite, revoke, name_captain, change_charter, *GOING_IN_AND_OUT),
    *(move_seat, edit_profile, talk, read, fade, open_group),
)
ANSWERING = (answer, accept, pass_on, tend, become_regular, stop_being_regular, check_in)
DECIDING = {remove, hand_over, admit}  # who is in, and as what: the most rows
Pair = tuple[Callable[[Stage], Act], Callable[[Stage], Act]]


def test_pairs_of_writing_actions_run_without_a_tie(cast: Cast) -> None:
    """Those that want the same rows in different ways: a fifth of them, the soak takes all there are."""
    belonging = [pair for pair in combinations_with_replacement(BELONGING, 2) if {*pair} & DECIDING]
    around_events = [*product(PLANNING, (answer, tend, become_regular)), *product((*PLANNING, *ANSWERING), (remove,))]
    _run_all(cast, [*belonging, *around_events][::5])


@pytest.mark.soak
def test_all_pairs_of_writing_actions_run_without_a_tie(cast: Cast) -> None:
    _run_all(cast, combinations_with_replacement((*BELONGING, *PLANNING, *ANSWERING), 2))


def _run_all(cast: Cast, pairs: Iterable[Pair]) -> None:
    stage = Stage(cast)
    before = deadlocks()
    faults = [fault for first, second in pairs for fault in _run(stage, first, second)]
    assert faults == []
    assert deadlocks() == before
    current = Membership.objects.current().filter(group=stage.group)
    assert Group.objects.get(pk=stage.group.pk).active_count == current.count()
    assert Membership.objects.captains().filter(group=stage.group).count() == 1
    assert not Message.objects.filter(body="To be gone").exists()


def test_a_tie_would_be_seen(cast: Cast) -> None:
    """The precondition of the test above: the counter moves when the order is broken."""
    before = deadlocks()
    groups_at_once = [cast.harbour.pk, cast.hill.pk]

    def both(first: int) -> None:
        with transaction.atomic():
            Group.objects.select_for_update().get(pk=groups_at_once[first])
            _sleep_in_the_database()
            Group.objects.select_for_update().get(pk=groups_at_once[1 - first])

    outcomes = at_once([lambda: both(0), lambda: both(1)])
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [OperationalError]
    assert deadlocks() == before + 1


def _run(stage: Stage, first: Callable[[Stage], Act], second: Callable[[Stage], Act]) -> list[str]:
    """What went wrong beside refusals: two of the same kind may well refuse each other."""
    stage.renew()
    outcomes = at_once([first(stage), second(stage)] * 2)
    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, SnugError)]
    return [f"{first.__name__} beside {second.__name__}: {outcome!r}" for outcome in broken]


def _sleep_in_the_database() -> None:
    """Long enough for the other one to hold its first lock; the tie itself is then certain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
