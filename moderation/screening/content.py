"""What screening is asked and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from community.surface import Standing

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
class Content:
    """`kind`: message, name, title, bio, note or plan. `standing` is the author's; `brand_names` those that nobody may
    pose as where the text will stand."""

    kind: str
    text: str
    standing: Standing
    brand_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rule` and `spans` say why, `text` is what may be stored: other than what came only after `redact`."""

    action: Outcome
    rule: str | None
    spans: tuple[Span, ...]
    text: str
