"""What comes before a request is known, on uvicorn: it is bounded in size and time, and a refusal stays quiet."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
import uvloop
from uvicorn.server import ServerState

from community.serve import bodies, heads
from community.serve import uvicorn as served
from community.serve.heads import Http
from community.serve.line import HEAD_BYTES
from tests.messaging.raw import TEXT, frame

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)) + b"\r\n"
)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
RUNNERS = [pytest.param(asyncio.run, id="asyncio"), pytest.param(uvloop.run, id="uvloop")]
SHORT_S = 0.1


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Lets nobody in by WebSocket but who asks for `/in`; answers every request at once."""
    if scope["type"] == "websocket":
        await receive()
        await asyncio.sleep(0.05)
        if scope["path"] == "/in":
            await send({"type": "websocket.accept"})
            await receive()
        else:
            await send({"type": "websocket.close"})
        return
    while scope["path"] == "/read" and (await receive()).get("more_body"):
        pass
    if scope["path"] == "/slow":
        await asyncio.sleep(SHORT_S)
    body = b"%d ok" % len(scope["headers"]) if scope["path"] == "/read" else b"ok"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving() -> Any:
    config = uvicorn.Config(application, http=Http, ws=served._Line, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: Http(config, state, {}), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def talk(run: Callable[..., Any], told: Talk) -> None:
    async def both() -> None:
        async with serving() as port, asyncio.timeout(10):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await told(reader, writer)
            writer.close()

    run(both())


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """Up to the end, however it comes."""
    got = b""
    try:
        while more := await reader.read(65536):
            got += more
    except ConnectionError:
        pass
    return got


@pytest.mark.parametrize("run", RUNNERS)
def test_a_head_of_thirty_two_kilobytes_is_taken_and_a_larger_one_is_431(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start, end = b"GET / HTTP/1.1\r\nHost: here\r\nX-A: ", b"\r\n\r\n"
        fits = start + b"a" * (HEAD_BYTES - len(start) - len(end)) + end
        for _ in range(2):  # on one connection
            writer.write(fits)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")
        writer.write(fits[:-4] + b"a" * 5000)  # and no end
        assert (await all_of(reader)).startswith(b"HTTP/1.1 431 ")

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
def test_a_body_is_not_a_head(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("sends", [0, 1, 40])
def test_who_does_not_go_on_with_a_body_is_given_up_and_who_does_is_heard(
    run: Callable[..., Any], sends: int, monkeypatch: Any
) -> None:
    """Else a few who say nothing more would hold all that there is room for."""
    monkeypatch.setattr(heads, "BODY_S", SHORT_S)
    whole, piece = 40, b"x" * heads.BODY_LEAST

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"POST /read HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % (whole * len(piece)))
        for _ in range(sends):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(SHORT_S / 20)  # longer than one span in all
        heard = await (reader.readuntil(b"ok") if sends == whole else all_of(reader))
        assert heard[:12] == (b"HTTP/1.1 200" if sends == whole else b"")

    talk(run, told)


HALVES = {
    "nothing": b"",
    "half a request": b"GET / HT",
    "half a head": UPGRADE,
    "an upgrade with a length": UPGRADE + b"Content-Length: 5\r\n\r\n",
    "an upgrade in chunks": UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n",
    "a second one": b"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
}


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("half", HALVES)
def test_who_does_not_come_to_an_end_is_given_up(run: Callable[..., Any], half: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(heads, "HEAD_S", SHORT_S)

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HALVES[half])
        if half == "a second one":
            await reader.readuntil(b"ok")
            writer.write(UPGRADE + b"Content-Length: 5\r\n\r\n")
        assert await all_of(reader) == b""

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
def test_an_upgrade_that_is_none_is_answered_or_closed_at_once(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(UPGRADE + b"Content-Length: 2\r\n\r\n{}")
        assert not (await all_of(reader)).startswith(b"HTTP/1.1 101")

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
def test_who_is_neither_let_in_nor_refused_is_given_up(run: Callable[..., Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(served, "HEAD_S", SHORT_S / 10)

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(UPGRADE.replace(b"/ws", b"/in") + b"\r\n")
        assert await all_of(reader) == b""

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("more", [frame(TEXT, b"{}") * 3, frame(TEXT, b"x" * 70_000), frame(11, b"x"), b"zz" * 300_000])
def test_who_is_refused_and_talks_on_hears_the_refusal_and_leaves_no_trace(
    run: Callable[..., Any], more: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(UPGRADE + b"\r\n")
        await asyncio.sleep(0.02)  # a segment of its own: what stands in the first one is never looked at
        writer.write(more)
        assert (await all_of(reader)).startswith(b"HTTP/1.1 403 ")

    with caplog.at_level(logging.WARNING):
        talk(run, told)
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


@pytest.mark.parametrize("run", RUNNERS)
def test_who_talks_before_being_let_in_is_heard_afterwards(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(UPGRADE.replace(b"/ws", b"/in") + b"\r\n")
        await asyncio.sleep(0.02)
        writer.write(frame(TEXT, b"{}"))
        assert (await all_of(reader)).startswith(b"HTTP/1.1 101 ")

    talk(run, told)


CHUNKED = b"POST /read HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"


@pytest.mark.parametrize("run", RUNNERS)
def test_what_comes_behind_a_body_is_no_header(run: Callable[..., Any]) -> None:
    """Else it would pass whatever a proxy puts right before it: whose address a request comes from, above all."""

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):  # on one connection
            writer.write(CHUNKED + b"X-Forwarded-For: 192.0.2.1\r\n\r\n")
            assert (await reader.readuntil(b"ok")).endswith(b"\r\n\r\n2 ok")

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("piece", [b"X-A: b\r\n", b"X" * 100], ids=["many", "one long"])
def test_what_comes_behind_a_body_has_an_end(run: Callable[..., Any], piece: bytes, monkeypatch: Any) -> None:
    monkeypatch.setattr(bodies, "BODY_BYTES", 200_000)

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + piece * (400_000 // len(piece)))
        assert (await all_of(reader))[:12] in (b"HTTP/1.1 413", b"")

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
def test_an_upgrade_behind_a_request_that_waits_takes_nothing_from_it(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n" + UPGRADE + b"\r\n")
        heard = await all_of(reader)
        assert heard.startswith(b"HTTP/1.1 200 ") and heard.endswith(b"ok") and heard.count(b"HTTP/1.1") == 1

    talk(run, told)


@pytest.mark.parametrize("run", RUNNERS)
def test_a_refusal_does_not_come_before_the_answer_that_is_due(run: Callable[..., Any]) -> None:
    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        large = b"POST /read HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % (bodies.BODY_BYTES + 1)
        writer.write(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n" + large)
        assert (await all_of(reader))[:12] in (b"HTTP/1.1 200", b"")

    talk(run, told)
