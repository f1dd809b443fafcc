"""Where everybody goes slowly (trust.md R28): what the page says of it above the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from messaging.access.standing import Opening
from messaging.page_words import slow_words
from moderation import policy


@dataclass(frozen=True, slots=True)
class Slowness:
    """`pace_s`: in so many seconds one message, 0 where it goes as it likes; `left`: until the reader's next one;
    `ends`: until all that is over."""

    pace_s: int = 0
    left: timedelta = timedelta()
    ends: timedelta = timedelta()

    @property
    def line(self) -> str:
        """In words; blank where it goes as it likes."""
        if not self.pace_s:
            return ""
        words, seconds = slow_words(), -(-self.left // timedelta(seconds=1))
        again = str(words["slow_left"]).replace("{time}", f"{seconds // 60}:{seconds % 60:02}")
        return f"{words[f'slow_{self.pace_s}']} {again}" if seconds else str(words[f"slow_{self.pace_s}"])

    def told(self) -> dict[str, int]:
        """For the web client, which counts down by its own clock."""
        one = timedelta(milliseconds=1)
        return {"pace_s": self.pace_s, "left_ms": -(-self.left // one), "ends_ms": self.ends // one}


def slow_here(opening: Opening) -> Slowness:
    """How slowly the room goes, and the reader in it."""
    room, now = opening.seat.room, timezone.now()
    if room.slow_s is None or room.slow_until is None or room.slow_until <= now:
        return Slowness()
    facts = policy.PostFacts(room.kind, True, "", None, now, spoke_at=opening.spoke_at, room_slow_s=room.slow_s)
    return Slowness(room.slow_s, policy.left_of_pace(facts), room.slow_until - now)
