"""What is written to a connection leaves in order; what is written to one that has ended goes nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
import uvloop
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from community.serve.line import LATE_BYTES, Messages
from community.serve.uvicorn import _Line
from tests.messaging.raw import BINARY, CLOSE, TEXT, frame


class Near(asyncio.Protocol):
    """The server's end of one connection."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.made, self.lost = asyncio.Event(), asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.made.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set()


async def of_somebody_gone() -> asyncio.Transport:
    near = Near()
    server = await asyncio.get_running_loop().create_server(lambda: near, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.transport.abort()
    async with asyncio.timeout(5):
        await near.lost.wait()
    server.close()
    return near.transport


def test_a_frame_for_somebody_who_has_gone_is_no_error() -> None:
    async def write() -> None:
        line = object.__new__(_Line)
        line.close_sent, line.transport = False, await of_somebody_gone()
        with pytest.raises(RuntimeError):
            line.transport.write(b"as uvloop takes it")
        line.write(b"into the void")
        line.close(4012)

    uvloop.run(write())


async def _in_one_turn() -> bytes:
    near = Near()
    server = await asyncio.get_running_loop().create_server(lambda: near, "127.0.0.1", 0)
    reader, _ = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    await near.made.wait()
    line = object.__new__(_Line)
    line.close_sent, line.plain, line.transport = False, True, near.transport
    line.fd = near.transport.get_extra_info("socket").fileno()
    near.transport.write(b"first, ")  # as the answer to a ping: loops that gather writes would have to count it
    line.write(b"second, ")
    line.write(b"third")
    server.close()
    return await reader.readexactly(20)


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_no_frame_overtakes_what_the_transport_still_has(run: Callable[..., Any]) -> None:
    assert run(_in_one_turn()) == b"first, second, third"


class Talk:
    """A connection's messages, read as both servers read them."""

    def __init__(self) -> None:
        self.conn, client = ServerProtocol(), ClientProtocol(parse_uri("ws://here/"))
        client.send_request(client.connect())
        self.conn.receive_data(b"".join(client.data_to_send()))
        (request,) = self.conn.events_received()
        assert isinstance(request, Request)
        self.conn.send_response(self.conn.accept(request))
        self.heard: list[str | None] = []
        self.messages = Messages(self.conn, self.heard.append)
        self.messages.look()
        self.whole = 0

    def read(self, data: bytes) -> None:
        if self.messages.take_whole(data):
            self.whole += 1
            return
        self.conn.receive_data(data)
        for event in self.conn.events_received():
            assert isinstance(event, Frame)
            self.messages.take(event)
        self.messages.look()


def test_what_is_read_in_one_step_is_never_the_inside_of_another_frame() -> None:
    inside = frame(TEXT, b"hi")
    outer = frame(BINARY, inside)
    for cut in range(1, len(outer)):
        talk = Talk()
        talk.read(outer[:cut])
        talk.read(outer[cut:])
        talk.read(frame(TEXT, b"next"))
        assert (talk.heard, talk.whole) == ([None, "next"], 1), cut


def test_what_comes_in_one_piece_with_a_close_was_said_before_it() -> None:
    talk = Talk()
    talk.read(frame(TEXT, b"last words") + frame(CLOSE, (1001).to_bytes(2, "big")) + frame(TEXT, b"too late"))
    assert talk.heard == ["last words"]


def test_after_a_close_of_ours_nothing_is_handed_over_whatever_comes_with_the_answer() -> None:
    talk = Talk()
    talk.conn.send_close(4012)
    talk.read(frame(TEXT, b"too late") + frame(CLOSE, (4012).to_bytes(2, "big")))
    assert talk.heard == []


def test_who_was_sent_a_close_may_finish_what_was_under_way_and_no_more() -> None:
    talk = Talk()
    assert not talk.messages.too_late(10 * LATE_BYTES), "nobody has closed yet"
    talk.conn.send_close(4012)
    assert not talk.messages.too_late(LATE_BYTES)
    assert talk.messages.too_late(1)
