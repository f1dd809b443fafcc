"""One brand colour in, a whole scale out, each pair readable (look: tokens.css; experience.md "The look").

Lightness carries contrast: it is set here, hue and capped chroma are the brand's. The figures are those of
`tokens.css`, computed once on the server so that browsers without relative colours see the same scale; then every pair
in use is measured and moved until it holds: 4.5:1 for text, 7:1 for what people say. What had to be moved is reported,
so that a brand sees its colour and what became of it.
"""

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TEXT = 4.5
BODY = 7.0
SHAPE = 1.2  # an arch or a button must at least be seen to be there
DEFAULT_BRAND = "#0e6b4f"

_HEX = re.compile(r"#?([0-9a-fA-F]{6})\Z")
_LIGHT_BRAND = 0.62  # above this lightness a fill keeps its lightness and gets ink on top

# The surfaces and inks of tokens.css, as sRGB: what the accent must be readable on.
_SURFACES = {
    "light": ("#fdfaf5", "#f6f2ea", "#fffefc", "#f9f6ef"),
    "dark": ("#1b1612", "#15100d", "#251f1b", "#2f2924"),
}
_INK = {"light": "#29211b", "dark": "#ede9e2"}
_INK_2 = {"light": "#564c45", "dark": "#beb8b0"}


class ColourError(ValueError):
    """Not six hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour as the eye orders it: lightness 0–1, chroma 0–0.4, hue in radians."""

    l: float  # noqa: E741 (the name CSS gives it)
    c: float
    h: float

    def at(self, lightness: float, chroma: float) -> "Oklch":
        return Oklch(lightness, chroma, self.h)


@dataclass(frozen=True, slots=True)
class Correction:
    """The brand's own colour could not be used as it is for `part` in `scheme`; `used` stands in its place."""

    part: str  # "text", "button" or "shape"
    scheme: str  # "light" or "dark"
    given: str
    used: str
    before: float
    after: float
    needed: float


@dataclass(frozen=True, slots=True)
class Theme:
    """The scale of one brand colour: custom properties by name, for light and dark."""

    brand: str
    light: dict[str, str]
    dark: dict[str, str]
    corrections: tuple[Correction, ...]

    @property
    def key(self) -> str:
        """The colour without its `#`: what `data-brand` and the stylesheet's address carry."""
        return self.brand[1:]


def clean_hex(colour: str) -> str:
    """`#rrggbb` in lower case. Raises ColourError."""
    match = _HEX.match(colour.strip())
    if match is None:
        raise ColourError(colour)
    return f"#{match[1].lower()}"


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def theme_for(colour: str) -> Theme:
    """The whole scale of a brand colour. Raises ColourError."""
    brand = clean_hex(colour)
    light, dark = _scheme(brand, "light"), _scheme(brand, "dark")
    return Theme(brand, light, dark, tuple(_corrections(brand, light, dark)))


@lru_cache(maxsize=512)
def stylesheet(colour: str) -> str:
    """The small stylesheet of a brand: its scale for every element that carries `data-brand`. Raises ColourError."""
    theme = theme_for(colour)
    rule = f'[data-brand="{theme.key}"]'
    light = _declarations({"brand": theme.brand} | theme.light)
    dark = _declarations(theme.dark)
    return (
        f"@layer tokens {{\n{rule} {{ {light} }}\n@media (prefers-color-scheme: dark) {{\n{rule} {{ {dark} }}\n}}\n}}\n"
    )


