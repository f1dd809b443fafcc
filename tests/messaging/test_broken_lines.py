"""What was said before a connection broke is done, on both servers, whether it broke with a close or without one."""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import sys
import termios
import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from messaging.actions import messages, tickets
from tests.messaging.raw import PING, TEXT, Raw, frame
from tests.messaging.rooms import Space
from tests.messaging.servers import WebProcess
from tests.messaging.test_wire import greeted, pair, web

__all__ = ["pair", "web"]
pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 10.0
RESET = struct.pack("ii", 1, 0)  # lingers for no time: the other side is told that it is broken, not that it is over


def arrived(raw: Raw) -> None:
    """All that was sent lies at the server, read by it or not: what never left is nobody's to keep."""
    ends = time.monotonic() + PATIENCE_S
    while int.from_bytes(fcntl.ioctl(raw.socket, termios.TIOCOUTQ, bytes(4)), sys.byteorder):
        assert time.monotonic() < ends, "it did not arrive"


def reset(raw: Raw) -> None:
    """The device is off, or its network gives up."""
    arrived(raw)
    raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    raw.socket.close()


def half_closed(raw: Raw) -> None:
    """Nothing more is said; the other half stays open until the server ends it."""
    raw.socket.shutdown(socket.SHUT_WR)
    while raw.frame() is not None:
        pass


def gone(raw: Raw) -> None:
    """A process that ends, with what it has not read: the system says so for it."""
    arrived(raw)
    raw.socket.close()


WAYS = [reset, half_closed, gone]


def a_phone(web: WebProcess, space: Space) -> Raw:
    raw = greeted(Raw(web.port, tickets.issue(space.people[1], "")))
    raw.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as browsers do
    return raw


def reads(space: Space, seq: int) -> bytes:
    return frame(TEXT, json.dumps({"op": "read", "room": str(space.talk.pk), "seq": seq}).encode())


def said(space: Space) -> list[int]:
    return [messages.send(space.people[2], space.talk.pk, uuid4(), f"Word {n}").seq for n in range(4)]


def until_read(space: Space, seq: int) -> None:
    ends = time.monotonic() + PATIENCE_S
    while (now := space.seat(space.people[1]).read_seq) != seq:
        assert time.monotonic() < ends, f"read up to {now} instead of {seq}"


@pytest.mark.parametrize("breaks", WAYS)
@pytest.mark.parametrize("before", [0, 1])
def test_what_was_read_before_a_line_broke_is_read(
    web: WebProcess, space: Space, breaks: Callable[[Raw], None], before: int
) -> None:
    """`before`: so many readings are on their way already, so that the last one waits for its turn."""
    seqs = said(space)
    raw = a_phone(web, space)
    for seq in seqs[:before]:
        raw.send(reads(space, seq))
        until_read(space, seq)
    raw.send(reads(space, seqs[-1]))
    breaks(raw)
    until_read(space, seqs[-1])


@pytest.mark.parametrize("breaks", WAYS)
@pytest.mark.parametrize("many", [600, 2500])
def test_the_last_of_much_that_was_said_at_once_is_read(
    web: WebProcess, space: Space, breaks: Callable[[Raw], None], many: int
) -> None:
    """Behind more than the server takes in one piece, and behind what it answers in vain while the line breaks."""
    seqs = said(space)
    raw = a_phone(web, space)
    before = [frame(PING, b"x" * 100) + reads(space, seqs[n % 3]) for n in range(many)]
    raw.send(b"".join(before) + reads(space, seqs[-1]))
    breaks(raw)
    until_read(space, seqs[-1])
