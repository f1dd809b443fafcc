"""The gate: first checks, and the name of the brand in all its disguises (trust.md R8, R21-R24)."""

import pytest

from community.surface import Standing
from moderation.screening import Content, Outcome, screen
from moderation.screening.checks import CHECKS, LENGTHS, Check, House
from moderation.screening.reading import Reading


def name(text: str, *brands: str, standing: Standing = Standing.MEMBER) -> Content:
    return Content("name", text, standing, brands or ("Stride",))


DISGUISES = [
    "Stride",
    "STRIDE",
    "  Stride ",
    "Stríde",
    "S\u0308tride",
    "S\u200bt\u200dr\u2060ide",
    "S t r i d e",
    "S.t-r_i•d~e",
    "Str1de",
    "5tr!d3",
    "$7R1DE",
    "Ѕtrіdе",  # Cyrillic Dze, i, ie
    "Ꮪtride",  # Cherokee
    "ＳＴＲＩＤＥ",
    "𝐒𝐭𝐫𝐢𝐝𝐞",
    "Ⓢⓣⓡⓘⓓⓔ",
    "Stricle",
    "Strıde",
    "Str|de",
    "Stride Team",
    "StrideSupport",
    "Official Stride",
    "stride_official",
    "Team  Stride",
    "Maya from Stride",
    "Maya (Ѕtride)",
    "Ѕtride Ѕuррort",
    "Str\u00adide",
]
INNOCENT = [
    "Ana",
    "Ana Maria",
    "Strider",
    "Astrid Erikson",
    "Astrid E.",
    "Ingrid Esterhazy",
    "Bestrider",
    "Stridel",
    "Dries Trident",
    "Cara (captain)",
    "Иван",
    "Страйд",
    "Αθηνά",
    "山田太郎",
    "محمد",
    "Zoë 🏃",
    "Tri De Souza",
    "Bib 5718",
]


@pytest.mark.parametrize("text", DISGUISES)
def test_a_name_that_looks_like_the_brands_is_refused_and_says_where(text: str) -> None:
    verdict = screen(name(text))
    assert (verdict.action, verdict.rule) == (Outcome.BLOCK, "brand_look_alike")
    start, end = verdict.spans[0]
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_a_name_that_only_shares_letters_with_the_brand_passes(text: str) -> None:
    verdict = screen(name(text))
    assert (verdict.action, verdict.rule, verdict.spans, verdict.text) == (Outcome.ALLOW, None, (), text)


def test_the_span_is_that_of_the_raw_text() -> None:
    assert screen(name("Maya \u200b(Ѕtride), hi")).spans == ((7, 13),)


def test_the_brands_own_people_wear_its_name() -> None:
    for standing in (Standing.BRAND_LISTENING, Standing.BRAND_SPEAKING):
        assert screen(name("Bea, Stride", standing=standing)).action == Outcome.ALLOW
    for standing in (Standing.CAPTAIN, Standing.NEW_MEMBER, Standing.STRANGER):
        assert screen(name("Bea, Stride", standing=standing)).action == Outcome.BLOCK


def test_brands_of_several_words_of_other_scripts_and_of_none() -> None:
    assert screen(name("AcmeFurniture", "Acme Furniture")).action == Outcome.BLOCK
    assert screen(name("Acme", "Acme Furniture")).action == Outcome.ALLOW
    assert screen(name("Ромашка", "Ромашка")).action == Outcome.BLOCK
    assert screen(name("Ana", "Ромашка", "Ostwind", "★★")).action == Outcome.ALLOW
    assert screen(name("0stwind", "Stride", "Ostwind")).action == Outcome.BLOCK


def test_in_a_message_the_brand_may_be_spoken_of() -> None:
    content = Content("message", "Does Stride know?\n\tAsk them.", Standing.MEMBER, ("Stride",))
    assert screen(content).action == Outcome.ALLOW


@pytest.mark.parametrize("kind", list(CHECKS))
def test_length_and_controls_are_held_for_every_kind(kind: str) -> None:
    most = LENGTHS[kind]
    exact, longer = "x" * most, "x" * (most + 1)
    assert screen(Content(kind, exact, Standing.MEMBER, ())).action == Outcome.ALLOW
    refused = screen(Content(kind, longer, Standing.MEMBER, ()))
    assert (refused.action, refused.rule, refused.spans) == (Outcome.BLOCK, "length", ((most, most + 1),))
    for bad in ("\x00", "\x07", "\x85", "\ud800"):
        refused = screen(Content(kind, f"ab{bad}c", Standing.CAPTAIN, ()))
        assert (refused.action, refused.rule, refused.spans) == (Outcome.BLOCK, "controls", ((2, 3),))


def test_a_name_cannot_turn_the_words_around_it() -> None:
    assert screen(name("Ana\u202egnidart", "Nobody")).rule == "controls"
    assert screen(name("Ana\U000e0041", "Nobody")).rule == "controls"
    arabic = Content("message", "قال \u2067Ana\u2069 نعم", Standing.MEMBER, ())
    assert screen(arabic).action == Outcome.ALLOW


def test_the_highest_outcome_wins_and_exemptions_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def finds(reading: Reading) -> list[tuple[int, int]]:
        return [(0, 1)]

    planted = (
        Check("soft", Outcome.NUDGE, finds),
        Check("hard", Outcome.HOLD, finds, exempt=frozenset({Standing.CAPTAIN})),
        Check("softer", Outcome.REDACT, finds),
        Check("nothing", Outcome.BLOCK, lambda reading: []),
    )
    monkeypatch.setattr("moderation.screening.HOUSE", House({"message": planted}))
    assert screen(Content("message", "hi", Standing.MEMBER, ())).rule == "hard"
    assert screen(Content("message", "hi", Standing.CAPTAIN, ())).rule == "softer"


def test_the_canonical_form_reads_disguised_words_and_leaves_languages_alone() -> None:
    def canonical(text: str) -> str:
        return Reading(Content("message", text, Standing.MEMBER, ())).canonical

    assert canonical("V\u200bíaɡrа ｎｏｗ") == "viagra now"
    assert canonical("Привет, Москва") == "привет, москва"
    assert canonical("Straße 5") == "strasse 5"
