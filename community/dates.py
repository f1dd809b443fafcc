"""Days and times as the reader's language writes them. Shapes are Django's, written as in English: `l j F, H:i`."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
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
    language = get_language()
    if isinstance(at, datetime):
        return formats.date_format(at, shaped(shape, language))
    return _day(at, shape, language)


@lru_cache(maxsize=2048)  # a page of a conversation names a few dozen, the same for all its readers
def _day(day: date, shape: str, language: str | None) -> str:
    return formats.date_format(day, shaped(shape, language))


@cache
def shaped(shape: str, language: str | None) -> str:
    for pattern, other in _OTHERWISE.get(language or "", ()):
        shape = pattern.sub(other, shape)
    return shape
