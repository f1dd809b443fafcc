"""The forms in which checks read a text (trust.md R22), each made once and only when a check asks for it.

canonical: invisible characters dropped → NFKC → combining marks stripped → casefold → look-alikes in mixed-script words
as Latin. skeleton: the same for every word, and Latin letters that the eye takes for each other become one.
Every character of a form knows the place of the raw text that it came from.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from confusable_homoglyphs.categories import alias
from confusable_homoglyphs.confusables import confusables_data

from moderation.screening.content import Content, Span

_DROPPED = frozenset(("Cc", "Cf", "Mn", "Me", "Cs", "Co"))
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TRADE_MARKS = frozenset("\u2122\u2120\u00ae\u00a9")  # hung on a name they make it look all the more official
# Alphabets of signs that Unicode calls no letters: A to Z in dark circles, dark squares, and as halves of flags.
_SIGNS_FROM = (0x1F150, 0x1F170, 0x1F1E6)
# Shapes that the eye takes for each other within Latin itself, and digits and signs that stand for letters.
_SAME_SHAPE = str.maketrans(
    {
        "i": "l", "1": "l", "|": "l", "!": "l", "0": "o", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t",
        "8": "b", "m": "rn", "w": "vv", "d": "cl",
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
        for part in unicodedata.normalize("NFKD", raw).casefold():
            if unicodedata.category(part) not in _DROPPED:
                yield part, index


def to_latin(character: str) -> str:
    """The Latin letters or digits that this character looks like; itself when none."""
    return _LATIN.get(character, character)


def skeleton(text: str) -> str:
    """The shape of a text as the eye takes it in, for comparing with another's."""
    return "".join(to_latin(character) for character, _ in fold(text)).translate(_SAME_SHAPE)


def shapes_of(text: str) -> tuple[Word, ...]:
    """The words as skeletons. A sign that could be a letter is none before a gap: "Stride!" is no Stridel."""
    words: list[Word] = []
    shape, start, end = "", 0, 0
    parts = [(to_latin(part), index) for part, index in fold(text)]
    for (part, index), (after, _) in pairwise([*parts, (" ", len(text)), (" ", len(text))]):
        drawn = part.translate(_SAME_SHAPE)
        if not drawn.isalnum() or (not part.isalnum() and not after.isalnum()):
            if shape:
                words.append(Word(shape, (start, end)))
            shape = ""
            continue
        start = start if shape else index
        shape, end = shape + drawn, index + 1
    return tuple(words)


class Reading:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.text = content.text

    @cached_property
    def canonical(self) -> str:
        """For terms and patterns: words that mix scripts are read as Latin, words of one script stay what they are."""
        return "".join(
            "".join(map(to_latin, word)) if _mixes_scripts(word) else word
            for word in _pieces("".join(part for part, _ in fold(self.text)))
        )

    @cached_property
    def shapes(self) -> tuple[Word, ...]:
        """The words as skeletons."""
        return shapes_of(self.text)


def _pieces(text: str) -> Iterator[str]:
    """The text cut where letters begin and end."""
    piece = ""
    for character in text:
        if piece and character.isalnum() != piece[-1].isalnum():
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _mixes_scripts(word: str) -> bool:
    return not word.isascii() and len({alias(character) for character in word} - {"COMMON", "INHERITED"}) > 1


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
    found = {chr(first + n): chr(ord("a") + n) for first in _SIGNS_FROM for n in range(26)}
    for character in map(chr, (*range(0x0250, 0x02B0), *range(0x1D00, 0x1D80), *range(0xA720, 0xA800))):
        name = unicodedata.name(character, "")
        if name.startswith("LATIN LETTER SMALL CAPITAL ") and len(name.split()[-1]) == 1:
            found[character] = name[-1].casefold()
    return found


_LATIN = _latin_look_alikes()
