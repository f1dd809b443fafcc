"""Held words at rest: encrypted under a key of their own each, derived from SECRET_KEY, as the sealed words are: a
copy of the database alone tells nothing. Read through `messaging/access/held.py` by their author and by who decides.
"""

from __future__ import annotations

from uuid import UUID

from community.seals import LOST, Seal, seal
from messaging.polling import Asked, joined, packed, unpacked

_BESIDE = "\0"  # what no words hold stands between them and the poll that they ask


def lock_up(pending: UUID, body: str, poll: Asked | None = None) -> bytes:
    """Of a poll the question and its options, one a line, as the rules have read them, and the poll itself beside."""
    if poll is not None:
        body = joined(body, poll.options) + _BESIDE + packed(body, poll)
    return _seal(pending).close(body.encode())


def read(pending: UUID, words: bytes | memoryview) -> str:
    """Empty once they are no longer kept; of what is lost it says so."""
    return str(LOST) if is_lost(pending, words) else _read(pending, words).partition(_BESIDE)[0]


def is_lost(pending: UUID, words: bytes | memoryview) -> bool:
    """Whether no key opens them any more: then they are not to be said."""
    return bool(words) and _seal(pending).open(words) is None


def read_poll(pending: UUID, words: bytes | memoryview) -> tuple[str, Asked] | None:
    """The question and what it asks; None of words that are no poll."""
    poll = _read(pending, words).partition(_BESIDE)[2]
    return unpacked(poll) if poll else None


def _read(pending: UUID, words: bytes | memoryview) -> str:
    return (_seal(pending).open(words) or b"").decode() if words else ""


def _seal(pending: UUID) -> Seal:
    return seal("held.words", pending.bytes)
