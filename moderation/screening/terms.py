"""Finds words and phrases in their disguises, many at once (trust.md R22, R23).

A text is read word by word. Each word has one form: its skeleton where it is Latin or mixes scripts, itself otherwise.
Neighbouring words are joined for as long as some term begins like them, so that gaps and signs inside a term hide
nothing, and neither does a term that was sent in pieces.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from moderation.screening.content import Span
from moderation.screening.reading import LOOKS, Reading, folded, to_latin

T = TypeVar("T")
# Signs stand for letters only before a letter: "Stride!" is no Stridel.
_WORD = re.compile(r"(?:[^\W_]|[@$!|€+](?=[@$!|€+]*[^\W_]))+")
_LATIN = re.compile(r"[a-z0-9]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)  # without gaps
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_JOINED_FREELY = 6  # a term so long is no accident of two words beside each other
_LONGEST = 60  # words, in which a term of as many letters can hide
_TAIL = 80  # of what was said before, in characters


class _Word(NamedTuple):
    form: str
    start: int  # in the folded text; negative: said before
    end: int


class _Key(NamedTuple, Generic[T]):
    of: T
    phrase: bool  # of several words
    latin: bool


@dataclass(slots=True)
class Terms(Generic[T]):
    """Terms, each with what it stands for. A term ending in `*` finds all words that begin so."""

    keys: dict[str, list[_Key[T]]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    stems: dict[str, list[T]] = field(default_factory=dict)
    stem_lengths: set[int] = field(default_factory=set)
    anywhere: list[tuple[str, T]] = field(default_factory=list)  # of alphabets that leave no gaps between words

    def add(self, term: str, of: T) -> None:
        """`of` comes back with each span that the term, also in rot13, is found at. One without letters and digits
        finds nothing."""
        plain = folded(term)
        forms = forms_of_term(plain)
        if _UNSPACED.search(plain):
            self.anywhere.append((forms[0], of))
            return
        if plain.rstrip().endswith("*"):
            for form in filter(None, forms):
                self.stems.setdefault(form, []).append(of)
                self.stem_lengths.add(len(form))
            return
        phrase, latin = len(_WORD.findall(plain)) > 1, bool(_LATIN.search(plain))
        for way in (plain, _DOUBLED.sub(r"\1", plain), codecs.encode(plain, "rot13")):
            for key in filter(None, forms_of_term(way)):
                self.keys.setdefault(key, []).append(_Key(of, phrase, latin))
                self.beginnings.update(key[:length] for length in range(1, len(key) + 1))

    def find(self, reading: Reading) -> Iterator[tuple[T, Span]]:
        """What was found, with spans of the raw text; in codes and turned writing, too."""
        for term, of in self.anywhere:
            place = reading.folded.find(term)
            if place >= 0:
                yield of, reading.span(place, place + len(term))
        words = [*_said_before(reading), *_words(reading)] if self._may_find(reading) else []
        for place, word in enumerate(words):
            if self.stems and word.start >= 0:
                yield from self._stems(reading, word)
            yield from self._from(reading, words[place : place + _LONGEST])
            if word.start >= 0 and reading.folded[word.start] == "@":  # a mention
                rest = reading.folded[word.start + 1 : word.end]
                yield from self._from(reading, [_Word(_shape(rest), word.start + 1, word.end)])
        for inner, span in reading.inner:
            yield from ((of, span) for of, _ in self.find(inner))

    def _may_find(self, reading: Reading) -> bool:
        """Quickly, and without places: whether it is worth a closer look. Nearly never is it."""
        forms = " ".join(_WORD.findall(f"{_tail(reading)} {reading.folded}"))
        if self.stems or not forms.isascii() or "@" in forms or _STRETCHED.search(forms):
            return True
        words = forms.translate(LOOKS).split(" ")
        for first, form in enumerate(words):
            joined, last = form, first
            while joined in self.beginnings:
                if joined in self.keys:
                    return True
                last += 1
                if last == len(words):
                    break
                joined += words[last]
        return False

    def _stems(self, reading: Reading, word: _Word) -> Iterator[tuple[T, Span]]:
        for length in self.stem_lengths:
            for of in self.stems.get(word.form[:length], ()):
                yield of, reading.span(word.start, word.end)

    def _from(self, reading: Reading, words: list[_Word]) -> Iterator[tuple[T, Span]]:
        """The terms that begin with the first of these words."""
        joined = ""
        for count, word in enumerate(words, 1):
            joined += word.form
            if joined not in self.beginnings:
                return
            for key in self.keys.get(joined, ()):
                if word.start >= 0 and self._is_meant(reading, words[:count], key):
                    yield key.of, reading.span(max(words[0].start, 0), word.end)

    def _is_meant(self, reading: Reading, words: list[_Word], key: _Key[T]) -> bool:
        first, last = words[0], words[-1]
        written = reading.folded[max(first.start, 0) : last.end]
        if not any(map(str.isalpha, written)) and first.start >= 0:
            return False  # bib numbers and times have the shape of words, but nobody reads them so
        if not key.latin and written.isascii():
            return False  # another alphabet's term, in nothing but Latin letters
        if len(words) == 1 or key.phrase or sum(len(word.form) for word in words) >= _JOINED_FREELY:
            return True
        return not re.search(r"\s", written) or all(word.end - word.start == 1 for word in words)


def forms_of_term(plain: str) -> tuple[str, ...]:
    """How the term can stand in a text: as the eye takes it in, and as it is where it is of another alphabet."""
    words = _WORD.findall(plain)
    shape = "".join(_shape(word) for word in words)
    return (shape,) if _LATIN.search(plain) else ("".join(words), shape)


def _words(reading: Reading) -> Iterator[_Word]:
    for found in _WORD.finditer(reading.folded):
        word = _DOUBLED.sub(r"\1", found[0]) if _STRETCHED.search(found[0]) else found[0]
        if _LATIN.search(word) or (not word.isascii() and reading.mostly_latin):
            word = _shape(word)
        yield _Word(word, found.start(), found.end())


def _tail(reading: Reading) -> str:
    """The end of what the author said last: a term may have been begun there."""
    if reading.depth or not reading.content.before:
        return ""
    return folded(" ".join(one[-_TAIL:] for one in reading.content.before)[-_TAIL:])


def _said_before(reading: Reading) -> Iterable[_Word]:
    words = _WORD.findall(_tail(reading))
    return [_Word(_shape(word) if _LATIN.search(word) else word, -1, 0) for word in words]


def _shape(word: str) -> str:
    return (word if word.isascii() else "".join(map(to_latin, word))).translate(LOOKS)
