"""Finds what one should not hand out lightly: telephone numbers, mail and street addresses, accounts, cards (trust.md
R26). It answers where, never what: no value leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

from moderation.screening.content import Span
from moderation.screening.cues import ADDRESS_CUES, ADDRESS_HINTS, OTHERS_CUES, OWN_CUES
from moderation.screening.reading import Reading


class Found(NamedTuple):
    """`kind`: phone, mail, address, iban or card. `others`: the words say that it is somebody else's."""

    kind: str
    span: Span
    others: bool


_NUMBER = re.compile(r"(?<![\w.,+/])[+(]{0,2}\d(?:[\d \u00a0()/.\u2010-\u2012-]{5,24})\d(?![\w])")
_DATED = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}[./-]\d{2}[./-]\d{2}\b|^\d{1,2}[.]\d{2}\s*-\s*\d{1,2}[.]\d{2}$"
)
_DECIMAL = re.compile(r"^\d{1,3}\.\d{3,}$|^\d{1,3}(?:[. ]\d{3})+$")
_MAIL = re.compile(r"(?<![\w.+/-])([\w.+-]{1,64})\s?@\s?(?:[\w-]+\.)+[^\W\d_]{2,}")
_AT, _DOT = (
    r"(?:\s?[\[({]\s?(?:at|@|a)\s?[\])}]\s?|\sat\s)",
    r"(?:\s?[\[({]\s?(?:dot|punkt|\.)\s?[\])}]\s?|\s(?:dot|punkt)\s)",
)
_SPELLED_MAIL = re.compile(rf"(?<![\w.+-])([\w.+-]{{1,64}}){_AT}[\w-]+(?:{_DOT}|\.)[^\W\d_]{{2,6}}\b")
# Of places and teams, not of people.
_OF_ALL = frozenset(
    (
        *("info", "hello", "hallo", "hi", "kontakt", "contact", "office", "mail", "post", "team", "orga", "support"),
        *(
            "help",
            "service",
            "news",
            "newsletter",
            "booking",
            "buchung",
            "anmeldung",
            "registration",
            "race",
            "tickets",
        ),
        *("shop", "presse", "press", "events", "event", "club", "verein", "kasse", "admin", "jobs"),
    )
)
_IBAN = re.compile(r"\b([a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30})")
_IBAN_LENGTHS = {
    **dict.fromkeys(("no",), 15),
    **dict.fromkeys(("be",), 16),
    **dict.fromkeys(("dk", "fi", "nl"), 18),
    **dict.fromkeys(("mk", "si"), 19),
    **dict.fromkeys(("at", "ee", "lt", "lu"), 20),
    **dict.fromkeys(("ch", "hr", "li", "lv"), 21),
    **dict.fromkeys(("bg", "de", "gb", "ie", "me", "rs"), 22),
    **dict.fromkeys(("ae", "gi", "il"), 23),
    **dict.fromkeys(("ad", "cz", "es", "md", "ro", "sa", "se", "sk"), 24),
    **dict.fromkeys(("pt",), 25),
    **dict.fromkeys(("is", "tr"), 26),
    **dict.fromkeys(("fr", "gr", "it", "mc", "sm"), 27),
    **dict.fromkeys(("al", "cy", "hu", "pl"), 28),
    "ua": 29,
    "mt": 31,
}
_CARD = re.compile(
    r"(?<![\d.])[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?!\d)|(?<![\d.])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\d)"
)
_SPELLED_HINTS = ("dot", "punkt", "[", "(", "{")
_MOST = 20  # candidates of each kind
_NEAR = 60  # characters between a cue and what it is about


def personal(reading: Reading) -> tuple[Found, ...]:
    """All that is found in the text and in what it holds in codes; cards and accounts are no telephone numbers too."""
    if reading.found is None:
        reading.found = tuple(_search(reading))
    return reading.found


def _search(reading: Reading) -> Iterator[Found]:
    text = reading.folded
    taken: list[Span] = []
    if reading.dense:
        taken = [*_ibans(text), *_cards(text)]
        yield from (_found(reading, "iban" if text[span[0]].isalpha() else "card", span) for span in taken)
        for span in _phones(text, reading.content.region):
            if not any(start < span[1] and span[0] < end for start, end in taken):
                yield _found(reading, "phone", span)
    if not reading.wordy and any(map(text.__contains__, ADDRESS_HINTS)):
        yield from _addresses(reading)
    yield from (_found(reading, "mail", span) for span in _mails(text))
    for inner, span in reading.inner:
        yield from (found._replace(span=span) for found in personal(inner))


def _found(reading: Reading, kind: str, span: Span) -> Found:
    """Whose it is, by the nearest cue before it, or right behind it."""
    before = reading.folded[max(0, span[0] - _NEAR) : span[0]]
    others, own = _last(OTHERS_CUES, before), _last(OWN_CUES, before)
    return Found(kind, reading.span(*span), others > own)


def _last(cue: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in cue.finditer(text)), default=-1)


def _phones(text: str, region: str) -> Iterator[Span]:
    for count, found in enumerate(_NUMBER.finditer(text)):
        if count == _MOST:
            return
        written = found[0].strip()
        if _DATED.search(written) or _DECIMAL.match(written):
            continue
        if _is_phone(written, region):
            yield found.span()


def _is_phone(written: str, region: str) -> bool:
    if written.startswith("00"):
        written = "+" + written[2:]
    abroad = written.lstrip("(").startswith("+")
    prefix = _prefix_of(region)
    if not abroad and (not region or (prefix == "0" and not written.lstrip("(").startswith("0"))):
        return False
    try:
        number = phonenumbers.parse(written, None if abroad else region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


@cache
def _prefix_of(region: str) -> str | None:
    """What numbers within the country begin with."""
    known = PhoneMetadata.metadata_for_region(region) if region else None
    prefix: str | None = known.national_prefix if known else None
    return prefix


def _mails(text: str) -> Iterator[Span]:
    patterns = [_MAIL] if "@" in text else []
    if any(map(text.__contains__, _SPELLED_HINTS)):
        patterns.append(_SPELLED_MAIL)
    for pattern in patterns:
        for found in pattern.finditer(text):
            if found[1] not in _OF_ALL:
                yield found.span()


def _ibans(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(found[1][:2])
        places = [place for place in range(*found.span()) if text[place].isalnum()]
        if length is None or len(places) < length:
            continue
        digits = "".join(text[place] for place in places[:length])
        if int("".join(str(int(one, 36)) for one in digits[4:] + digits[:4])) % 97 == 1:
            yield places[0], places[length - 1] + 1


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD.finditer(text):
        digits = [int(one) for one in found[0] if one.isdigit()]
        doubled = [sum(divmod(2 * one, 10)) if place % 2 else one for place, one in enumerate(reversed(digits))]
        if 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0 and len(set(digits)) > 1:
            yield found.span()


def _addresses(reading: Reading) -> Iterator[Found]:
    """Where somebody lives: a number and a word behind words that say so. Where one meets is everybody's to know."""
    for found in ADDRESS_CUES.finditer(reading.folded):
        behind = reading.folded[found.end() : found.end() + _NEAR]
        number = re.search(r"\b\d{1,4}\s?[a-z]?\b(?!\s*(?:min|km|m\b|h\b|uhr|years?|jahre))", behind)
        if number and re.search(r"[^\W\d_]{4,}", behind):
            yield Found("address", reading.span(found.start(), found.end() + number.end()), found["others"] is not None)
