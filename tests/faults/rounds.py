"""A round: one fault, new rooms, new people; its figures and its breaches."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from community.embedded import EmbeddedStack
from tests import servers
from tests.faults import scenarios_people
from tests.faults.history import Breach, Seen, Sort, Stored, forgotten
from tests.faults.scenarios import SCENARIOS
from tests.faults.stack import House
from tests.faults.talk import Pace, Talk

__all__ = ["SCENARIOS", "Round", "opened_house", "play", "save", "scenarios_people"]


@dataclass
class Round:
    fault: str
    seed: int
    sent: int = 0
    acked: int = 0
    forgotten: int = 0  # acked between a dump and its restore
    settled_s: float = 0.0
    breaches: list[Breach] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)

    def count(self, sort: Sort) -> int:
        return sum(breach.sort is sort for breach in self.breaches)


async def play(house: House, fault: str, pace: Pace, seed: int) -> Round:
    """Never raises for what the product does wrong: a talk that is stuck is a breach like others."""
    house.move_in()
    done = Round(fault, seed)
    async with Talk(house, pace, random.Random(seed)) as talk:
        try:
            await SCENARIOS[fault](talk)
        except TimeoutError as error:
            talk.late.append(Breach(Sort.LOST, f"G2 the talk was stuck: {error}"))
        done.seen, done.stored, done.breaches = await talk.verdict()
        done.settled_s = talk.slowest
    done.sent = sum(len(record.sent) for record in done.seen)
    done.acked = sum(len(record.acks) for record in done.seen)
    done.forgotten = forgotten(done.seen, done.stored)
    return done


def save(done: Round, directory: Path) -> Path:
    """The whole history, for whoever looks into a breach."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"history-{done.seed}.json"
    found = {
        "fault": done.fault,
        "seed": done.seed,
        "breaches": [breach.words for breach in done.breaches],
        "seen": [asdict(record) for record in done.seen],
        "stored": [asdict(room) for room in done.stored],
    }
    file.write_text(json.dumps(found, indent=1))
    return file


@contextlib.contextmanager
def opened_house() -> Iterator[House]:
    """The private stack, with fsync on; nothing of it is left afterwards."""
    with servers.private_var() as var:
        stack = EmbeddedStack(var, fsync=True)
        stack.join()
        house = House(stack, var)
        try:
            house.open()
            yield house
        finally:
            house.close()
            stack.leave()
