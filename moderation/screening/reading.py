"""The forms in which checks read a text (trust.md R22), each made once and only when a check asks for it.

canonical: invisible characters dropped → NFKC → combining marks stripped → casefold → look-alikes in mixed-script words
as Latin. skeleton: the same for every word, and Latin letters that the eye takes for each other become one.
inner: what is written in it in some code, or is shown otherwise than it is stored, each to be read like a text.
Every character of a form knows the place of the raw text that it came from; asked only where something is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from confusable_homoglyphs.confusables import confusables_data
from django.utils.functional import cached_property

from moderation.screening.content import Content, Span
from moderation.screening.decoding import decoded, displayed

if TYPE_CHECKING:
    from moderation.screening.personal import Found

_DROPPED = frozenset(("Cc", "Cf", "Mn", "Me", "Cs", "Co"))
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TRADE_MARKS = frozenset("\u2122\u2120\u00ae\u00a9")  # hung on a name they make it look all the more official
# Alphabets of signs that Unicode calls no letters: A to Z in dark circles, dark squares, and as halves of flags.
_SIGNS_FROM = (0x1F150, 0x1F170, 0x1F1E6)
_SIGNS = {chr(first + n): chr(ord("a") + n) for first in _SIGNS_FROM for n in range(26)}
# Shapes that the eye takes for each other within Latin itself, and digits and signs that stand for letters.
LOOKS = str.maketrans(
    {
        "i": "l", "1": "l", "|": "l", "!": "l", "0": "o", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t",
        "8": "b", "m": "rn", "w": "vv", "d": "cl", "6": "g", "9": "g", "q": "g", "2": "z", "€": "e", "+": "t",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits in some form, and where it stands in the raw text."""

    text: str
    span: Span


def fold(text: str) -> Iterator[tuple[str, int]]:
    """The visible characters, compatible, bare and caseless, each with its index in `text`."""
    for index, raw in enumerate(text):
        if raw in _BLANK_LETTERS or raw in _TRADE_MARKS:
            continue
        for part in _SIGNS.get(raw) or unicodedata.normalize("NFKD", raw).casefold():
            if unicodedata.category(part) not in _DROPPED:
                yield part, index


def to_latin(character: str) -> str:
    """The Latin letters or digits that this character looks like; itself when none."""
    return _LATIN.get(character, character)


def skeleton(text: str) -> str:
    """The shape of a text as the eye takes it in, for comparing with another's."""
    return "".join(to_latin(character) for character, _ in fold(text)).translate(LOOKS)


def shapes_of(text: str) -> tuple[Word, ...]:
    """The words as skeletons. A sign that could be a letter is none before a gap: "Stride!" is no Stridel."""
    words: list[Word] = []
    shape, start, end = "", 0, 0
    parts = [(to_latin(part), index) for part, index in fold(text)]
    for (part, index), (after, _) in pairwise([*parts, (" ", len(text)), (" ", len(text))]):
        drawn = part.translate(LOOKS)
        if not drawn.isalnum() or (not part.isalnum() and not after.isalnum()):
            if shape:
                words.append(Word(shape, (start, end)))
            shape = ""
            continue
        start = start if shape else index
        shape, end = shape + drawn, index + 1
    return tuple(words)


