"""One emoji, in one form."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

import messaging
from community.errors import Invalid
from messaging.emoji import clean_emoji
from messaging.emoji_words import names_of_emoji


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


EMOJI = Path(messaging.__file__).parent / "static" / "messaging" / "emoji"


def offered(language: str) -> list[list[list[Any]]]:
    groups: list[list[list[Any]]] = json.loads((EMOJI / f"{language}.json").read_text())["groups"]
    return groups


def test_all_that_are_offered_are_taken_as_they_are() -> None:
    groups = offered("en")
    every = [one for group in groups for entry in group for one in [entry[0], *(entry[3] if len(entry) > 3 else [])]]
    assert len(groups) == 9
    assert len(every) == len(set(every)) > 3000
    assert [one for one in every if clean_emoji(one) != one] == []


@pytest.mark.parametrize("language", [language for language, _name in settings.LANGUAGES])
def test_each_language_offers_the_same_by_names_of_its_own(language: str) -> None:
    with translation.override(language):
        assert names_of_emoji() == language
    groups, english = offered(language), offered("en")
    assert [[(e[0], e[3:]) for e in group] for group in groups] == [[(e[0], e[3:]) for e in group] for group in english]
    names = [name for group in groups for _emoji, name, *_more in group]
    assert all(name and "<" not in name for name in names)
    assert language == "en" or sum(a != b for a, b in zip(names, flat(english), strict=True)) > 1_700


def flat(groups: list[list[list[Any]]]) -> list[str]:
    return [entry[1] for group in groups for entry in group]
