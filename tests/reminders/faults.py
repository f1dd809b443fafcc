"""What goes wrong while reminders come due. Each takes the house, dice and for how many seconds they come due, and
leaves the house with its usual crew."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from community import failpoints
from tests.reminders.house import Fault, House
from tests.smtp_server import FINE, Manner

FAULTS: dict[str, Fault] = {}
AWAY_FIRST: set[str] = set()  # nobody works while these rounds are sown: all is overdue when they come back
BROKEN = 3  # how often, in a round
HANGING = 5


def fault(words: str, *, away: bool = False) -> Callable[[Fault], Fault]:
    def put(function: Fault) -> Fault:
        FAULTS[words] = function
        if away:
            AWAY_FIRST.add(words)
        return function

    return put


@fault("no fault")
def none(house: House, dice: random.Random, lasts_s: float) -> None:
    return


def _killed_at(house: House, point: str, lasts_s: float) -> None:
    """Some of the crew, one after the other. The first of them must die, or nothing was tried."""
    if not house.kill_at(point, lasts_s + 30):
        raise TimeoutError(f"nobody came by {point}")
    for _ in range(BROKEN - 1):
        house.kill_at(point, lasts_s / BROKEN)


@fault("worker killed after claiming")
def killed_after_claiming(house: House, dice: random.Random, lasts_s: float) -> None:
    _killed_at(house, failpoints.DISPATCH_CLAIMED, lasts_s)


@fault("worker killed after letting go, before handing over")
def killed_before_handing_over(house: House, dice: random.Random, lasts_s: float) -> None:
    _killed_at(house, failpoints.DISPATCH_SENDING, lasts_s)


@fault("worker killed after the provider's answer, before noting it")
def killed_before_noting(house: House, dice: random.Random, lasts_s: float) -> None:
    _killed_at(house, failpoints.DISPATCH_CARRIED, lasts_s)


@fault("worker or loop killed at any moment")
def killed_at_any_moment(house: House, dice: random.Random, lasts_s: float) -> None:
    for _ in range(BROKEN * 2):
        time.sleep(dice.uniform(0, lasts_s / BROKEN))
        house.kill_one(dice)
        house.replace_the_dead()


@fault("no beat and no loop for a while")
def no_beats(house: House, dice: random.Random, lasts_s: float) -> None:
    house.dismiss("beat", "loop")
    time.sleep(lasts_s)
    house.replace_the_dead()


@fault("a loop alone, no beat and no worker")
def a_loop_alone(house: House, dice: random.Random, lasts_s: float) -> None:
    house.dismiss("beat", "worker")
    time.sleep(lasts_s)
    house.replace_the_dead()


@fault("ten beats, three workers, three loops")
def ten_beats(house: House, dice: random.Random, lasts_s: float) -> None:
    house.hire(workers=3, beats=10, loops=3)
    time.sleep(lasts_s)
    house.hire()


@fault("two beats, two workers")
def two_beats(house: House, dice: random.Random, lasts_s: float) -> None:
    house.hire(workers=2, beats=2, loops=0)
    time.sleep(lasts_s)
    house.hire()


@fault("everybody away for three hours", away=True)
def away(house: House, dice: random.Random, lasts_s: float) -> None:
    house.replace_the_dead()


@fault("Valkey killed, later started")
def valkey_killed(house: House, dice: random.Random, lasts_s: float) -> None:
    house.valkey.stop_immediately()
    time.sleep(lasts_s / 2)
    house.valkey.start()


@fault("database sessions terminated")
def backends_terminated(house: House, dice: random.Random, lasts_s: float) -> None:
    for _ in range(BROKEN * 3):
        time.sleep(dice.uniform(0, lasts_s / BROKEN / 3))
        house.terminate_backends()


@fault("PostgreSQL stopped immediately, later started")
def postgres_stopped(house: House, dice: random.Random, lasts_s: float) -> None:
    time.sleep(lasts_s / 3)
    house.postgres.stop_immediately()
    time.sleep(1)
    house.postgres.start()


@fault("mail server slow")
def slow(house: House, dice: random.Random, lasts_s: float) -> None:
    house.smtp.manner = Manner(delay_s=0.1)
    time.sleep(lasts_s)
    house.smtp.manner = FINE


@fault("mail server failing, not for good")
def failing(house: House, dice: random.Random, lasts_s: float) -> None:
    for manner in (Manner(at_rcpt=450), Manner(at_end=421), Manner(closes_at="greeting"), Manner(closes_at="mail")):
        house.smtp.manner = manner
        time.sleep(lasts_s / 4)
    house.smtp.manner = FINE


@fault("mail server takes letters and does not say so")
def hanging(house: House, dice: random.Random, lasts_s: float) -> None:
    for _ in range(HANGING):
        house.smtp.nexts.append(dice.choice([Manner(silent=True), Manner(dies=True), Manner(closes_at="body")]))
    deadline = time.monotonic() + lasts_s + 30
    while house.smtp.nexts and time.monotonic() < deadline:
        time.sleep(0.05)


@fault("workers' clocks two hours ahead and behind")
def wrong_clocks(house: House, dice: random.Random, lasts_s: float) -> None:
    house.hire(workers=2, beats=1, loops=0, shifts=(7200.0, -7200.0))
    time.sleep(lasts_s)
    house.hire()


@fault("several of these at once")
def several(house: House, dice: random.Random, lasts_s: float) -> None:
    house.hire(workers=3, beats=2, loops=2, shifts=(7200.0,))
    house.smtp.nexts.extend([Manner(dies=True), Manner(at_rcpt=450), Manner(closes_at="data")])
    house.terminate_backends()
    killed_at_any_moment(house, dice, lasts_s)
    house.hire()
