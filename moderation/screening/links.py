"""Web addresses in a text: whose they really are, and what in them tells on who opens them (trust.md R20, R27)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from moderation.screening.content import Span
from moderation.screening.reading import Reading, folded

# Where anybody may point, from the first day: maps, encyclopedias, routes.
KNOWN_DOMAINS = frozenset(
    {"openstreetmap.org", "osm.org", "wikipedia.org", "wikimedia.org", "komoot.com", "strava.com", "bikemap.net"}
)
# An address with or without its scheme, whatever its dots are dressed as.
_DOT = r"(?:\.|\s?[\[({]\s?(?:\.|dot|punkt)\s?[\])}]\s?|\sdot\s)"
_LINK = re.compile(
    rf"(?:h(?:tt|xx)ps?://|www\.)[^\s<>\"]+|(?<![\w@.])(?:[^\W_][\w-]*{_DOT})+[^\W\d_]{{2,}}(?:[/:?#]\S*)?"
)
# Where another may begin within one: pages end and begin them by the raw text, of which folding leaves less.
_BEGINS = re.compile(r"h(?:tt|xx)ps?://|www\.")
_HOST_LENGTH = 300  # that is as far as a host reaches, and more than one may have
# At these a page ends an address; folding leaves nothing of them, and what stands behind would be read as its host.
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = frozenset(("Cc", "Cf"))
_MAYBE = re.compile(rf"://|www\.|[^\W_]{_DOT}[^\W\d_]{{2}}")
_SPELLED_DOTS = ("dot", "punkt")
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid?|mc_[ce]id|_hsenc|_hsmi"
    r"|mkt_tok|vero_id|oly_\w+_id|s_cid|srsltid|ref_src|ref_url|si)\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|(?<![\w@./:-])www\.)[^\s<>\"]+", re.IGNORECASE)  # pages link both

_AFTER = ".,;:!?'“”‘’«»…)]}"


class Link(NamedTuple):
    """`domain`: what one can register, such as "example.co.uk"; the host itself where no registry is known."""

    domain: str
    span: Span


def possible(text: str) -> bool:
    """Quickly: whether there may be one."""
    return _may_hold_one(folded(text))


def _may_hold_one(text: str) -> bool:
    """Of a folded text. Most have no dot but their last, and are told apart without a look at each character."""
    if "." not in text[:-2] and "://" not in text and not any(map(text.__contains__, _SPELLED_DOTS)):
        return False
    return _MAYBE.search(text) is not None


def links(reading: Reading) -> Iterator[Link]:
    """Those of the text and of what it holds in codes."""
    text = reading.folded
    if _may_hold_one(text):
        for found in _LINK.finditer(text):
            start, end = reading.span(*found.span())
            for domain in dict.fromkeys((*_domains_of(found[0]), *_domains_as_named(reading.text[start:end]))):
                yield Link(domain, (start, end))
    if _TURNS.search(reading.text):
        apart = reading.content._replace(text=_TURNS.sub(" ", reading.text))
        yield from links(Reading(apart, reading.depth))
    for inner, span in reading.inner:
        yield from (Link(link.domain, span) for link in links(inner))


def registrable(host: str) -> str | None:
    """The part of a host that somebody has registered; None where nobody can."""
    found: str | None = _suffixes().privatesuffix(host.rstrip(".").lower(), accept_unknown=False)
    return found


def without_tracking(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text with addresses that say nothing of who passed them on, and where those stood."""
    if "?" not in text or not ("://" in text or "www." in text.lower()):
        return text, ()
    spans: list[Span] = []

    def cleaned(found: re.Match[str]) -> str:
        address = _clean(found[0])
        if address != found[0]:
            spans.append(found.span())
        return address

    return _ADDRESS.sub(cleaned, text), tuple(spans)


def _clean(address: str) -> str:
    """The sentence's own stop or bracket after it stays."""
    whole = address.rstrip(_AFTER)
    head, mark, rest = whole.partition("?")
    query, hash_mark, fragment = rest.partition("#")
    kept = "&".join(one for one in query.split("&") if not _TRACKING.match(one.partition("=")[0]))
    if kept == query:
        return address
    return head + (mark if kept else "") + kept + hash_mark + fragment + address[len(whole) :]


def _domains_as_named(raw: str) -> Iterator[str]:
    """As the name system has them, with their accents: wikipédia.org is not Wikipedia's."""
    if not raw.isascii():
        seen = "".join(one for one in raw if unicodedata.category(one) not in _UNSEEN)
        yield from _domains_of(unicodedata.normalize("NFKC", seen).lower())


def _domains_of(written: str) -> Iterator[str]:
    """Its own, and those of addresses that stand in it: behind its bracket, as what it leads on to."""
    own = _domain_of(written)
    if own:
        yield own
    for found in _BEGINS.finditer(written, 1):
        inner = _domain_of(written[found.start() : found.start() + _HOST_LENGTH])
        if inner and inner != own:
            yield inner


def _domain_of(written: str) -> str | None:
    schemed = written.startswith(("http", "hxxp"))
    plain = re.sub(_DOT, ".", written, flags=re.IGNORECASE)
    try:
        host = urlsplit(plain if schemed else f"http://{plain}").hostname
    except ValueError:
        return written  # no address at all, but it wants to look like one
    if not host or "." not in host:
        return None
    return registrable(host) or (host if schemed or written.startswith("www.") else None)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