@lru_cache(maxsize=512)
def stylesheet_version(colour: str) -> str:
    """Twelve hexadecimal digits that change whenever the stylesheet's text does. Raises ColourError."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:12]


def _declarations(values: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def _scheme(brand: str, scheme: str) -> dict[str, str]:
    base = to_oklch(brand)
    is_dark = scheme == "dark"
    tint = _readable_under(
        base.at(0.345, min(base.c * 0.50, 0.050)) if is_dark else base.at(0.928, min(base.c * 0.36, 0.036)),
        ((_INK[scheme], BODY),),
    )
    tint_2 = _readable_under(
        base.at(0.285, min(base.c * 0.34, 0.036)) if is_dark else base.at(0.958, min(base.c * 0.22, 0.022)),
        ((_INK[scheme], BODY), (_INK_2[scheme], TEXT)),
    )
    line = base.at(0.480, min(base.c * 0.60, 0.070)) if is_dark else base.at(0.800, min(base.c * 0.60, 0.075))
    accent = base.at(max(base.l, 0.80), min(base.c, 0.12)) if is_dark else base.at(min(base.l, 0.45), min(base.c, 0.16))
    fill, press, on_fill = _fill(base, is_dark)
    return {
        "fill": fill,
        "on-fill": on_fill,
        "fill-press": press,
        "accent": _readable_on(accent, (*_SURFACES[scheme], tint, tint_2), lighter=is_dark),
        "tint": tint,
        "tint-2": tint_2,
        "tint-line": _to_hex(line),
    }


def _fill(base: Oklch, is_dark: bool) -> tuple[str, str, str]:
    """The filled button, pressed, and what is written on it: ink on a light brand, paper on a dark one."""
    takes_ink = base.l > _LIGHT_BRAND
    lightness = max(base.l, 0.70) if takes_ink else min(max(base.l, 0.50) if is_dark else base.l, 0.54)
    surfaces = _SURFACES["dark" if is_dark else "light"]
    while min(contrast(_to_hex(base.at(lightness, base.c)), surface) for surface in surfaces) < SHAPE:
        lightness -= 0.005  # white on paper would be no button at all
    on_fill = _to_hex(base.at(0.22 if takes_ink else 0.99, 0.008))
    step = 0.035 if is_dark else 0.045
    while True:
        fill, press = _to_hex(base.at(lightness, base.c)), _to_hex(base.at(max(lightness - step, 0), base.c))
        if min(contrast(fill, on_fill), contrast(press, on_fill)) >= TEXT:
            return fill, press, on_fill
        lightness += 0.005 if takes_ink else -0.005


def _readable_on(colour: Oklch, surfaces: tuple[str, ...], *, lighter: bool) -> str:
    """`colour`, moved in lightness until it can be read as text on each surface."""
    while True:
        text = _to_hex(colour)
        if all(contrast(text, surface) >= TEXT for surface in surfaces):
            return text
        colour = colour.at(colour.l + (0.005 if lighter else -0.005), colour.c)


def _readable_under(colour: Oklch, inks: tuple[tuple[str, float], ...]) -> str:
    """`colour`, moved in lightness away from the inks until each can be read on it."""
    darker = _luminance(inks[0][0]) > 0.5
    while True:
        surface = _to_hex(colour)
        if all(contrast(surface, ink) >= needed for ink, needed in inks):
            return surface
        colour = colour.at(colour.l + (-0.005 if darker else 0.005), colour.c)


def _corrections(brand: str, light: dict[str, str], dark: dict[str, str]) -> Iterator[Correction]:
    for scheme, values in (("light", light), ("dark", dark)):
        before = min(contrast(brand, surface) for surface in _SURFACES[scheme])
        after = min(contrast(values["accent"], surface) for surface in _SURFACES[scheme])
        if before < TEXT:
            yield Correction("text", scheme, brand, values["accent"], before, after, TEXT)
        before, after = contrast(brand, values["on-fill"]), contrast(values["fill"], values["on-fill"])
        if before < TEXT:
            yield Correction("button", scheme, brand, values["fill"], before, after, TEXT)
        before, after = (min(contrast(fill, s) for s in _SURFACES[scheme]) for fill in (brand, values["fill"]))
        if before < SHAPE:
            yield Correction("shape", scheme, brand, values["fill"], before, after, SHAPE)


# ---- sRGB and OKLCH (Björn Ottosson, https://bottosson.github.io/posts/oklab/) ------------------------------------


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * float(value ** (1 / 2.4)) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_oklch(colour: str) -> Oklch:
    """sRGB `#rrggbb` as Oklch (Ottosson's matrices)."""
    r, g, b = _channels(colour)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a_axis = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b_axis = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a_axis, b_axis), math.atan2(b_axis, a_axis))


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    a_axis, b_axis = colour.c * math.cos(colour.h), colour.c * math.sin(colour.h)
    long = (colour.l + 0.3963377774 * a_axis + 0.2158037573 * b_axis) ** 3
    middle = (colour.l - 0.1055613458 * a_axis - 0.0638541728 * b_axis) ** 3
    short = (colour.l - 0.0894841775 * a_axis - 1.2914855480 * b_axis) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _to_hex(colour: Oklch) -> str:
    """sRGB of a colour; what the screen cannot show loses chroma, never lightness, so contrast stays."""
    colour = colour.at(min(max(colour.l, 0.0), 1.0), colour.c)
    low, high = 0.0, colour.c
    if not _shown(colour):
        for _ in range(18):
            half = (low + high) / 2
            low, high = (half, high) if _shown(colour.at(colour.l, half)) else (low, half)
        colour = colour.at(colour.l, low)
    channels = (round(min(max(_gamma(max(value, 0.0)), 0.0), 1.0) * 255) for value in _to_linear(colour))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _shown(colour: Oklch) -> bool:
    return all(-1e-4 <= value <= 1 + 1e-4 for value in _to_linear(colour))
