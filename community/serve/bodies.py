"""How much of what people send in with requests a web process takes, of each and of all together. Neither server bounds
it, and daphne holds every body in memory until its request is answered.
"""

from __future__ import annotations

MB = 1024 * 1024
BODY_BYTES = 101 * MB  # of one: the photos that one person may bring in a day, and words
ALL_BYTES = 256 * MB  # of all that are under way
SMALL_BYTES = 1 * MB  # always taken: what is not photos or files is far below it
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_under_way = 0  # bytes beyond the small ones; each server takes in within one thread


class Body:
    """Of one request. `give_back` always: it may come twice."""

    __slots__ = ("held", "size")

    def __init__(self) -> None:
        self.size = self.held = 0

    def take(self, count: int) -> bytes | None:
        """So many bytes more. None: they are taken, else what is answered in their place."""
        global _under_way
        self.size += count
        if self.size > BODY_BYTES:
            return TOO_LARGE
        if self.size > SMALL_BYTES:
            if _under_way + self.size - self.held > ALL_BYTES:
                return TOO_MANY
            _under_way += self.size - self.held
            self.held = self.size
        return None

    def give_back(self) -> None:
        global _under_way
        _under_way -= self.held
        self.held = 0


def announced(length: int | None) -> bytes | None:
    """The same of a body whose length was told and of which nothing has come."""
    return TOO_LARGE if length is not None and length > BODY_BYTES else None
