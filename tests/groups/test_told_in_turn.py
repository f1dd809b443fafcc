"""One thing after another becomes of an event: nobody misses the first because of the second, wherever the first is on
its way (reminders.md)."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from community.models import Channel, Dispatch, Reach
from community.notifications import kind_of, letting_go, sending
from groups.actions import events
from groups.models import Occurrence
from tests.cast import Cast
from tests.groups.plans import again, answers, plan_one, plan_series, seat, told

CHANGED, CANCELLED = "event.changed", "event.cancelled"
ALONG: dict[str, Any] = {"scope": "onwards", "clock": time(8), "area": "Docks"}


@pytest.fixture(autouse=True)
def _never_quiet(cast: Cast) -> None:
    cast.ana.time_zone = "Europe/Berlin"
    cast.ana.save()
    Reach.objects.create(person=cast.ana, quiet_from=time(0), quiet_to=time(0))


def test_another_place_right_after_another_time_is_told_with_it(cast: Cast) -> None:
    one = _awaited(cast)
    events.change(seat(cast.cara, one), clock=time(8))
    events.change(seat(cast.cara, one), area="Docks")
    (letter,) = _letters()
    assert _says_both(letter)
    assert told(CHANGED, one)["ana"].data["what"] == ["place", "time"], "in the inbox as well"


def test_another_place_after_another_time_that_has_arrived_is_all_there_is_to_say(cast: Cast) -> None:
    one = _awaited(cast)
    events.change(seat(cast.cara, one), clock=time(8))
    (letter,) = _letters()
    assert _says_both(letter) is False
    assert "07:00" in letter
    events.change(seat(cast.cara, one), area="Docks")
    (letter,) = _letters()
    assert "An event is somewhere else" in letter
    assert "07:00" not in letter


def test_what_a_worker_has_in_its_hands_is_not_lost_to_what_follows(cast: Cast) -> None:
    one, kind = _awaited(cast), kind_of(CHANGED)
    assert kind is not None
    events.change(seat(cast.cara, one), clock=time(8))
    token = uuid4()
    claimed = [pk for pk, _kind in sending._claim(Channel.MAIL, token, 50)]
    events.change(seat(cast.cara, one), area="Docks")
    assert letting_go.let_go(kind, Channel.MAIL, claimed, token).going == []
    (letter,) = _letters()
    assert _says_both(letter)


def test_a_cancellation_on_its_way_outlives_a_change_of_the_whole_series(cast: Cast) -> None:
    first, second, *_ = plan_series(cast)
    answers(cast, second, cast.ana)
    events.cancel(seat(cast.cara, second))
    events.change(seat(cast.cara, first), **ALONG)
    assert (again(second).sequence, again(second).clock) == (1, time(8))
    (letter,) = _letters()
    assert "An event is cancelled" in letter
    assert "07:00–08:00" in letter, "the time that she knows"


@pytest.mark.parametrize("sent", [True, False])
def test_what_became_of_it_while_it_was_cancelled_is_told_when_it_is_on_again(cast: Cast, sent: bool) -> None:
    first, second, *_ = plan_series(cast)
    answers(cast, second, cast.ana)
    events.cancel(seat(cast.cara, second))
    if sent:
        assert len(_letters()) == 1
    events.change(seat(cast.cara, first), **ALONG)
    events.revive(seat(cast.cara, second))
    assert again(second).sequence == 2
    (letter,) = _letters()
    assert "An event is on again" in letter
    assert _says_both(letter)
    assert not Dispatch.objects.filter(kind=CANCELLED, state="pending").exists()


def _awaited(cast: Cast) -> Occurrence:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    return one


def _letters() -> list[str]:
    """Those that go out now, each with its subject."""
    mail.outbox.clear()
    sending.send_due()
    return [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]


def _says_both(letter: str) -> bool:
    return "08:00–09:00" in letter and "07:00–08:00" in letter and "place has changed" in letter
