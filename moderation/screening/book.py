"""The rules that a brand has made, ready for use: compiled once per process and version, asked by every text.

Which version is in force is read from the brand's row with whatever else is read of it, so that no process goes on by
old rules, and none asks for rules that have not changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import re2

from community.surface import Standing
from moderation.models import Rule
from moderation.screening.content import NO_RULES, Hit, Outcome, Rules, Span
from moderation.screening.links import links
from moderation.screening.reading import Reading
from moderation.screening.terms import Terms

PatternError = re2.error
PATTERN_MEMORY = 1 << 20  # bytes that a pattern may take; what needs more is refused
_NEW = frozenset({Standing.NEW_MEMBER})


@dataclass(frozen=True, slots=True)
class _Known:
    version: int
    everywhere: Rules
    by_space: Mapping[UUID, Rules]


_known: dict[UUID, _Known] = {}  # by brand


def rules_for(brand_id: UUID, version: int, space: UUID | None) -> Rules:
    """Those in force in a space of the brand: the brand's and the space's own. `version` is `Brand.rules_version` as it
    is now; another than last time has them read anew."""
    if not version:
        return NO_RULES  # never had any
    known = _known.get(brand_id)
    if known is None or known.version != version:
        _known[brand_id] = known = _load(brand_id, version)
    return known.by_space.get(space, known.everywhere) if space else known.everywhere


def compiled(pattern: str) -> Any:
    """Without regard to case. Raises `PatternError` for what the engine cannot run in linear time, or not in bounds."""
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = PATTERN_MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


class Book:
    """Some rules, compiled."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = [rule for rule in rules if rule.action != Outcome.ALLOW]
        allowed = (rule for rule in rules if rule.action == Outcome.ALLOW and rule.active)
        self.domains = frozenset(domain for rule in allowed for domain in rule.lines)
        self.terms: Terms[Rule] = Terms()
        self.patterns: list[tuple[Any, Rule]] = []
        self.links: dict[str, list[Rule]] = {}
        self.counts: list[tuple[int, Rule]] = []
        for rule in self.rules:
            self._take(rule)

    def _take(self, rule: Rule) -> None:
        match rule.condition:
            case Rule.Condition.TERMS:
                for term in rule.lines:
                    self.terms.add(term, rule)
            case Rule.Condition.PATTERN:
                self.patterns.append((compiled(rule.value), rule))
            case Rule.Condition.LINKS:
                for domain in rule.lines:
                    self.links.setdefault(domain, []).append(rule)
            case Rule.Condition.MENTIONS:
                self.counts.append((int(rule.value), rule))

    def find(self, reading: Reading) -> Iterator[Hit]:
        """The rules that find something, each once, by its first version's age."""
        found: dict[UUID, tuple[Rule, list[Span]]] = {}
        for rule, span in self._spans(reading):
            if rule.audience == Rule.Audience.ALL or reading.content.standing in _NEW:
                found.setdefault(rule.pk, (rule, []))[1].append(span)
        for rule, spans in found.values():
            yield Hit(rule.pk, rule.name, Outcome(rule.action), rule.active, tuple(sorted(set(spans))))

    def _spans(self, reading: Reading) -> Iterator[tuple[Rule, Span]]:
        yield from self.terms.find(reading)
        for pattern, rule in self.patterns:
            yield from ((rule, span) for span in _of_pattern(pattern, reading))
        if self.links:
            for link in links(reading):
                for rule in (*self.links.get(link.domain, ()), *self.links.get("*", ())):
                    yield rule, link.span
        for most, rule in self.counts:
            if reading.text.count("@") > most:
                yield rule, (0, len(reading.text))


def _of_pattern(pattern: Any, reading: Reading) -> Iterator[Span]:
    """In the raw text, in its canonical form, behind what was said before, and in codes."""
    for found in pattern.finditer(reading.text):
        yield found.span()
    canonical = reading.canonical
    if canonical != reading.text:
        for found in pattern.finditer(canonical):
            if found.end() > found.start():
                yield reading.canonical_span(*found.span())
    if reading.content.before and not reading.depth:
        before = " ".join(reading.content.before)[-_TAIL:] + " "
        for found in pattern.finditer(before + canonical):
            if found.start() < len(before) < found.end():
                yield 0, reading.canonical_span(0, found.end() - len(before))[1]
    for inner, span in reading.inner:
        yield from (span for _ in _of_pattern(pattern, inner))


_TAIL = 200  # characters of what was said before


def _load(brand_id: UUID, version: int) -> _Known:
    rules = list(Rule.objects.filter(brand=brand_id, retired_at=None).order_by("created_at", "pk"))
    everywhere = [rule for rule in rules if rule.space is None]
    spaces = {rule.space for rule in rules if rule.space is not None}
    own = {space: Book([*everywhere, *(rule for rule in rules if rule.space == space)]) for space in spaces}
    return _Known(version, Book(everywhere), own)
