"""The emoji under a message: how many, whether one's own is among them, and what the button is called. In the same
words as `static/messaging/reactions.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from community.lists import comma, listed
from messaging.page_words import and_last, and_more, you_too

QUICK = ("🧡", "👍", "😂", "👏", "🌅")  # at hand in a message's menu
NAMED = 3  # more than so many names make no good name of a button


@dataclass(frozen=True)
class Chip:
    """`label` is the name of its button: “👍 2, you and Ben”."""

    emoji: str
    count: int
    own: bool
    label: str


def chips(reactions: Sequence[Mapping[str, Any]], self_id: str, names: Mapping[str, str]) -> list[Chip]:
    """From `[{emoji, by}]` of a message; `names`: what those in the room are called, by profile."""
    return [
        Chip(one["emoji"], len(one["by"]), self_id in one["by"], _label(one["emoji"], one["by"], self_id, names))
        for one in reactions
    ]


def _label(emoji: str, by: Sequence[str], self_id: str, names: Mapping[str, str]) -> str:
    others = [names[one] for one in by if one != self_id and one in names]
    known = [you_too(), *others] if self_id in by else others
    named = known[: NAMED if len(known) == len(by) <= NAMED else NAMED - 1]
    head = f"{emoji} {len(by)}"
    return f"{head}{comma()}{_sentence(named, len(by) - len(named))}" if named else head


def _sentence(named: Sequence[str], more: int) -> str:
    if more:
        return and_more(more).replace("{names}", listed(named)).replace("{n}", str(more))
    if len(named) == 1:
        return named[0]
    return and_last().replace("{names}", listed(named[:-1])).replace("{last}", named[-1])
