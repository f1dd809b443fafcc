"""The brand's colour as the eleven steps that the desk's style sheet asks for (experience.md "The look")."""

import math
from functools import lru_cache

from community import theming

# Lightness per step, and how much of the brand's chroma it keeps. 500 and 600 are read as text and under white text.
_STEPS = {
    "50": (0.975, 0.12),
    "100": (0.945, 0.22),
    "200": (0.890, 0.42),
    "300": (0.815, 0.68),
    "400": (0.710, 0.92),
    "500": (0.540, 1.0),
    "600": (0.480, 1.0),
    "700": (0.420, 0.92),
    "800": (0.360, 0.80),
    "900": (0.310, 0.66),
    "950": (0.230, 0.50),
}


@lru_cache(maxsize=64)
def admin_scale(colour: str) -> dict[str, str]:
    """CSS colours by step, of a brand's `#rrggbb`."""
    brand = theming.to_oklch(colour)
    hue = math.degrees(brand.h)
    return {step: f"oklch({light:.3f} {brand.c * share:.3f} {hue:.1f})" for step, (light, share) in _STEPS.items()}
