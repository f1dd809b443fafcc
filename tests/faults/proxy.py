"""A small TCP proxy between clients and one web process: it forwards, cuts, or holds its breath."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket

# Small, so that a reader who has stopped reading is felt at the other end after tens of kilobytes, not megabytes.
BUFFER = 16 * 1024


class Proxy:
    """Listens on a port of its own and forwards to `target`, a port of this machine."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self.bytes_left: int | None = None

    async def start(self) -> None:
        listening = _small_socket()
        listening.bind(("127.0.0.1", 0))
        self.server = await asyncio.start_server(self._serve, sock=listening, limit=BUFFER)
        self.port = listening.getsockname()[1]

    async def stop(self) -> None:
        self.server.close()
        self.cut()
        self.release()

    def cut(self) -> None:
        """Every connection ends, in both directions, without a goodbye."""
        for pair in list(self.pairs):
            for writer in pair:
                writer.transport.abort()

    def cut_one(self, dice: random.Random) -> None:
        """One connection ends so, while the others talk on."""
        if self.pairs:
            for writer in dice.choice(sorted(self.pairs, key=id)):
                writer.transport.abort()

    def cut_after(self, count: int) -> None:
        """Cuts once so many more bytes have come from clients: in the middle of a frame, most likely."""
        self.bytes_left = count

    def hold(self) -> None:
        """Connections stay open and nothing passes: half-open, as in a tunnel."""
        self.flowing.clear()

    def release(self) -> None:
        self.flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = _small_socket()
        far.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(far, ("127.0.0.1", self.target))
        except OSError:
            far.close()
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(sock=far, limit=BUFFER)
        pair = (writer, far_writer)
        self.pairs.add(pair)
        flows = [asyncio.ensure_future(flow) for flow in (self._up(reader, far_writer), self._down(far_reader, writer))]
        try:
            with contextlib.suppress(asyncio.CancelledError):  # the end of the test
                await asyncio.wait(flows, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.pairs.discard(pair)
            for flow in flows:
                flow.cancel()
            for one in pair:
                one.transport.abort()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(BUFFER):
                await self.flowing.wait()
                data = self._counted(data)
                writer.write(data)
                await writer.drain()
                if self.bytes_left == 0:
                    self.bytes_left = None
                    self.cut()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(BUFFER)
        with contextlib.suppress(OSError):
            while data := await reader.read(BUFFER):
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()

    def _counted(self, data: bytes) -> bytes:
        if self.bytes_left is None:
            return data
        data = data[: self.bytes_left]
        self.bytes_left -= len(data)
        return data


def _small_socket() -> socket.socket:
    small = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        small.setsockopt(socket.SOL_SOCKET, option, BUFFER)
    small.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return small
