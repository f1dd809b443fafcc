"""Days and times as the reader's language writes them. Shapes are Django's, written as in English: `l j F, H:i`."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from django.utils import formats
from django.utils.translation import get_language

# What a language writes otherwise, one after the other. The web client has the same from Intl (messaging/clock.js).
_WEEKDAY = (re.compile(r"([lD]) j"), r"\1, j")
_OTHERWISE: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = MappingProxyType(
    {
        "de": (_WEEKDAY, (re.compile(r"\bj (?=[FM])"), "j. ")),
        "ar": (_WEEKDAY, (re.compile(r","), "،")),
    }
)


def date_format(at: date, shape: str) -> str:
    """`at` in this shape; times have been brought onto the reader's clock before."""
    return formats.date_format(at, shaped(shape, get_language()))


@cache
def shaped(shape: str, language: str | None) -> str:
    for pattern, other in _OTHERWISE.get(language or "", ()):
        shape = pattern.sub(other, shape)
    return shape