def folded(text: str) -> str:
    """As `fold`, at once."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


class Reading:
    """One text in all its forms. `depth`: how many codes it was inside of."""

    DEEPEST = 2

    def __init__(self, content: Content, depth: int = 0) -> None:
        self.content = content
        self.text = content.text
        self.depth = depth
        self.found: tuple[Found, ...] | None = None  # by `personal`, which looks once for all that ask it

    @cached_property
    def folded(self) -> str:
        """Visible, compatible, bare and caseless."""
        return folded(self.text)

    @cached_property
    def places(self) -> list[int]:
        """Where in the raw text each character of `folded` stands."""
        if self.text.isascii():
            return list(range(len(self.text)))
        return [place for place, raw in enumerate(self.text) for _ in _FOLDED[ord(raw)]]

    @cached_property
    def canonical(self) -> str:
        """For patterns: words that mix scripts are read as Latin, words of one script stay what they are."""
        return "".join(self._canonical) if _STRANGE.search(self.folded) else self.folded

    def canonical_span(self, start: int, end: int) -> Span:
        """In the raw text, of a stretch of `canonical`."""
        if self.canonical is not self.folded:
            places = [place for place, part in enumerate(self._canonical) for _ in part]
            start, end = places[start], places[end - 1] + 1
        return self.span(start, end)

    @cached_property
    def _canonical(self) -> list[str]:
        parts = list(self.folded)
        for word in _WORD.finditer(self.folded):
            if not word[0].isascii() and _LATIN_LETTER.search(word[0]):
                for place in range(*word.span()):
                    parts[place] = to_latin(parts[place])
        return parts

    @cached_property
    def wordy(self) -> bool:
        """Whether it is made of words alone, as most texts are: no digit, no sign of which codes are made, no capital
        within a word. Known of ASCII only."""
        if not self.text.isascii():
            return False
        left = self.text.encode().translate(None, _OF_WORDS).decode()
        return not left or (left.isalpha() and _begin_words(left, self.text))

    @cached_property
    def dense(self) -> bool:
        """Whether it has a run of digits: much of what checks look for is one, and most texts have none."""
        return not self.wordy and _DENSE.search(self.folded) is not None

    @cached_property
    def mostly_latin(self) -> bool:
        """Whether its letters are Latin by majority: a word all of look-alikes is a disguise then."""
        latin = len(_LATIN_LETTER.findall(self.folded))
        return latin * 2 >= sum(map(str.isalpha, self.folded))

    @cached_property
    def shapes(self) -> tuple[Word, ...]:
        """The words as skeletons."""
        return shapes_of(self.text)

    @cached_property
    def inner(self) -> tuple[tuple[Reading, Span], ...]:
        """What it holds in codes, and what is shown of it when it turns its direction."""
        if self.wordy or self.depth >= self.DEEPEST:
            return ()
        found = [*decoded(self.text, dense=self.dense), *displayed(self.text)]
        return tuple((Reading(self.content._replace(text=text), self.depth + 1), span) for text, span in found)

    def span(self, start: int, end: int) -> Span:
        """In the raw text, of a stretch of `folded`."""
        return self.places[start], self.places[end - 1] + 1


def _begin_words(capitals: str, text: str) -> bool:
    """Whether each of a text's capitals, given in order, has no letter before it."""
    at = -1
    for capital in capitals:
        at = text.index(capital, at + 1)
        if at and text[at - 1].isalpha():
            return False
    return True


class _Folding(dict[int, str]):
    """Filled by use: each character is taken apart once."""

    def __missing__(self, code: int) -> str:
        self[code] = known = "".join(part for part, _ in fold(chr(code)))
        return known


_FOLDED = _Folding()
# Capitals, digits and the signs that codes are written with (see `decoding.py`); and the rest of ASCII.
_OF_CODES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_-=%&\\"
_OF_WORDS = bytes(code for code in range(128) if code not in _OF_CODES)
_WORD = re.compile(r"[^\W_]+")
_STRANGE = re.compile(r"[^\W\x00-\x7f]")
_LATIN_LETTER = re.compile(r"[a-z]")
_DENSE = re.compile(r"\d(?:\D{0,3}\d){3}")


def _latin_look_alikes() -> Mapping[str, str]:
    """Of Unicode's table of confusables: what is not ASCII, with the ASCII letter or digit that it is taken for."""
    found: dict[str, str] = {}
    for character, homoglyphs in confusables_data.items():
        if len(character) == 1 and not character.isascii():
            taken = next((one["c"] for one in homoglyphs if one["c"].isascii() and one["c"].isalnum()), None)
            if taken:
                found[character] = taken.casefold()
    # Capitals fold before they are compared, and some small letters look like nothing while their capital does.
    for character, taken in list(found.items()):
        small = character.casefold()
        if len(small) == 1 and small != character and not small.isascii():
            found.setdefault(small, taken)
    return found | _drawn_letters()


def _drawn_letters() -> dict[str, str]:
    """Letters in other clothes that neither NFKC nor the table of confusables undresses."""
    found: dict[str, str] = {}
    for character in map(chr, (*range(0x0250, 0x02B0), *range(0x1D00, 0x1D80), *range(0xA720, 0xA800))):
        name = unicodedata.name(character, "")
        if name.startswith("LATIN LETTER SMALL CAPITAL ") and len(name.split()[-1]) == 1:
            found[character] = name[-1].casefold()
    return found


_LATIN = _latin_look_alikes()
