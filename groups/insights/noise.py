"""The blur over a count: how much one person can move it is hidden in it (trust.md R43).

Two-sided geometric noise with a scale of what one person may contribute (epsilon 1 per number and week), bounded, so
that "ten or more" holds for certain. It is drawn by a key of the installation from group, week and metric: who asks
again, restarts or restores gets the same and so cannot average it away.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from datetime import date
from functools import cache
from itertools import accumulate
from uuid import UUID

from community.tokens import keyed_mac

BOUND = 5  # times what one person may contribute


def blurred(count: int, *, group: UUID, week: date, metric: str, cap: int) -> int:
    """`count`, to which one person contributes at most `cap`, as it may be told; never below nought."""
    mac = keyed_mac("insights", group.bytes, week.isoformat(), metric)
    return max(0, count + drawn(int.from_bytes(mac[:7], "big") / 2**56, cap))


def drawn(chance: float, cap: int) -> int:
    """The noise for a number from 0 up to 1."""
    reach = BOUND * cap
    return min(bisect_left(_cumulated(cap), chance), 2 * reach) - reach


@cache
def weights(cap: int) -> list[float]:
    """How likely each noise from -BOUND·cap to BOUND·cap is."""
    reach = BOUND * cap
    raw = [math.exp(-abs(step) / cap) for step in range(-reach, reach + 1)]
    return [weight / sum(raw) for weight in raw]


@cache
def _cumulated(cap: int) -> list[float]:
    return list(accumulate(weights(cap)))
