"""Any brand colour gives a readable scale, and a brand is told what became of its colour (experience.md "The look")."""

import colorsys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import theming
from community.theming import BODY, SHAPE, TEXT, ColourError, contrast, theme_for

PAPER = {"light": "#fdfaf5", "dark": "#1b1612"}
SURFACES = {"light": ("#fdfaf5", "#f6f2ea", "#fffefc", "#f9f6ef"), "dark": ("#1b1612", "#15100d", "#251f1b", "#2f2924")}
INK = {"light": "#29211b", "dark": "#ede9e2"}
INK_2 = {"light": "#564c45", "dark": "#beb8b0"}


def around_the_wheel() -> list[str]:
    """144 colours: every hue, dark to bright, pale to loud."""
    wheel = product(range(12), (0.2, 0.4, 0.7, 1.0), (0.25, 0.6, 1.0))
    triples = (colorsys.hsv_to_rgb(hue / 12, saturation, value) for hue, value, saturation in wheel)
    return ["#" + "".join(f"{round(channel * 255):02x}" for channel in triple) for triple in triples]


def check(brand: str) -> None:
    theme = theme_for(brand)
    for scheme, values in (("light", theme.light), ("dark", theme.dark)):
        for surface in (*SURFACES[scheme], values["tint"], values["tint-2"]):
            assert contrast(values["accent"], surface) >= TEXT, (brand, scheme, surface)
        assert contrast(values["on-fill"], values["fill"]) >= TEXT, (brand, scheme)
        assert contrast(values["on-fill"], values["fill-press"]) >= TEXT, (brand, scheme)
        assert contrast(INK[scheme], values["tint"]) >= BODY, (brand, scheme)
        assert contrast(INK[scheme], values["tint-2"]) >= BODY, (brand, scheme)
        assert contrast(INK_2[scheme], values["tint-2"]) >= TEXT, (brand, scheme)
        assert min(contrast(values["fill"], surface) for surface in SURFACES[scheme]) >= SHAPE, (brand, scheme)


@pytest.mark.parametrize("brand", [*around_the_wheel(), "#ffffff", "#000000", "#777777", "#ffff00", "#0000ff"])
def test_every_pair_in_use_can_be_read_whatever_the_brand_colour(brand: str) -> None:
    check(brand)


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_no_colour_of_all_sixteen_million_escapes(number: int) -> None:
    check(f"#{number:06x}")


def test_a_brand_colour_that_reads_well_is_used_as_it_is() -> None:
    theme = theme_for("#0e6b4f")
    assert theme.light["fill"] == "#0e6b4f"
    assert not [c for c in theme.corrections if c.scheme == "light"]


def test_a_light_brand_keeps_its_colour_and_gets_ink_on_top() -> None:
    theme = theme_for("#ffd21f")
    assert theme.light["fill"] == "#ffd21f"
    assert contrast(theme.light["on-fill"], "#000000") < contrast(theme.light["on-fill"], "#ffffff")


def test_the_brand_is_told_what_became_of_its_colour() -> None:
    assert contrast("#ffd21f", PAPER["light"]) < TEXT, "precondition: yellow cannot be read on paper"
    (told,) = [c for c in theme_for("#ffd21f").corrections if (c.part, c.scheme) == ("text", "light")]
    assert told.given == "#ffd21f"
    assert told.used == theme_for("#ffd21f").light["accent"]
    assert told.before < told.needed <= told.after


def test_white_does_not_vanish_on_paper() -> None:
    told = {(c.part, c.scheme) for c in theme_for("#ffffff").corrections}
    assert ("shape", "light") in told
    assert contrast(theme_for("#ffffff").light["fill"], PAPER["light"]) >= SHAPE


def test_two_spellings_of_a_colour_are_one_theme() -> None:
    assert theme_for("0E6B4F") == theme_for("#0e6b4f")
    assert theme_for("#0E6B4F").key == "0e6b4f"


@pytest.mark.parametrize("colour", ["", "#fff", "red", "#12345g", "#1234567", "#0e6b4f\n;}", "url(x)", "٠٠٠٠٠٠"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ColourError):
        theme_for(colour)


def test_the_stylesheet_speaks_for_its_brand_only_and_changes_its_version_with_its_text() -> None:
    text = theming.stylesheet("#7a2f5f")
    assert text.count('[data-brand="7a2f5f"]') == 2
    assert "prefers-color-scheme: dark" in text
    assert theming.stylesheet_version("#7a2f5f") == theming.stylesheet_version("7A2F5F")
    assert theming.stylesheet_version("#7a2f5f") != theming.stylesheet_version("#7a2f60")
