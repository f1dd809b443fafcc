"""The one gate that every user text passes before it is stored as visible or sent on (trust.md R21).

`screen` asks no database and knows no request: what it judges is all in `Content`. Rules are data: the house's
(`checks.HOUSE`) and the place's own (`Content.rules`). The highest outcome wins (R23) and its rule and spans are told
to the author (R24).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from moderation.screening.checks import HOUSE
from moderation.screening.content import Content, Hit, Outcome, Span, Verdict
from moderation.screening.links import without_tracking
from moderation.screening.reading import Reading
from moderation.screening.words import HOUSE_RULES, sentence

__all__ = ["HOUSE_RULES", "Content", "Outcome", "Verdict", "screen", "sentence"]

REDACTED = "•••"


def screen(content: Content) -> Verdict:
    """What is to happen with this text. The text must have passed `community.text.clean_text` already, so that spans
    (start, end in code points) are those of the text that its author sees."""
    reading = Reading(content)
    found = _by_the_house(reading)
    if found.rule != "length":  # what is far too long is not read
        found = _by_the_place(reading, found)
    return _without_tracking(found)


def _by_the_house(reading: Reading) -> Verdict:
    content = reading.content
    for check in HOUSE.asks(content.kind, content.standing):
        if check.outcome is Outcome.NUDGE and check.rule in content.confirmed:
            continue
        spans = tuple(check.find(reading))
        if spans:
            return Verdict(check.outcome, check.rule, spans, content.text)
    return Verdict(Outcome.ALLOW, None, (), content.text)


def _by_the_place(reading: Reading, found: Verdict) -> Verdict:
    hits = tuple(reading.content.rules.find(reading))
    if reading.content.after:
        hits += tuple(_ended_behind(reading.content, {hit.rule for hit in hits}))
    redacted: list[Span] = []
    for hit in hits:
        if hit.outcome is Outcome.NUDGE and hit.name in reading.content.confirmed:
            continue
        if hit.acts and hit.outcome is Outcome.REDACT:
            redacted.extend(hit.spans)
        if hit.acts and hit.outcome.rank > found.action.rank:
            found = found._replace(action=hit.outcome, rule=hit.name, spans=hit.spans)
    return found._replace(text=_redact(found.text, redacted), hits=tuple(hit.rule for hit in hits)) if hits else found


def _ended_behind(content: Content, found: Collection[UUID]) -> Iterator[Hit]:
    """What these words begin and the author's next ones end. Those stand already: the whole of these is met."""
    behind = content._replace(text=" ".join(content.after), before=(), after=())
    known = {hit.rule for hit in content.rules.find(Reading(behind))}.union(found)
    for hit in content.rules.find(Reading(behind._replace(before=(*content.before, content.text)))):
        if hit.rule not in known:
            yield replace(hit, spans=((0, len(content.text)),))


def _redact(text: str, spans: Sequence[Span]) -> str:
    """With a mark in the place of each span; those that overlap are one."""
    done, parts = 0, []
    for start, end in sorted(spans):
        if start >= done:
            parts += [text[done:start], REDACTED]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _without_tracking(found: Verdict) -> Verdict:
    """Links lose what tells on their readers, whatever else happens to the text (R27)."""
    text, spans = without_tracking(found.text)
    if not spans:
        return found
    if found.action is Outcome.ALLOW:
        return found._replace(action=Outcome.REDACT, rule="tracking", spans=spans, text=text)
    return found._replace(text=text)
