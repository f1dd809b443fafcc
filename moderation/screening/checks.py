"""The rules of the house, as data: which kinds of text, what is looked for, what happens then, who is exempt."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from django.conf import settings
from django.utils import translation

from community.surface import Standing
from moderation.screening.content import Outcome, Span
from moderation.screening.cues import ASKING
from moderation.screening.links import KNOWN_DOMAINS, links
from moderation.screening.personal import personal
from moderation.screening.reading import Reading, shapes_of, skeleton

# Longest text by kind, in code points (realtime.md "Frames").
LENGTHS: Mapping[str, int] = MappingProxyType(
    {"message": 4000, "name": 40, "title": 120, "bio": 160, "note": 500, "plan": 1000}
)
# What people add to a brand's name to sound like it; a runner called Strider is none of them.
OFFICIAL_WORDS = (
    "admin", "brand", "care", "chat", "club", "community", "crew", "group", "help", "hq", "info", "international",
    "moderator", "news", "official", "offiziell", "global", "service", "shop", "staff", "store", "support", "team",
)  # fmt: skip
# What the pages themselves call somebody.
HOUSE_WORDS = ("Captain", "Former member", "Snug")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# In a name of one line, also what turns the reading direction of the words around it, or hides as tags.
_NAME_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


MOST_MENTIONS = 5
# Of the last five messages so many the same as this one: said often enough. Short ones are answers.
SAME_AGAIN, SAME_LENGTH = 3, 12
_MENTION = re.compile(r"(?<![\w.@])@[^\W_]\w*")


@dataclass(frozen=True, slots=True)
class Check:
    """`rule` is its stable name. `find` yields the spans it objects to. It is asked of `only` these standings; for
    `exempt` ones it means nothing, by what it is about and not by their rank (R23)."""

    rule: str
    outcome: Outcome
    find: Callable[[Reading], Iterable[Span]]
    exempt: frozenset[Standing] = frozenset()
    only: frozenset[Standing] = frozenset(Standing)


def too_long(reading: Reading) -> Iterator[Span]:
    most = LENGTHS[reading.content.kind]
    if len(reading.text) > most:
        yield most, len(reading.text)


def controls(reading: Reading) -> Iterable[Span]:
    return () if reading.text.isprintable() else (found.span() for found in _CONTROLS.finditer(reading.text))


def name_controls(reading: Reading) -> Iterator[Span]:
    return (found.span() for found in _NAME_CONTROLS.finditer(reading.text))


def brand_look_alike(reading: Reading) -> Iterator[Span]:
    """Words that together have the shape of a brand's name, alone or with something that sounds official (R8)."""
    for name in reading.content.brand_names:
        shape, forms = _shapes_of_brand(name)
        if not shape:
            continue
        words = reading.shapes
        for first in range(len(words)):
            joined = ""
            for last in range(first, len(words)):
                joined += words[last].text
                if joined in forms:
                    yield words[first].span[0], words[last].span[1]
                if len(joined) > len(shape) * 2 + _LONGEST_OFFICIAL:
                    break


def house_word(reading: Reading) -> Iterator[Span]:
    """A name that is nothing but one of the house's own words: it would read like a badge, or like nobody."""
    if "".join(word.text for word in reading.shapes) in _house():
        yield 0, len(reading.text)


def own_data(kind: str) -> Callable[[Reading], Iterable[Span]]:
    """What nothing says to be another's: its author's own to give, once they have said so (R26)."""

    def find(reading: Reading) -> Iterable[Span]:
        found = personal(reading)
        return [one.span for one in found if one.kind == kind and not one.others] if found else ()

    return find


def others_data(reading: Reading) -> Iterable[Span]:
    return [one.span for one in personal(reading) if one.others]


def asks_for_data(reading: Reading) -> Iterator[Span]:
    return (reading.span(*found.span()) for found in ASKING.finditer(reading.folded))


def unknown_link(reading: Reading) -> Iterator[Span]:
    """Off the list of where anybody may point (R20)."""
    known = KNOWN_DOMAINS | reading.content.rules.domains
    return (link.span for link in links(reading) if link.domain not in known)


