"""How much of a conversation may be the brand's (trust.md R12): of the last fifty messages one in five, and never more
than two in a row. Pure: the write path brings what was said, the refusal says how long the others speak first.
"""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 50
ONE_IN = 5
IN_A_ROW = 2


def too_much(recent: Sequence[bool]) -> str | None:
    """The refusal code of one more message by the brand, or None. `recent`: the latest messages, the newest first,
    True where the brand spoke; deleted ones were said, too. In a room with fewer than fifty the same share counts."""
    if len(recent) >= IN_A_ROW and all(recent[:IN_A_ROW]):
        return "brand_in_a_row"
    window = [True, *recent[: WINDOW - 1]]
    return "brand_share" if sum(window) * ONE_IN > len(window) else None


def others_first(recent: Sequence[bool]) -> int:
    """How many messages by others there must be until the brand may speak; 0: now."""
    return next(n for n in range(WINDOW + 1) if too_much([*[False] * n, *recent]) is None)
