"""What people send in with requests has an end, on both servers, and in all together."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.serve import bodies
from community.serve.bodies import BODY_BYTES, MB, SMALL_BYTES, TOO_LARGE, TOO_MANY, Body
from tests.messaging.servers import WebProcess, start_web, wait_for

PIECE = bytes(MB)
CHUNKED = b"POST /healthz/ HTTP/1.1\r\nHost: snug.test\r\nTransfer-Encoding: chunked\r\n\r\n"
pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    directory: Path = tmp_path_factory.mktemp("bodies")
    started = start_web(directory, server=request.param)
    yield wait_for(started)
    started.stop()


def answer_to(web: WebProcess, head: bytes, pieces: int = 0) -> bytes:
    """The first line; empty where the connection was cut before it could be read."""
    with socket.create_connection(("127.0.0.1", web.port), 20) as line:
        try:
            line.sendall(head)
            for _ in range(pieces):
                line.sendall(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
            if pieces:
                line.sendall(b"0\r\n\r\n")
            return line.recv(1000).split(b"\r\n", 1)[0]
        except ConnectionError:
            return b""


def test_nobody_sends_in_without_end(web: WebProcess) -> None:
    assert b" 4" in answer_to(web, CHUNKED, 3)  # read to its end, and answered by the page
    before = web.rss()
    with socket.create_connection(("127.0.0.1", web.port), 20) as line:
        line.sendall(CHUNKED)
        with pytest.raises(ConnectionError):
            for _ in range(4 * BODY_BYTES // MB):
                line.sendall(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
    assert web.rss() - before < BODY_BYTES + 50 * MB


def test_what_says_that_it_is_too_long_is_not_read_at_all(web: WebProcess) -> None:
    said = b"POST /healthz/ HTTP/1.1\r\nHost: snug.test\r\nContent-Length: %d\r\n\r\n"
    assert answer_to(web, said % (BODY_BYTES + 1)) == TOO_LARGE.split(b"\r\n")[0]
    assert answer_to(web, said % 3 + b"abc").startswith(b"HTTP/1.1 40")


def test_who_asks_before_sending_too_much_is_told_once(web: WebProcess) -> None:
    said = b"POST /healthz/ HTTP/1.1\r\nHost: snug.test\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    with socket.create_connection(("127.0.0.1", web.port), 20) as line:
        line.sendall(said % (BODY_BYTES + 1))
        assert line.makefile("rb").read() == TOO_LARGE


def test_what_was_refused_is_not_answered_with_half_of_it(web: WebProcess) -> None:
    """Its end comes in the same read as what is too much."""
    long = b"%x\r\n" % (2 * BODY_BYTES) + b"x" * 1000
    with socket.create_connection(("127.0.0.1", web.port), 20) as line:
        line.sendall(CHUNKED + long)
        for _ in range(BODY_BYTES // MB + 1):
            try:
                line.sendall(PIECE)
            except ConnectionError:
                break
        heard = b""
        try:
            while more := line.recv(1000):
                heard += more
        except ConnectionError:
            pass
    assert heard in (b"", TOO_LARGE)


def test_all_together_have_an_end_and_small_ones_always_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "ALL_BYTES", 6 * MB)
    first, second = Body(), Body()
    assert first.take(4 * MB) is None
    assert second.take(3 * MB) == TOO_MANY
    assert Body().take(SMALL_BYTES) is None
    first.give_back()
    first.give_back()
    assert Body().take(BODY_BYTES + 1) == TOO_LARGE
    third = Body()
    assert third.take(6 * MB) is None
    third.give_back()
    assert bodies._under_way == 0
