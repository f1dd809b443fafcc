"""One encrypted push to one address: connects only where it was judged safe, follows nothing, waits for nobody long.

The standard library's connection is used on purpose: common clients resolve names again, obey proxy variables and
follow redirects, and each of these would undo the judgement of `community.endpoints`.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from community.endpoints import Way

CONNECT_S = 5.0
READ_S = 10.0
MOST_ADDRESSES = 3
WHOLE_S = 20.0  # of one push once connected, against an answer that comes in drops


@dataclass(frozen=True, slots=True)
class Answer:
    """What the push service said. `rest_s`: for how long it asks to be left alone."""

    status: int
    rest_s: float


class NotHandedOver(Exception):
    """It has certainly not been taken: there was no connection, or it broke before all was sent."""


class NoAnswer(Exception):
    """All was sent; whether it was taken nobody knows."""


def post(way: Way, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Raises `NotHandedOver`, `NoAnswer`."""
    with contextlib.closing(_connected(way)) as channel, _ending(channel):
        connection = http.client.HTTPConnection(way.host, way.port)
        connection.sock = channel
        try:
            if isinstance(channel, ssl.SSLSocket):
                channel.do_handshake()  # here it is found out whether the certificate is theirs
            connection.request("POST", way.target, body, {"Host": way.origin.partition("//")[2], **headers})
        except OSError:
            raise NotHandedOver
        try:
            channel.settimeout(READ_S)
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException):
            raise NoAnswer
        return Answer(answer.status, _rest(answer.getheader("Retry-After", "")))


@functools.cache
def _trust() -> ssl.SSLContext:
    """Certificates are checked against those that this machine trusts (SSL_CERT_FILE names others)."""
    return ssl.create_default_context()


def _connected(way: Way) -> socket.socket:
    """The first address that answers; nothing has been said to it yet."""
    for address in way.addresses[:MOST_ADDRESSES]:
        try:
            plain = socket.create_connection((address, way.port), CONNECT_S)
        except OSError:
            continue
        if way.scheme == "http":
            return plain
        try:
            return _trust().wrap_socket(plain, server_hostname=way.host, do_handshake_on_connect=False)
        except (OSError, ValueError):  # a host that no certificate could name
            plain.close()
            raise NotHandedOver
    raise NotHandedOver


@contextlib.contextmanager
def _ending(channel: socket.socket) -> Iterator[None]:
    """Each read may take its time-out; a service that sends a letter now and then would hold a thread for ever."""

    def end() -> None:
        with contextlib.suppress(OSError):
            # Of the plain socket, also where it is wrapped: another thread is just reading there.
            socket.socket.shutdown(channel, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_S, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _rest(said: str) -> float:
    """Seconds, from `Retry-After` in either of its forms; 0 without a sensible one."""
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
