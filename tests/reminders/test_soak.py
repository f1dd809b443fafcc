"""Reminders under faults, briefly: what `make soak-reminders` plays one by one, in a row within one round."""

from __future__ import annotations

import random
import time

import pytest

from community import failpoints
from tests.reminders.faults import FAULTS
from tests.reminders.house import House, opened_house
from tests.reminders.rounds import play
from tests.smtp_server import Manner

SEED = 20
MOST_S = 90  # of a busy machine; a quiet one takes half a minute
ALL_IN_A_ROW = "all in a row"


def all_in_a_row(house: House, dice: random.Random, lasts_s: float) -> None:
    for point in (failpoints.DISPATCH_CLAIMED, failpoints.DISPATCH_SENDING, failpoints.DISPATCH_CARRIED):
        assert house.kill_at(point, 30), point
    house.smtp.nexts.extend([Manner(silent=True), Manner(dies=True), Manner(at_rcpt=450), Manner(closes_at="mail")])
    house.terminate_backends()
    house.kill_one(dice)
    house.replace_the_dead()
    house.valkey.stop_immediately()
    time.sleep(1)
    house.valkey.start()


@pytest.mark.faults
def test_each_reminder_takes_effect_once_whatever_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FAULTS, ALL_IN_A_ROW, all_in_a_row)
    begun = time.monotonic()
    with opened_house() as house:
        done = play(house, ALL_IN_A_ROW, count=150, lasts_s=4, seed=SEED, name="short")
        assert not house.smtp.nexts, "the mail server was asked for too little"
        assert house.kills == 4
    assert not done.breaches, done.breaches[:20]
    assert (done.inside, done.mails - done.again) == (done.wanted, done.wanted - done.unknown)
    assert done.again >= 1, "no letter was taken without being noted: the window was not tried"
    assert time.monotonic() - begun < MOST_S
