"""The box of a secret poll: how many chose what, and nothing else, under a key of the poll's own that is derived from
SECRET_KEY. Two copies of the database from before and after one ballot therefore do not tell what it said. Each time
everything in it is written anew, in the same length, and without the moment.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from uuid import UUID

from cryptography.fernet import Fernet

from community.tokens import keyed_mac

_DIGITS = 5  # of each number, so that a box is as long as the one before it
_NO_MOMENT = 0  # a token says when it was made


def empty(poll: UUID, options: int) -> bytes:
    return _sealed(poll, [0] * options)


def put(poll: UUID, box: bytes, ballots: Iterable[Sequence[int]]) -> bytes:
    """The box with these ballots in it; each names places of options."""
    counts = read(poll, box)
    for choices in ballots:
        for place in choices:
            counts[place] += 1
    return _sealed(poll, counts)


def read(poll: UUID, box: bytes) -> list[int]:
    """How many chose each option. Whoever asks has looked whether the poll is over, and whether enough voted."""
    return [int(number) for number in _fernet(poll).decrypt(bytes(box)).split(b" ")]


def _sealed(poll: UUID, counts: Sequence[int]) -> bytes:
    plain = b" ".join(b"%0*d" % (_DIGITS, count) for count in counts)
    return _fernet(poll).encrypt_at_time(plain, _NO_MOMENT)


def _fernet(poll: UUID) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("poll.box", poll.bytes)))
