"""Drafts at rest: encrypted under a key of their own each, derived from SECRET_KEY, as held words are."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet

from community.tokens import keyed_mac


def lock_up(participant: int, body: str) -> bytes:
    return _fernet(participant).encrypt(body.encode()) if body else b""


def read(participant: int, words: bytes | memoryview) -> str:
    """Empty where nothing is being written."""
    return _fernet(participant).decrypt(bytes(words)).decode() if words else ""


def _fernet(participant: int) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("draft.words", str(participant))))
