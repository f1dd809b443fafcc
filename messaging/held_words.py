"""Held words at rest: encrypted under a key of their own each, derived from SECRET_KEY, as the sealed words are: a
copy of the database alone tells nothing. Read through `messaging/access/held.py` by their author and by who decides.
"""

from __future__ import annotations

import base64
from uuid import UUID

from cryptography.fernet import Fernet

from community.tokens import keyed_mac
from messaging.polling import Asked, joined, packed, unpacked

_BESIDE = "\0"  # what no words hold stands between them and the poll that they ask


def lock_up(pending: UUID, body: str, poll: Asked | None = None) -> bytes:
    """Of a poll the question and its options, one a line, as the rules have read them, and the poll itself beside."""
    if poll is not None:
        body = joined(body, poll.options) + _BESIDE + packed(body, poll)
    return _fernet(pending).encrypt(body.encode())


def read(pending: UUID, words: bytes | memoryview) -> str:
    """Empty once they are no longer kept."""
    return _read(pending, words).partition(_BESIDE)[0]


def read_poll(pending: UUID, words: bytes | memoryview) -> tuple[str, Asked] | None:
    """The question and what it asks; None of words that are no poll."""
    poll = _read(pending, words).partition(_BESIDE)[2]
    return unpacked(poll) if poll else None


def _read(pending: UUID, words: bytes | memoryview) -> str:
    return _fernet(pending).decrypt(bytes(words)).decode() if words else ""


def _fernet(pending: UUID) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("held.words", pending.bytes)))
