"""What both directions share: how names and messages go over the wire; what happens when Redis is away."""

import time
from collections.abc import Mapping
from typing import Any

import orjson

TIMEOUT_S = 0.25
REST_S = 2.0


PREFIX = "snug:"
Said = bytes | Mapping[str, Any]  # a mapping travels as JSON


def wire(message: tuple[str, Said]) -> tuple[str, bytes]:
    name, data = message
    return PREFIX + name, data if isinstance(data, bytes) else orjson.dumps(data)


class Away(Exception):
    """Redis did not answer in time, or is being left alone after it did not."""


class Breaker:
    """Open for a while after a failure, so that nobody waits for what is known to be away."""

    def __init__(self) -> None:
        self.until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.until

    def trip(self) -> None:
        self.until = time.monotonic() + REST_S
