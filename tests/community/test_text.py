"""Text from outside: one normal form, nothing unprintable, nothing empty that looks like something."""

import time

import pytest

from community.errors import Invalid, TooLarge
from community.text import clean_text


def test_text_is_composed_stripped_and_its_line_ends_made_one_kind() -> None:
    assert clean_text("  Zoe\u0308\r\nline\rtwo ", most=40, field="body", multiline=True) == "Zoë\nline\ntwo"
    assert clean_text("a\u2028b\u2029c", most=40, field="body", multiline=True) == "a\nb\nc"


def test_a_single_line_has_single_spaces() -> None:
    assert clean_text("Ana \t\u00a0 Maria", most=40, field="name") == "Ana Maria"


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "a\x07b", "a\x85b", "a\x1fb", "\x7f"])
def test_unprintable_characters_are_refused_with_the_name_of_the_field(bad: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_text(bad, most=40, field="body", multiline=True)
    assert (refusal.value.code, refusal.value.field) == ("invalid", "body")


def test_a_newline_belongs_into_long_text_only() -> None:
    assert clean_text("a\n\tb", most=40, field="body", multiline=True) == "a\n\tb"
    with pytest.raises(Invalid):
        clean_text("a\nb", most=40, field="name")


def test_length_is_counted_after_composing() -> None:
    assert len(clean_text("e\u0301" * 40, most=40, field="name")) == 40
    with pytest.raises(TooLarge) as refusal:
        clean_text("x" * 41, most=40, field="name")
    assert refusal.value.status == 413


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u200d", "\u3164", "\u2800 \ufe0f", "\u2060"])
def test_what_nobody_can_see_counts_as_nothing(nothing: str) -> None:
    assert clean_text(nothing, most=40, field="about", required=False) == ""
    with pytest.raises(Invalid):
        clean_text(nothing, most=40, field="name")


def test_emoji_and_scripts_with_joiners_pass_untouched() -> None:
    for text in ("👩‍👧", "می‌خواهم", "日本語", "🏃🏽‍♀️ 6:30", "שלום"):
        assert clean_text(text, most=40, field="body") == text


def test_a_long_run_of_combining_marks_is_refused_before_it_costs_anything() -> None:
    started = time.perf_counter()
    with pytest.raises(TooLarge):
        clean_text("a" + "\u0315\u0300" * 1_000_000, most=4000, field="body", multiline=True)
    assert time.perf_counter() - started < 0.5
