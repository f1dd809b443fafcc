"""How notifications fared, in counts alone: for who looks after the installation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import Now

from community.errors import Words
from community.models import Dispatch
from community.notifications.kinds import kind_of

SINCE = timedelta(days=30)
State = Dispatch.State
# First what somebody may have to look into.
STATES = (
    State.UNKNOWN,
    State.FAILED,
    State.SENT,
    State.EXPIRED,
    State.CANCELLED,
    State.PENDING,
    State.CLAIMED,
    State.SENDING,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind; a count for each of `STATES`."""

    kind: Words
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Figures:
    """`unknown`: handed over, and nobody knows whether it arrived: the one window that SMTP leaves. `failed`: refused
    by a provider."""

    unknown: int
    failed: int
    lines: list[Line]


def figures() -> Figures:
    """Of the last thirty days; kinds with something to look into come first, then those with most."""
    by_kind: dict[str, Counter[str]] = {}
    rows = Dispatch.objects.filter(created_at__gt=Now() - SINCE).values_list("kind", "state")
    for kind, state, number in rows.annotate(number=Count("pk")):
        by_kind.setdefault(kind, Counter())[state] = number
    ordered = sorted(by_kind.items(), key=lambda found: (-_troubles(found[1]), -found[1].total(), found[0]))
    total = sum(by_kind.values(), Counter())
    lines = [Line(_name(kind), [counts[state] for state in STATES]) for kind, counts in ordered]
    return Figures(total[State.UNKNOWN], total[State.FAILED], lines)


def _troubles(counts: Counter[str]) -> int:
    return counts[State.UNKNOWN] + counts[State.FAILED]


def _name(kind: str) -> Words:
    known = kind_of(kind)
    return known.label if known else kind
