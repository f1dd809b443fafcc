"""A WebSocket client that does what no library would: frames byte by byte, and as many as one likes (RFC 6455)."""

from __future__ import annotations

import base64
import os
import socket
import struct
from typing import Self

TEXT, BINARY, CONT, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True) -> bytes:
    """A client's frame; its mask is zero, so that the payload stands as it is."""
    size = len(payload)
    mask = b"\0\0\0\0" if masked else b""
    bit = 0x80 if masked else 0
    first = opcode | (0x80 if fin else 0)
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + mask + payload


class Raw:
    """One connection, blocking."""

    def __init__(self, port: int, ticket: str, *, path: str = "/ws/v1/", extra: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: snug.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: snug.v1\r\n"
            f"Authorization: Bearer {ticket}\r\n{extra}\r\n".encode()
        )
        self.data, self.taken = b"", 0
        while b"\r\n\r\n" not in self.data:
            self.data += self._more()
        head, self.data = self.data.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])
        self.head = head.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def frame(self) -> tuple[int, bytes] | None:
        """Opcode and payload of the next frame; None at the end of the connection."""
        if not self._hold(2):
            return None
        opcode, size = self.data[0] & 15, self.data[1]
        start = {126: 4, 127: 10}.get(size, 2)
        if not self._hold(start):
            return None
        if size > 125:
            size = int.from_bytes(self.data[2:start], "big")
        if not self._hold(start + size):
            return None
        payload, self.data = self.data[start : start + size], self.data[start + size :]
        return opcode, payload

    def until(self, opcode: int, within: bytes = b"") -> bytes:
        """The payload of the next frame of this kind that holds these bytes."""
        while (got := self.frame()) is not None:
            if got[0] == opcode and within in got[1]:
                return got[1]
        raise AssertionError(f"the connection ended before a frame {opcode} with {within!r}")

    def close_code(self) -> int:
        """Reads on to the close frame; its code."""
        return int.from_bytes(self.until(CLOSE)[:2], "big")

    def close_code_or_end(self) -> int | None:
        """The same, but None where the connection was cut before we could read why."""
        try:
            return self.close_code()
        except AssertionError:
            return None

    def _hold(self, count: int) -> bool:
        while len(self.data) < count:
            more = self._more()
            if not more:
                return False
            self.data += more
        return True

    def _more(self) -> bytes:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionError:
            return b""
        self.taken += len(more)
        return more
