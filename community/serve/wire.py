"""WebSocket frames, made once and written to many connections (RFC 6455, section 5.2). A server's frames are not
masked, so that the same bytes fit everybody."""

from __future__ import annotations

import struct

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


def text_of(made: bytes) -> bytes:
    """What a frame of `frame` carries: for servers that make their own."""
    return made[{126: 4, 127: 10}.get(made[1], 2) :]
