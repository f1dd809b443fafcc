"""What screening is asked and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

from community.surface import Standing

if TYPE_CHECKING:
    from moderation.screening.reading import Reading

Span = tuple[int, int]  # start, end; code points of the raw text


class Outcome(StrEnum):
    """In rising order (trust.md R23)."""

    ALLOW = "allow"
    NUDGE = "nudge"  # passes once its author confirms
    REDACT = "redact"  # passes with other text
    HOLD = "hold"  # waits for somebody's decision
    BLOCK = "block"

    @property
    def rank(self) -> int:
        return _ORDER[self]


_ORDER = {outcome: rank for rank, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule of the place that finds something. One that only observes counts it and does nothing else."""

    rule: UUID
    name: str
    outcome: Outcome
    acts: bool
    spans: tuple[Span, ...]


class Rules(Protocol):
    """The rules of one place, ready to be used (`moderation.screening.book`)."""

    domains: frozenset[str]  # which newcomers may link to, too

    def find(self, reading: Reading) -> Iterator[Hit]: ...


class _NoRules:
    domains: frozenset[str] = frozenset()

    def find(self, reading: Reading) -> Iterator[Hit]:
        return iter(())


NO_RULES: Rules = _NoRules()


class Content(NamedTuple):
    """`kind`: message, name, title, bio, note or plan. `standing` is the author's; `brand_names` those that nobody may
    pose as where the text will stand. `region`: the country whose telephone numbers need no prefix here ("DE"; "" where
    none is known). `before`: the author's last messages in the room, oldest first; `after`: of words that are changed,
    the next ones. `rules`: those of the place. `confirmed`: the nudges that the author has said yes to."""

    kind: str
    text: str
    standing: Standing
    brand_names: tuple[str, ...]
    region: str = ""
    before: tuple[str, ...] = ()
    rules: Rules = NO_RULES
    after: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """`rule` and `spans` say why, `text` is what may be stored: other than what came after `redact`, and where links
    told on their readers. `hits`: the place's rules that found something, observing ones too, to be counted."""

    action: Outcome
    rule: str | None
    spans: tuple[Span, ...]
    text: str
    hits: tuple[UUID, ...] = ()
