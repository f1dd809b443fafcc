"""What becomes of answers, and what must come of them then. For both sides: nothing of Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Going:
    """One answer. `wanted`: how many reminders must come of it. `address` is met in no other."""

    address: str
    wanted: int
    occurrence: str
    profile: str
    fate: str


# What becomes of an occurrence, or of one answer in it, after it was sown and before it is due; of each fate how many
# of a hundred. Those of `none` must come to nothing.
FATES = {"stands": 70, "late": 10, "moved": 6, "cancelled": 4, "over": 4, "declines": 3, "leaves": 3}
NONE = ("cancelled", "over", "declines", "leaves")
