"""Words as search compares them: one form for what people take for the same, in the store and in a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.bare import SHORT, bare, kept, places, terms


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Grüße von der STRASSE", "grusse von der strasse"),
        ("straße", "strasse"),
        ("Øresund, Łódź, İstanbul, ılık, Ærø", "oresund, lodz, istanbul, ilik, aero"),
        ("ﬁnd ｆｕｌｌ ①", "find full 1"),
        ("العَرَبِيَّة مـــرحبا", "العربيه مرحبا"),
        ("أحمد إبراهيم آمنة ٱلله", "احمد ابراهيم امنه الله"),
        ("الساعة ٧:٣٠", "الساعه 7:30"),
        ("火曜日の朝", "火曜日の朝"),
        ("ガ と ｶﾞ は カ ではない", "ガ と ガ は カ ではない"),
        ("한글", "한글"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("don’t “say” so – ok", 'don\'t "say" so - ok'),
        ("👍🏽 ❤️", "👍 ❤"),
        ("one\n two\t\u00a0three", "one two three"),
        ("in\u200bvisi\u00adble", "invisible"),
    ],
)
def test_what_people_take_for_the_same_is_the_same(typed: str, found: str) -> None:
    assert bare(typed) == found
    assert bare(found) == found


@given(st.text(max_size=60))
def test_any_text_has_one_form_which_is_its_own(text: str) -> None:
    once = bare(text)
    assert "  " not in once
    for start, end in places(text, [once] if once.strip() else []):
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet="aAäß \né日", min_size=1, max_size=40), st.data())
def test_what_is_found_is_marked_where_it_was_typed(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    term = bare(text[begin : begin + 5]).strip()
    if term:
        spans = places(text, [term])
        assert spans and spans == sorted(spans)
        assert all(term in bare(text[start:end]) for start, end in spans)


def test_marks_stand_in_the_words_as_typed() -> None:
    text = "Die Brücke überm Groß-STRASSEN-Kanal"
    spans = places(text, ["brucke", "uber", "strasse"])
    assert [text[start:end] for start, end in spans] == ["Brücke", "über", "STRASSE"]


def test_an_index_gets_no_more_than_it_takes() -> None:
    assert kept("Schön") == ("schon", None)
    assert kept("a" * SHORT) == ("a" * SHORT, None)
    assert kept("a" * (SHORT + 1)) == (None, "a" * (SHORT + 1))
    assert kept("日" * 700)[0] is None
    assert kept("\ufdfa" * 4000)[1] is not None


def test_words_and_phrases_are_told_apart() -> None:
    assert terms("  Tuesday   CRANE ") == ["tuesday", "crane"]
    assert terms("“See  you” there") == ["see you", "there"]
    assert terms("run running") == ["running"]
    assert terms('never "closed here') == ["never", "closed here"]
    assert terms('"" \u200b') == []
    assert terms("100% _a\\b") == ["100%", "_a\\b"]
