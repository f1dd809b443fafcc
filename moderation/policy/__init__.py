"""The one policy: every surface asks here and nowhere else (trust.md "Where it lives")."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from community.errors import Words
from community.surface import Action, Standing
from moderation.policy.posting import (
    POLLED,
    PostFacts,
    left_of_pace,
    may_ask,
    may_call_crew,
    may_edit,
    may_hide,
    may_pin,
    may_post,
    may_react,
    may_vote,
)
from moderation.policy.share import others_first
from moderation.policy.table import INSIDERS, TABLE, Door, Row, State
from moderation.policy.words import ACTIONS, REFUSALS, STANDINGS, refusal

__all__ = [
    "INSIDERS",
    "POLLED",
    "REFUSALS",
    "STANDINGS",
    "TABLE",
    "Door",
    "PostFacts",
    "Row",
    "State",
    "Verdicts",
    "check",
    "left_of_pace",
    "may_ask",
    "may_call_crew",
    "may_edit",
    "may_hide",
    "may_pin",
    "may_post",
    "may_react",
    "may_vote",
    "others_first",
    "refusal",
    "require",
    "rows",
]

_NO_STATES: frozenset[State] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One line of "who can do what here": per standing None for allowed, else the refusal code."""

    action: Action
    words: Words
    door: Door
    by_standing: Mapping[Standing, str | None]


def check(action: Action, standings: Iterable[Standing], states: frozenset[State] = _NO_STATES) -> str | None:
    """None when one of the standings may, else the refusal code: an insider's before "not_found", which tells nobody
    anything (trust.md R1)."""
    row = TABLE[action]
    worst = "not_found"
    for standing in standings:
        answer = row.answer(standing, states)
        if answer is None:
            return None
        if answer != "not_found":
            worst = answer
    return worst


def require(action: Action, standings: Iterable[Standing], states: frozenset[State] = _NO_STATES) -> None:
    """Raises `NotFound`, `Unauthenticated` or `Forbidden` (with the refusal's code and words) unless allowed."""
    code = check(action, standings, states)
    if code is not None:
        raise refusal(code)


def rows(
    standings: Iterable[Standing],
    states: frozenset[State] = _NO_STATES,
    doors: frozenset[Door] = frozenset({Door.GROUP}),
) -> Iterator[Verdicts]:
    """The table for these columns, as pages and documents show it; `states` as they are where it is shown."""
    columns = list(standings)
    for action, row in TABLE.items():
        if row.door in doors:
            yield Verdicts(action, ACTIONS[action], row.door, {one: row.answer(one, states) for one in columns})
