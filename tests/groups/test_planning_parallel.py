"""Two who plan and answer at the same moment, with a connection each: nothing is written over, or answered, unseen."""

from __future__ import annotations

from datetime import time

import pytest

from community.errors import SnugError
from community.models import Dispatch
from community.surface import Action
from groups.actions import events, rsvps
from groups.models import Rsvp
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.groups.plans import again, plan_one, seat

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("no_rates")]


def test_of_many_editors_who_saw_the_same_event_one_writes_and_the_others_are_told(cast: Cast) -> None:
    one = plan_one(cast)
    seats = [seat(cast.cara, one) for _each in range(8)]
    jobs = [
        lambda held=held, pier=f"Pier {number}": events.change(held, version=one.version, area=pier)
        for number, held in enumerate(seats)
    ]
    outcomes = at_once(jobs)
    (written,) = [outcome for outcome in outcomes if isinstance(outcome, list)]
    assert [_code(outcome) for outcome in outcomes].count("event_changed") == 7
    assert again(one).area == written[0].area


@pytest.mark.parametrize("round_", range(4))
def test_a_yes_while_the_time_moves_is_told_of_it_or_refused(cast: Cast, round_: int) -> None:
    one = plan_one(cast)
    people = (cast.ana, cast.ben, cast.nia)
    seats = [seat(person, one, Action.ANSWER_EVENT) for person in people]
    host = seat(cast.cara, one)
    says = [lambda held=held: rsvps.answer(held, "going", sequence=one.sequence) for held in seats]
    *said, changed = at_once([*says, lambda: events.change(host, clock=time(9))])
    assert isinstance(changed, list)
    told = Dispatch.objects.filter(kind="event.changed", subject=one.pk, channel="app")
    heard = set(told.values_list("person", flat=True))
    for person, outcome in zip(people, said, strict=True):
        assert isinstance(outcome, Rsvp) == (person.pk in heard), outcome
        assert isinstance(outcome, Rsvp) or _code(outcome) == "event_changed"


def _code(outcome: object) -> str:
    return outcome.code if isinstance(outcome, SnugError) else ""
