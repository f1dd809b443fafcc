"""How far a captain's call to the whole crew goes, before it is made."""

from __future__ import annotations

from typing import NamedTuple

from community import prepared
from messaging.access.rooms import Seat
from messaging.models.naming import CALLS_A_DAY

# Whom somebody has blocked, or who has blocked them, counts like everybody: a number must not tell (trust.md R39).
_REACH = """
SELECT (SELECT count(*) FROM messaging_participant o WHERE o.room_id = p.room_id AND o.active AND o.id <> p.id),
       (SELECT count(*) FROM messaging_crewcall c WHERE c.profile_id = p.profile_id AND c.until > now())
FROM messaging_participant p WHERE p.id = %s
"""


class Reach(NamedTuple):
    people: int
    left: int


def reach_of(seat: Seat) -> Reach:
    people, called = prepared.rows(_REACH, [seat.participant.pk])[0]
    return Reach(people, calls_left(called))


def calls_left(called: int) -> int:
    """In these 24 hours, of who has called so often in them."""
    return max(0, CALLS_A_DAY - called)
