"""What a text says in codes, and what it looks like once it turns the direction of writing (trust.md R22)."""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from moderation.screening.content import Span

# Words of small letters are words: nearly all are, and they are passed over without a look at each.
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])(?![A-Za-z]?[a-z]*+(?![A-Za-z0-9+/_=-]))[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(
    r"(?<![0-9a-z])(?:0x|\\x)?[0-9a-f]{2}(?:[ :,-]?(?:0x|\\x)?[0-9a-f]{2}){3,}(?![0-9a-z])", re.IGNORECASE
)
_BITS = re.compile(r"(?<!\d)[01]{8}(?:[ ,-]?[01]{8}){2,}(?!\d)")
_PERCENT = re.compile(r"(?:[\w.-]|%[0-9a-f]{2})*(?:%[0-9a-f]{2})(?:[\w.-]|%[0-9a-f]{2})*", re.IGNORECASE)
_ENTITIES = re.compile(r"(?:\w|&#?\w{2,8};?)*&#?\w{2,8};(?:\w|&#?\w{2,8};?)*")
_ESCAPES = re.compile(
    r"(?:\w|\\u\{?[0-9a-f]{2,6}\}?)*\\u\{?[0-9a-f]{2,6}\}?(?:\w|\\u\{?[0-9a-f]{2,6}\}?)*", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\u\{?([0-9a-f]{2,6})\}?", re.IGNORECASE)
# From an override to where it ends: shown from its end to its beginning.
_TURNED = re.compile("[\u202e\u202d][^\u202c\n]*(?:\u202c|\n|\\Z)")
_MANY = 20  # stretches of each code: nobody writes more of them in good faith, and each costs


def decoded(text: str, *, dense: bool) -> Iterator[tuple[str, Span]]:
    """Readable words from codes, each with the stretch of the text that holds them. `dense`: it has a run of digits."""
    for hint, of_digits, pattern, decode in _CODES:
        if (of_digits and not dense) or hint not in text:
            continue
        for count, found in enumerate(pattern.finditer(text)):
            if count == _MANY:
                break
            words = decode(found[0])
            if words and words != found[0]:
                yield words, found.span()


def displayed(text: str) -> Iterator[tuple[str, Span]]:
    """The text as it is seen where it turns its own direction."""
    if "\u202e" in text:
        yield _TURNED.sub(lambda found: found[0][::-1], text), (0, len(text))


def _readable(raw: bytes) -> str:
    try:
        words = raw.decode()
    except UnicodeDecodeError:
        return ""
    return words if words.isprintable() else ""


def _base64(token: str) -> str:
    token = token.rstrip("=").replace("-", "+").replace("_", "/")
    # Of words in capitals a few decode to something readable by chance.
    if token.isalpha() and (token[1:].islower() or token.isupper()):
        return ""
    try:
        return _readable(b64decode(token + "=" * (-len(token) % 4), validate=True))
    except binascii.Error:
        return ""


def _hex(token: str) -> str:
    digits = re.sub(r"0x|\\x|[ :,-]", "", token.lower())
    return _readable(bytes.fromhex(digits))


def _bits(token: str) -> str:
    bits = re.sub(r"\D", "", token)
    return _readable(bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)))


def _escapes(token: str) -> str:
    return _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), token)


# What must be in a text for the code to be looked for, and whether it is one of digits.
_CODES: tuple[tuple[str, bool, re.Pattern[str], Callable[[str], str]], ...] = (
    ("", False, _BASE64, _base64),
    ("", True, _HEX, _hex),
    ("", True, _BITS, _bits),
    ("%", False, _PERCENT, unquote),
    ("&", False, _ENTITIES, html.unescape),
    ("\\u", False, _ESCAPES, _escapes),
)
