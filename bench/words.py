"""The messages of the room test: about 120 bytes, each with when it was sent and its number, found by bytes alone.

Numbers are written in letters, so that no screening takes them for somebody's telephone. Neither a mark nor a stamp
holds a character with which a frame ends, which is what `bench.generator` builds on.
"""

from __future__ import annotations

import re
import time

MARK = b"roomtest"
STAMP = re.compile(rb"roomtest ([a-j]{16}) ([a-j]{8})")
_TO_LETTERS = bytes.maketrans(b"0123456789", b"abcdefghij")
_TO_DIGITS = bytes.maketrans(b"abcdefghij", b"0123456789")
_REST = b" See you all at the bridge at seven, we take the long way round the lake tonight."


def body(number: int) -> bytes:
    """Message `number`, stamped now."""
    now = time.monotonic_ns() // 1000
    return MARK + b" " + (b"%016d %08d" % (now, number)).translate(_TO_LETTERS) + _REST


def stamps(data: bytes) -> list[tuple[int, int]]:
    """Of each message in there: when it was sent (monotonic microseconds), and its number."""
    return [
        (int(sent.translate(_TO_DIGITS)), int(number.translate(_TO_DIGITS))) for sent, number in STAMP.findall(data)
    ]
