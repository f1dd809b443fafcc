"""Just enough WebSocket to be a client: the request to begin with, and text frames whose mask is zero, hence free."""

from __future__ import annotations

import base64

UPGRADED = b"HTTP/1.1 101"
_KEY = base64.b64encode(b"a key of 16 byte").decode()


def upgrade(port: int, path: str, headers: dict[str, str] | None = None) -> bytes:
    """The request that opens a WebSocket, without any extension."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {_KEY}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def text(payload: bytes) -> bytes:
    """One text frame of a client."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes([0x80 | size]) + b"\0\0\0\0" + payload
    return b"\x81\xfe" + size.to_bytes(2, "big") + b"\0\0\0\0" + payload
