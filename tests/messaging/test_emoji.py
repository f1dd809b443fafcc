"""One emoji, in one form."""

import json
from pathlib import Path

import pytest

import messaging
from community.errors import Invalid
from messaging.emoji import clean_emoji


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("👍", "👍"),
        ("❤", "❤\ufe0f"),
        ("👍🏽", "👍🏽"),
        ("☝\ufe0f🏽", "☝🏽"),
        ("😀\ufe0f", "😀"),
        ("🏳\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦"),
        ("🏃\u200d♀", "🏃\u200d♀\ufe0f"),
        ("🇩🇪", "🇩🇪"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",) * 2,
        ("1\u20e3", "1\ufe0f\u20e3"),
        ("\U0001fae9", "\U0001fae9"),
    ],
)
def test_one_emoji_is_one_string_from_whatever_keyboard(given: str, kept: str) -> None:
    assert clean_emoji(given) == clean_emoji(kept) == kept


@pytest.mark.parametrize(
    "given",
    [
        *("", " ", "a", "1", "#", "ok", "👍👍", "👍a", " 👍", "👍\n", "👍\x00", "\ud800", "\u200d", "\ufe0f", "🏽"),
        *("👍\u200d", "❤\ufe0f\ufe0f", "👍🏽🏽", "🇩", "🇩🇪🇫🇷", "〒", "\u202e👍", "<b>", "x" * 33),
        "\u200d".join("👨" * 17),
    ],
)  # fmt: skip
def test_whatever_is_not_exactly_one_emoji_is_invalid(given: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_emoji(given)
    assert refusal.value.field == "emoji"


def test_all_that_are_offered_are_taken_as_they_are() -> None:
    file = Path(messaging.__file__).parent / "static" / "messaging" / "emoji" / "en.json"
    groups = json.loads(file.read_text())["groups"]
    offered = [one for group in groups for entry in group for one in [entry[0], *(entry[3] if len(entry) > 3 else [])]]
    assert len(groups) == 9
    assert len(offered) == len(set(offered)) > 3000
    assert [one for one in offered if clean_emoji(one) != one] == []
    assert all(name and "<" not in name for group in groups for _, name, *_ in group)
