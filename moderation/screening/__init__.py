"""The one gate that every user text passes before it is stored as visible or sent on (trust.md R21).

`screen` asks no database and knows no request: what it judges is all in `Content`. Rules are data (`checks.CHECKS`);
the highest outcome wins (R23) and its rule and spans are told to the author (R24).
"""

from moderation.screening.checks import CHECKS
from moderation.screening.content import Content, Outcome, Verdict
from moderation.screening.reading import Reading
from moderation.screening.words import sentence

__all__ = ["Content", "Outcome", "Verdict", "screen", "sentence"]


def screen(content: Content) -> Verdict:
    """What is to happen with this text. The text must have passed `community.text.clean_text` already, so that spans
    (start, end in code points) are those of the text that its author sees."""
    found = Verdict(Outcome.ALLOW, None, (), content.text)
    reading = Reading(content)
    for check in CHECKS.get(content.kind, ()):
        if check.outcome.rank <= found.action.rank or content.standing in check.exempt:
            continue
        spans = tuple(check.find(reading))
        if spans:
            found = Verdict(check.outcome, check.rule, spans, content.text)
    return found
