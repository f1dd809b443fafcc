"""`python -m tests.reminders.run --count N --minutes M`: every fault in turn until so many reminders have come due, and
so many minutes are over.

Ends with a table, here and in docs/reliability.md; the exit code is 1 when a reminder was missing, doubled or unwanted.
"""

from __future__ import annotations

import argparse
import math
import random
import secrets
import sys
import time
from collections.abc import Iterator

from tests.reminders import report
from tests.reminders.faults import FAULTS
from tests.reminders.house import House, opened_house
from tests.reminders.rounds import Round, play

LASTS_S = 10.0
SHOWN = 20


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak-reminders", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="reminders at least, shared out among the faults")
    parser.add_argument("--minutes", type=float, default=0, help="at least; each fault is played once in any case")
    parser.add_argument("--seed", type=int, help="of the run, or with --only of the one round to play again")
    parser.add_argument("--only", metavar="WORDS", help="faults with these words in their name; the page stays")
    return parser.parse_args()


def order(faults: list[str], dice: random.Random) -> Iterator[str]:
    while True:
        dice.shuffle(faults)
        yield from faults


def rounds(house: House, options: argparse.Namespace, seed: int) -> list[Round]:
    faults = [fault for fault in FAULTS if not options.only or options.only in fault]
    dice = random.Random(seed)
    share, ends = math.ceil(options.count / len(faults)), time.monotonic() + 60 * options.minutes
    done: list[Round] = []
    for fault in order(faults, dice):
        if len(done) >= len(faults) and sum(one.wanted for one in done) >= options.count and time.monotonic() > ends:
            break
        begun, own = time.monotonic(), seed if options.only else dice.getrandbits(32)
        one = play(house, fault, count=share, lasts_s=LASTS_S, seed=own, name=f"r{len(done)}")
        print(f"{time.monotonic() - begun:6.1f} s  {one.wanted:6,} reminders  {fault}", flush=True)
        for words in one.breaches[:SHOWN]:
            print(f"  seed {own}: {words}", flush=True)
        done.append(one)
    return done


def main() -> int:
    options = arguments()
    seed = options.seed if options.seed is not None else secrets.randbits(32)
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    with opened_house() as house:
        done = rounds(house, options, seed)
        kills = house.kills
    print(f"\n{report.plain(report.lines(done))}")
    if not options.only:
        report.publish(report.markdown(done, kills, (time.monotonic() - begun) / 60))
    return 1 if any(one.breaches for one in done) else 0


if __name__ == "__main__":
    sys.exit(main())
