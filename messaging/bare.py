"""Words as search compares them (product.md "Talking"): no case, no accents, one form for what is written in several.

Deterministic and character by character, so that what is found can be marked in the words as they were typed. What is
kept beside a message is made here once, when it is stored; what somebody looks for is made here, too, so the two agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

Span = tuple[int, int]
SHORT = 2_000  # bytes: an entry of an index holds no more than 2,704, and there is more in it

# Accents and points that hang on a letter, and what is not seen at all. Not the voice marks of kana and not the vowels
# of Indian scripts: without those they would be other words.
_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff]+"
)
# Letters that are no other letter with an accent and are typed as one; quotes and dashes that a telephone puts in.
_ALIKE = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ہ": "ه",
        **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
        **{chr(0x660 + n): str(n) for n in range(10)}, **{chr(0x6F0 + n): str(n) for n in range(10)},
    }
)  # fmt: skip
_SPACES = re.compile(" +")


class _Characters(dict[int, str]):
    """Of each character that was met: what is left of it."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isspace():
            found = " "
        else:
            apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
            found = unicodedata.normalize("NFC", _DROPPED.sub("", apart).translate(_ALIKE))
        self[code] = found
        return found


_CHARACTERS = _Characters()


def bare(text: str) -> str:
    """Casefolded, compatible, without accents and invisible characters; white space is one space."""
    if _is_plain(text):
        return text.lower()
    found = unicodedata.normalize("NFKC", text).translate(_CHARACTERS)
    return _SPACES.sub(" ", found) if "  " in found else found


def kept(text: str, options: Iterable[str] = ()) -> tuple[str, None] | tuple[None, str]:
    """What is stored beside a message: in the first place, by which it is found in an index, or where that would be
    more than an index takes, in the second. A poll is found by its `options` as well; they stand in lines of their own,
    which no term spans: terms have no line breaks."""
    found = "\n".join(map(bare, (text, *options))) if options else bare(text)
    if len(found) <= SHORT // 4 or len(found.encode()) <= SHORT:
        return found, None
    return None, found


def _is_plain(text: str) -> bool:
    return text.isascii() and "\n" not in text and "\t" not in text and "  " not in text


def terms(text: str) -> list[str]:
    """What somebody looks for, all of which must occur: single words, and what stands in quotes as it stands there.
    What is part of another is left out: it is found with it."""
    found: list[str] = []
    for n, piece in enumerate(bare(text).split('"')):
        found += [piece.strip()] if n % 2 else piece.split()
    wanted = list(dict.fromkeys(term for term in found if term))
    return [term for term in wanted if not any(term in other for other in wanted if other != term)]


def places(text: str, wanted: Iterable[str]) -> list[Span]:
    """Where in the text as typed the terms stand, in order and apart from each other; empty where it cannot be told,
    as between the halves of a letter."""
    pieces, starts = _by_character(text)
    found: list[Span] = []
    for term in wanted:
        at = pieces.find(term)
        while at >= 0:
            found.append((starts[at], starts[at + len(term) - 1] + 1))
            at = pieces.find(term, at + len(term))
    return _joined(found)


def _by_character(text: str) -> tuple[str, list[int]]:
    """The bare text and, for each of its characters, which one of the text it came from."""
    if _is_plain(text):
        return text.lower(), list(range(len(text)))
    made: list[str] = []
    starts: list[int] = []
    for n, character in enumerate(text):
        piece = unicodedata.normalize("NFKC", character).translate(_CHARACTERS)
        if piece == " " and made and made[-1] == " ":
            continue
        made += piece
        starts += [n] * len(piece)
    return "".join(made), starts


def _joined(spans: list[Span]) -> list[Span]:
    """In order; those that overlap or touch are one. An accent that stands alone behind a letter goes with it."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
