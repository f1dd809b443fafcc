"""What every channel is: something that takes messages to a provider and says, for each, how that ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from community.models import Dispatch, Person
from community.notifications.kinds import Kind, Said


class Outcome(Enum):
    """`SENT`: the provider has taken it. `LATER`: certainly not, try again. `NEVER`: refused for good. `UNSURE`: nobody
    knows (it hung after all was handed over). `NOWHERE`: there is no way to this person by this channel any more."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    UNSURE = "unsure"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One dispatch with its words, spoken in `language` already; `person` is None for a bare address."""

    dispatch: Dispatch
    kind: Kind
    said: Said
    person: Person | None
    language: str


class Carrier(Protocol):
    """Called outside of any transaction. The dispatch's id is the key by which a provider or device tells a second
    delivery from a first: a mail's Message-ID, a push's topic and tag."""

    def carry(self, parcels: Sequence[Parcel], ends: float) -> Iterator[tuple[Dispatch, Outcome]]:
        """Says of each how it ended as soon as that is known, in any order: it is noted. Begins none after `ends` on
        the monotonic clock, and says nothing of those. Raises nothing."""
