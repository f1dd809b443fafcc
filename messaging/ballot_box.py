"""The box of a secret poll: how many chose what, and nothing else, under a key of the poll's own that is derived from
SECRET_KEY. Two copies of the database from before and after one ballot therefore do not tell what it said. Each time
everything in it is written anew, in the same length, and without the moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from community.seals import Seal, seal

_DIGITS = 5  # of each number, so that a box is as long as the one before it


def empty(poll: UUID, options: int) -> bytes:
    return _sealed(poll, [0] * options)


def put(poll: UUID, box: bytes, ballots: Iterable[Sequence[int]]) -> bytes:
    """The box with these ballots in it; each names places of options. The box is known to open."""
    counts = read(poll, box)
    assert counts is not None
    for choices in ballots:
        for place in choices:
            counts[place] += 1
    return _sealed(poll, counts)


def read(poll: UUID, box: bytes) -> list[int] | None:
    """How many chose each option; None where no key opens it any more. Whoever asks has looked whether the poll is
    over, and whether enough voted."""
    opened = _seal(poll).open(box)
    return [int(number) for number in opened.split(b" ")] if opened is not None else None


def _sealed(poll: UUID, counts: Sequence[int]) -> bytes:
    plain = b" ".join(b"%0*d" % (_DIGITS, count) for count in counts)
    return _seal(poll).close_without_time(plain)


def _seal(poll: UUID) -> Seal:
    return seal("poll.box", poll.bytes)