def many_mentions(reading: Reading) -> Iterator[Span]:
    if reading.text.count("@") > MOST_MENTIONS:
        yield from (found.span() for found in list(_MENTION.finditer(reading.text))[MOST_MENTIONS:])


def same_again(reading: Reading) -> Iterator[Span]:
    before = reading.content.before
    if len(before) >= SAME_AGAIN and len(reading.text) >= SAME_LENGTH and before.count(reading.text) >= SAME_AGAIN:
        yield 0, len(reading.text)


@lru_cache(maxsize=1024)
def _shapes_of_brand(name: str) -> tuple[str, frozenset[str]]:
    shape = "".join(word.text for word in shapes_of(name))
    if not shape:
        return "", frozenset()
    return shape, frozenset({shape, *(shape + word for word in _OFFICIAL), *(word + shape for word in _OFFICIAL)})


@cache
def _house() -> frozenset[str]:
    """Those words in every language that the pages speak."""
    said = set(HOUSE_WORDS)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said |= {translation.gettext(word) for word in HOUSE_WORDS}
    return frozenset("".join(word.text for word in shapes_of(name)) for name in said)


_OFFICIAL = tuple(skeleton(word) for word in OFFICIAL_WORDS)
_LONGEST_OFFICIAL = max(map(len, _OFFICIAL))
_LENGTH = Check("length", Outcome.BLOCK, too_long)
_PLAIN = (_LENGTH, Check("controls", Outcome.BLOCK, controls))
_ONE_LINE = (_LENGTH, Check("controls", Outcome.BLOCK, name_controls))
# The brand's own people wear its name; everybody else's name is their own.
_BRAND_PEOPLE = frozenset({Standing.BRAND_LISTENING, Standing.BRAND_SPEAKING, Standing.BRAND_STEPPED_BACK})

_STAFF = _BRAND_PEOPLE | {Standing.MANAGER, Standing.VOICE}
_PERSONAL = (
    Check("asks_for_data", Outcome.BLOCK, asks_for_data, only=_STAFF),
    Check("others_data", Outcome.HOLD, others_data),
    *(Check(kind, Outcome.NUDGE, own_data(kind)) for kind in ("phone", "mail", "address", "iban", "card")),
)
_LINKS = (Check("new_member_link", Outcome.BLOCK, unknown_link, only=frozenset({Standing.NEW_MEMBER})),)
_SAID = (
    Check("same_again", Outcome.BLOCK, same_again),
    Check("many_mentions", Outcome.NUDGE, many_mentions),
)

CHECKS: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {
        "message": (*_PLAIN, *_LINKS, *_PERSONAL, *_SAID),
        "note": (*_PLAIN, *_LINKS, *_PERSONAL),
        "plan": (*_PLAIN, *_LINKS, *_PERSONAL),
        "bio": (*_ONE_LINE, *_LINKS, *_PERSONAL),
        "title": (*_ONE_LINE, *_LINKS, *_PERSONAL),
        "name": (
            *_ONE_LINE,
            Check("brand_look_alike", Outcome.BLOCK, brand_look_alike, exempt=_BRAND_PEOPLE),
            Check("house_word", Outcome.BLOCK, house_word),
            *_LINKS,
            *_PERSONAL,
        ),
    }
)


class House:
    """Its checks, sorted out once: which are asked of whose texts."""

    def __init__(self, checks: Mapping[str, Sequence[Check]]) -> None:
        self._asked = {
            kind: {standing: _severest_first(those, standing) for standing in Standing}
            for kind, those in checks.items()
        }

    def asks(self, kind: str, standing: Standing) -> tuple[Check, ...]:
        """Of such a text by such an author, the severest first: what one of them finds is the verdict."""
        return self._asked[kind][standing]


def _severest_first(checks: Sequence[Check], standing: Standing) -> tuple[Check, ...]:
    asked = [check for check in checks if standing in check.only and standing not in check.exempt]
    return tuple(sorted(asked, key=lambda check: -check.outcome.rank))


HOUSE = House(CHECKS)
