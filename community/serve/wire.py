"""WebSocket frames, made once and written to many connections (RFC 6455, section 5.2). A server's frames are not
masked, so that the same bytes fit everybody."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_TEXT = 0x81  # FIN, and the opcode of text
_SHORT, _MEDIUM = 126, 1 << 16


def frame(text: bytes) -> bytes:
    """The frame that carries this UTF-8 text."""
    size = len(text)
    if size < _SHORT:
        return bytes((_TEXT, size)) + text
    if size < _MEDIUM:
        return struct.pack("!BBH", _TEXT, 126, size) + text
    return struct.pack("!BBQ", _TEXT, 127, size) + text


def texts_of(made: bytes) -> Iterator[bytes]:
    """What one or more frames of `frame` carry: for servers that make their own."""
    while made:
        head = {126: 4, 127: 10}.get(made[1], 2)
        end = head + (int.from_bytes(made[2:head]) if head > 2 else made[1])
        yield made[head:end]
        made = made[end:]
