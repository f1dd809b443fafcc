"""Drafts at rest: encrypted under a key of their own each, derived from SECRET_KEY, as held words are."""

from __future__ import annotations

from community.seals import Seal, seal


def lock_up(participant: int, body: str) -> bytes:
    return _seal(participant).close(body.encode()) if body else b""


def read(participant: int, words: bytes | memoryview) -> str:
    """Empty where nothing is being written, and where no key opens what was."""
    return (_seal(participant).open(words) or b"").decode() if words else ""


def _seal(participant: int) -> Seal:
    return seal("draft.words", str(participant))
