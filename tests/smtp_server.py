"""A small SMTP server on loopback (RFC 5321) that behaves as tests tell it: it takes letters, takes its time, refuses,
hangs up in the middle, or takes a letter and never says so. It keeps every letter that it took.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal, cast

Step = Literal["", "greeting", "mail", "rcpt", "data", "body"]
LINE = 2**16


@dataclass(frozen=True)
class Manner:
    """What it does with one letter. Codes: 0 is "fine". `closes_at`: hangs up there, without a word, and has not taken
    the letter. `silent` and `dies`: takes the letter, and says nothing, or hangs up instead of saying so."""

    delay_s: float = 0.0  # before each answer
    at_mail: int = 0
    at_rcpt: int = 0
    at_end: int = 0
    closes_at: Step = ""
    silent: bool = False
    dies: bool = False


FINE = Manner()


@dataclass
class Letter:
    """One that was taken. `told`: the sender has heard so."""

    to: str
    sender: str
    raw: bytes
    told: bool = False
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        self.message = cast(EmailMessage, email.message_from_bytes(self.raw, policy=email.policy.default))

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


class _Gone(Exception):
    pass


class SmtpServer:
    """Serves in a thread of its own while it is used as a context manager. `manner`: for all letters; `nexts`: for
    those that come next, one each; `by_address`: for those to this address, from its RCPT on."""

    def __init__(self, keep: Callable[[Letter], bool] = lambda letter: True) -> None:
        self.manner = FINE
        self.nexts: deque[Manner] = deque()
        self.by_address: dict[str, Manner] = {}
        self.letters: list[Letter] = []
        self.connections = 0
        self.commands: Counter[str] = Counter()
        self._keep = keep
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = int(self._socket.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started, self._ending = threading.Event(), asyncio.Event()

    def __enter__(self) -> SmtpServer:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(letter.message_id for letter in list(self.letters))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, sock=self._socket, limit=LINE)
        self._started.set()
        await self._ending.wait()
        server.close()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with contextlib.suppress(_Gone, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await _Talk(self, reader, writer).go()
        finally:
            writer.transport.abort()

    def choose(self) -> Manner:
        return self.nexts.popleft() if self.nexts else self.manner

    def take(self, letter: Letter) -> None:
        if self._keep(letter):
            self.letters.append(letter)


class _Talk:
    """One connection."""

    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.manner, self.sender, self.to = FINE, "", ""

    async def go(self) -> None:
        if self.server.nexts and self.server.nexts[0].closes_at == "greeting":
            self.server.nexts.popleft()
            return
        if self.server.manner.closes_at == "greeting":
            return
        await self._say(220)
        while True:
            line = (await self.reader.readuntil(b"\r\n")).decode().strip()
            verb = line.split(" ", 1)[0].upper()
            self.server.commands[verb] += 1
            if verb == "QUIT":
                await self._say(221)
                return
            await self._obey(verb, line)

    async def _obey(self, verb: str, line: str) -> None:
        match verb:
            case "MAIL":
                self.manner, self.sender = self.server.choose(), _address(line)
                await self._step("mail", self.manner.at_mail)
            case "RCPT":
                self.to = _address(line)
                self.manner = self.server.by_address.get(self.to, self.manner)
                await self._step("rcpt", self.manner.at_rcpt)
            case "DATA":
                await self._step("data", 354)
                await self._take()
            case "EHLO" | "HELO" | "RSET" | "NOOP":
                await self._say(250)
            case _:
                await self._say(502)

    async def _take(self) -> None:
        raw = await self._body()
        if self.manner.at_end:
            await self._say(self.manner.at_end)
            return
        letter = Letter(self.to, self.sender, raw)
        self.server.take(letter)
        if self.manner.silent:
            await self.reader.read()  # until the other one gives up
            raise _Gone
        if self.manner.dies:
            raise _Gone
        await self._say(250)
        letter.told = True

    async def _body(self) -> bytes:
        lines = []
        while (line := await self.reader.readuntil(b"\r\n")) != b".\r\n":
            if self.manner.closes_at == "body":
                raise _Gone
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    async def _step(self, step: Step, code: int) -> None:
        if self.manner.closes_at == step:
            raise _Gone
        await self._say(code or 250)

    async def _say(self, code: int) -> None:
        if self.manner.delay_s:
            await asyncio.sleep(self.manner.delay_s)
        self.writer.write(b"%d so it is\r\n" % code)
        await self.writer.drain()
        if code == 421:
            raise _Gone


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
