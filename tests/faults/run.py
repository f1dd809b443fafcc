"""`python -m tests.faults.run --minutes N`: every fault in turn, again and again, until the minutes are used.

Ends with a table, here and in docs/reliability.md; the exit code is 1 when the guarantee was broken anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults import report
from tests.faults.rounds import SCENARIOS, Round, opened_house, play, save
from tests.faults.stack import House
from tests.faults.talk import LONG, SHORT

HISTORIES = Path(__file__).resolve().parents[2] / "var" / "faults"
SHOWN = 20


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="each fault is played once in any case")
    parser.add_argument("--seed", type=int, help="of the run, or with --only of the one round to play again")
    parser.add_argument("--only", metavar="WORDS", help="faults with these words in their name; the page stays")
    parser.add_argument("--short", action="store_true", help="at the pace of the test suite")
    return parser.parse_args()


def order(faults: list[str], dice: random.Random, until: float) -> Iterator[str]:
    """All of them, in another order each time; the first time to the end."""
    first = True
    while first or time.monotonic() < until:
        dice.shuffle(faults)
        for fault in faults:
            if not first and time.monotonic() >= until:
                return
            yield fault
        first = False


async def rounds(house: House, options: argparse.Namespace, seed: int) -> list[Round]:
    faults = [fault for fault in SCENARIOS if not options.only or options.only in fault]
    dice = random.Random(seed)
    pace = SHORT if options.short else LONG
    done: list[Round] = []
    for fault in order(faults, dice, time.monotonic() + 60 * options.minutes):
        begun = time.monotonic()
        one = await play(house, fault, pace, seed if options.only else dice.getrandbits(32))
        print(f"{time.monotonic() - begun:6.1f} s  {one.acked:6,} acked  {fault}", flush=True)
        tell(one)
        one.seen.clear()  # of a long run only the figures are kept
        one.stored.clear()
        done.append(one)
    return done


def tell(one: Round) -> None:
    if one.breaches:
        print(f"  {len(one.breaches)} breaches with seed {one.seed}, the history is in {save(one, HISTORIES)}:")
        for breach in one.breaches[:SHOWN]:
            print(f"  {breach.sort}: {breach.words}", flush=True)


def main() -> int:
    options = arguments()
    seed = options.seed if options.seed is not None else secrets.randbits(32)
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    with opened_house() as house:
        done = asyncio.run(rounds(house, options, seed))
    table = report.lines(done)
    print(f"\n{report.plain(table)}")
    if not options.only:
        report.publish(report.markdown(table, done, (time.monotonic() - begun) / 60))
    return 1 if any(one.breaches for one in done) else 0


if __name__ == "__main__":
    sys.exit(main())
