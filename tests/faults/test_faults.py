"""Faults while people talk: nothing acked is lost, nothing is doubled, nothing is skipped, nothing leaks. The same
faults as in `make faults`, each once and briefly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.rounds import SCENARIOS, opened_house, play, save
from tests.faults.stack import House
from tests.faults.talk import SHORT

SEED = 20  # a failure is played again with `make faults`'s --only and --seed


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with opened_house() as opened:
        yield opened


@pytest.mark.faults
@pytest.mark.parametrize("fault", SCENARIOS)
async def test_the_guarantee_holds(house: House, fault: str, tmp_path: Path) -> None:
    done = await play(house, fault, SHORT, SEED)
    if done.breaches:
        words = "\n".join(breach.words for breach in done.breaches[:20])
        pytest.fail(f"{len(done.breaches)} breaches, the history is in {save(done, tmp_path)}:\n{words}")
    assert done.acked >= SHORT.more * len(house.seats)
