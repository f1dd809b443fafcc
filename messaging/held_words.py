"""Held words at rest: encrypted under a key of their own each, derived from SECRET_KEY, as the sealed words are: a
copy of the database alone tells nothing. Read through `messaging/access/held.py` by their author and by who decides.
"""

from __future__ import annotations

import base64
from uuid import UUID

from cryptography.fernet import Fernet

from community.tokens import keyed_mac


def lock_up(pending: UUID, body: str) -> bytes:
    return _fernet(pending).encrypt(body.encode())


def read(pending: UUID, words: bytes | memoryview) -> str:
    """Empty once they are no longer kept."""
    return _fernet(pending).decrypt(bytes(words)).decode() if words else ""


def _fernet(pending: UUID) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("held.words", pending.bytes)))
