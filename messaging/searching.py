"""Looking for words, for pages and API alike: what is asked is judged here, counted once for all doors, and what was
found says where in the words it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from community import cursor
from community.errors import Invalid
from community.models import Person
from community.text import clean_text
from messaging import bare, rates
from messaging.access.search import Hit, Wish, search
from messaging.realtime import limits

LENGTH = 200  # code points of what is looked for
TERMS = 10


@dataclass(frozen=True, slots=True)
class Where:
    """What narrows a search: a group's space, a room, the author's profile, from when and until before when."""

    space: UUID | None = None
    room: UUID | None = None
    author: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A message that was found, and where in its words (code points)."""

    hit: Hit
    spans: list[bare.Span]


@dataclass(frozen=True, slots=True)
class Found:
    """Newest first. `next`: where the next page begins, None at the end."""

    matches: list[Match]
    next: str | None


def look(person: Person, text: str, where: Where, limit: int, after: str | None = None) -> Found:
    """One page of what this person may read and holds all words of `text`; what stands in quotes, as it stands there.
    Raises `Invalid` and `TooLarge` (fields `q` and `cursor`), `RateLimited`, `TookTooLong`."""
    terms = terms_of(text)
    beyond = cursor.opened(after) if after is not None else None
    rates.take_of(limits.SEARCHES, person.pk)
    wish = Wish(terms, where.space, where.room, where.author, where.since, where.until, beyond)
    hits = search(person, wish, limit + 1)
    matches = [Match(hit, bare.places(hit.body, terms)) for hit in hits[:limit]]
    last = matches[-1].hit if len(hits) > limit else None
    return Found(matches, cursor.close(last.at, last.mid) if last else None)


def terms_of(text: str) -> list[str]:
    """Raises `Invalid` where nothing is left to look for, or where that is too much."""
    terms = bare.terms(clean_text(text, most=LENGTH, field="q"))
    if not terms:
        raise Invalid(_("Write a word to look for."), field="q")
    if len(terms) > TERMS:
        raise Invalid(_("Look for ten words at most."), field="q")
    return terms
