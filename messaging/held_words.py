"""Held words at rest: encrypted under a key of their own each, derived from SECRET_KEY, as the sealed words are: a
copy of the database alone tells nothing. Read through `messaging/access/held.py` by their author and by who decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from community.seals import LOST, Seal, seal
from messaging.naming import Named
from messaging.polling import Asked, joined, packed, unpacked

_BESIDE = "\0"  # what no words hold stands between them, the poll that they ask, and whom they named


def lock_up(pending: UUID, body: str, poll: Asked | None = None, named: Iterable[Named] = ()) -> bytes:
    """Of a poll the question and its options, one a line, as the rules have read them, and the poll itself beside."""
    words, asked = (body, "") if poll is None else (joined(body, poll.options), packed(body, poll))
    marks = [(str(one.profile), one.start, one.end) for one in named if one.profile is not None]
    return _seal(pending).close(_BESIDE.join((words, asked, json.dumps(marks))).encode())


def read(pending: UUID, words: bytes | memoryview) -> str:
    """Empty once they are no longer kept; of what is lost it says so."""
    return str(LOST) if is_lost(pending, words) else _read(pending, words)[0]


def is_lost(pending: UUID, words: bytes | memoryview) -> bool:
    """Whether no key opens them any more: then they are not to be said."""
    return bool(words) and _seal(pending).open(words) is None


def read_poll(pending: UUID, words: bytes | memoryview) -> tuple[str, Asked] | None:
    """The question and what it asks; None of words that are no poll."""
    poll = _read(pending, words)[1]
    return unpacked(poll) if poll else None


def read_named(pending: UUID, words: bytes | memoryview) -> list[tuple[str, int, int]]:
    """Profile, start and end of each whom they named when they were written."""
    marks = _read(pending, words)[2]
    return [(who, start, end) for who, start, end in json.loads(marks)] if marks else []


def _read(pending: UUID, words: bytes | memoryview) -> tuple[str, str, str]:
    """What was locked up before whom they named was kept has fewer parts."""
    opened = (_seal(pending).open(words) or b"") if words else b""
    said, asked, marks, *_more = (*opened.decode().split(_BESIDE), "", "")
    return said, asked, marks


def _seal(pending: UUID) -> Seal:
    return seal("held.words", pending.bytes)
