"""The buttons under a message: how many, whether one's own is among them, and what they are called."""

import json
from pathlib import Path

import pytest

from messaging.chips import QUICK, chips
from messaging.emoji import clean_emoji

CASES = json.loads((Path(__file__).parent / "chip_cases.json").read_text())
NAMES = {"me": "Ana", "ben": "Ben", "cara": "Cara", "dan": "Dan"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: ",".join(case["by"]))
def test_a_chip_is_called_by_who_put_it_there(case: dict[str, list[str]]) -> None:
    [chip] = chips([{"emoji": "👍", "by": case["by"]}], "me", NAMES)
    assert (chip.label, chip.count, chip.own) == (case["label"], len(case["by"]), "me" in case["by"])


def test_the_emoji_stand_in_the_order_in_which_they_came() -> None:
    found = chips([{"emoji": "🧡", "by": ["ben"]}, {"emoji": "👍", "by": ["ben", "cara"]}], "me", NAMES)
    assert [chip.emoji for chip in found] == ["🧡", "👍"]


def test_the_emoji_at_hand_are_in_their_full_form() -> None:
    assert [clean_emoji(emoji) for emoji in QUICK] == list(QUICK)
