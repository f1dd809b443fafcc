"""What is written to a connection leaves in order; what is written to one that has ended goes nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
import uvloop

from community.serve.uvicorn import _Line


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
