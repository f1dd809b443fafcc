"""Addresses of photos and files: for one person, for a quarter of an hour. An address alone opens nothing: whoever asks
must be that person, and what it shows must still be theirs to see (`access/media.py`), so it dies with the membership,
and when the message is deleted or goes out of sight (trust.md R2).
"""

from __future__ import annotations

import base64
import hmac
import time
from uuid import UUID

from community.tokens import keyed_mac

DOOR = "/api/v1/media"
LIVES_S = 15 * 60
_MAC = 16


def address(media: UUID, part: str, person: UUID, door: str = DOOR) -> tuple[str, int]:
    """The path, and until when it is good, in seconds since 1970. `door`: where it is asked for; each asks by itself
    who may come in."""
    made, until = ticket(media, part, person)
    return f"{door}/{media}/{part}/{made}", until


def ticket(media: UUID, part: str, person: UUID) -> tuple[str, int]:
    until = int(time.time()) + LIVES_S
    return f"{until:x}-{_mac(media, part, person, until)}", until


def is_good(media: UUID, part: str, person: UUID, ticket: str) -> bool:
    until, _dash, mac = ticket.partition("-")
    try:
        end = int(until, 16)
    except ValueError:
        return False
    fits = hmac.compare_digest(mac.encode("utf-8", "replace"), _mac(media, part, person, end).encode())
    return fits and time.time() < end


def _mac(media: UUID, part: str, person: UUID, until: int) -> str:
    mac = keyed_mac("media.address", media.bytes, part, person.bytes, str(until))[:_MAC]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
