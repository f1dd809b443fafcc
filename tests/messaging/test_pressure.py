"""Readers that stop reading, senders that never stop, processes that are asked to go: memory stays bounded, nothing is
lost (realtime.md "Heartbeat and back-pressure are one mechanism"). On both servers."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from community.embedded.process import wait_until
from community.pool import run
from messaging.actions import messages, tickets
from messaging.actions.messages import Send
from messaging.models import Message
from messaging.realtime import limits
from tests.messaging import servers
from tests.messaging.client import Client
from tests.messaging.raw import BINARY, CLOSE, CONT, PING, PONG, TEXT, Raw, frame
from tests.messaging.rooms import Space, make_person
from tests.messaging.servers import WebProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SERVERS = ("daphne", "uvicorn")
READERS = 15  # three people with as many sockets as one may have
KIB, MIB = 1024, 1024 * 1024
FLOOD = 60 * MIB
Start = Callable[..., WebProcess]


def one_of(kept: str) -> list[Any]:
    """What takes long runs on one server, and on both in the soak."""
    return [pytest.param(server, marks=[] if server == kept else [pytest.mark.soak]) for server in SERVERS]


@pytest.fixture
def start(webs: list[WebProcess], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a process of its own for a test that looks at its memory or ends it."""
    started: list[WebProcess] = []

    def begin(server: str, **extra: str) -> WebProcess:
        directory = tmp_path_factory.mktemp(server)
        started.append(servers.start_web(directory, server=server, **extra))
        return servers.wait_for(started[-1])

    yield begin
    for web in started:
        web.stop()


def fill(room: UUID, author: UUID, count: int) -> None:
    """Long messages, as many as one likes, told to all processes."""
    for lot in range(count // 20):
        words = (f"{lot} {n} ".ljust(4000, "x") for n in range(20))  # the same again and again is no message
        acks = messages.send_many([Send(author, room, uuid4(), body) for body in words])
        assert all(isinstance(ack, messages.Ack) for ack in acks)


class Peak:
    """The most that a process has held beyond what it held at the beginning, looked at all the while."""

    def __init__(self, web: WebProcess) -> None:
        self.web, self.begin = web, web.rss()
        self.most = self.begin
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self) -> None:
        while not self.over.wait(0.02):
            self.most = max(self.most, self.web.rss())

    def grown(self) -> int:
        self.over.set()
        self.thread.join()
        return self.most - self.begin


@pytest.mark.parametrize("server", one_of("daphne"))
def test_who_stops_reading_in_a_busy_room_costs_little_and_is_closed_with_4008(
    start: Start, space: Space, server: str
) -> None:
    web = start(server, SNUG_RATE_FACTOR="1000")
    ana = space.people[1]
    room = str(space.talk.pk)

    def follow(n: int) -> Raw:
        raw = Raw(web.port, tickets.issue(space.people[n % 3], ""))
        raw.send(frame(TEXT, json.dumps({"op": "sub", "id": 1, "rooms": [{"room": room, "since": None}]}).encode()))
        raw.until(TEXT, b'"subd"')
        return raw

    # What a process allocates once for its first readers is not theirs.
    warm = [follow(n) for n in range(READERS)]
    fill(space.talk.pk, ana.pk, 40)
    for raw in warm:
        raw.until(TEXT, b'"seq":40,')
        raw.socket.close()
    lazy = [follow(n) for n in range(READERS)]
    peak = Peak(web)
    fill(space.talk.pk, ana.pk, 1000)  # 4 MB for each of them
    time.sleep(limits.PONG_S + 3)  # the promise is that they are given up after so long
    each = peak.grown() / READERS
    assert each <= 512 * KIB, f"{each / KIB:.0f} KiB each"
    for raw in lazy:
        assert raw.close_code() == 4008
        raw.socket.close()


@pytest.mark.parametrize("server", one_of("uvicorn"))
def test_who_answers_pings_by_guessing_gets_one_window_and_is_closed_with_4008(
    start: Start, space: Space, server: str
) -> None:
    web = start(server, SNUG_RATE_FACTOR="1000")
    fill(space.talk.pk, space.people[1].pk, 400)
    guesses = b"".join(frame(TEXT, b'{"op":"pong","n":%d}' % n) for n in range(1, 400))
    with Raw(web.port, tickets.issue(space.people[0], "")) as raw:
        asked = {"op": "sub", "id": 1, "rooms": [{"room": str(space.talk.pk), "since": 5}]}  # 1.6 MB of words
        raw.send(frame(TEXT, json.dumps(asked).encode()))
        raw.socket.settimeout(2 * limits.PONG_S)
        while (got := raw.frame()) is not None and got[0] != CLOSE:
            raw.send(guesses)
            assert raw.taken <= 512 * KIB, f"{raw.taken / KIB:.0f} KiB"
        assert got is not None and int.from_bytes(got[1][:2], "big") == 4008


FLOODS = {
    "commands": (b"", frame(TEXT, b'{"op":"send","id":1}') * 50, {4013}),
    "large commands": (b"", frame(TEXT, b'{"op":"send","x":"' + b"x" * 16_000 + b'"}'), {4013}),
    "nonsense": (b"", frame(TEXT, b"{") * 200, {4000, 4013}),
    "binary": (b"", frame(BINARY, b"x" * 1000), {4000, 4013}),
    "pings": (b"", frame(PING, b"x" * 125) * 20, {4013}),
    "pongs of the protocol": (b"", frame(PONG, b"x" * 125) * 20, {4013}),
    "pongs": (b"", frame(TEXT, b'{"op":"pong","n":7}') * 100, {4013}),
    "typing": (b"", frame(TEXT, b'{"op":"typing","room":"%s","on":true}' % str(uuid4()).encode()) * 50, {4013}),
    "readings": (b"", frame(TEXT, b'{"op":"read","room":"%s","seq":1}' % str(uuid4()).encode()) * 50, {4013}),
    "empty pieces": (frame(TEXT, b"", fin=False), frame(CONT, b"", fin=False) * 200, {1008}),
}


@pytest.mark.parametrize("server", one_of("daphne"))
def test_a_flood_of_sixty_megabytes_adds_less_than_five(start: Start, space: Space, server: str) -> None:
    web = start(server)
    with Raw(web.port, tickets.issue(space.people[0], "")) as raw:  # what the first one costs is not the flood's
        raw.until(TEXT, b'"hello"')
    grown = {}
    for name, (first, data, codes) in FLOODS.items():
        # Handshakes are counted per person, and so is what a flood has taken from their rates.
        person = make_person(f"flooder-{len(grown)}")
        with Raw(web.port, tickets.issue(person, "")) as raw:
            raw.until(TEXT, b'"hello"')
            raw.send(first)
            peak = Peak(web)
            whole = pour(raw, data)
            code = None if whole else raw.close_code_or_end()
            grown[name] = peak.grown() / MIB
            assert whole or code in codes | {None}, (name, code)
            assert bool(codes) != whole, f"{name} were cut" if whole else f"{name} were not cut"
    assert all(size <= 5 for size in grown.values()), grown


@pytest.mark.parametrize("server", one_of("uvicorn"))
def test_a_head_without_an_end_is_cut_and_adds_less_than_five(start: Start, server: str) -> None:
    web = start(server)
    assert health(web)[0] == 200
    many = b"".join(b"X-%d: aaaaaaaaaaaaaaaa\r\n" % n for n in range(2000))
    for path in (b"/ws/v1/", b"/"):
        for first, data in ((b"X-A: ", b"a" * 65536), (b"", many)):
            with socket.create_connection(("127.0.0.1", web.port), timeout=5) as line:
                peak = Peak(web)
                cut = None
                try:
                    line.sendall(b"GET %s HTTP/1.1\r\nHost: snug.test\r\n%s" % (path, first))
                    for _ in range(FLOOD // len(data)):
                        line.sendall(data)
                except OSError as error:
                    cut = error
                assert isinstance(cut, ConnectionError), "all of it was taken"
                grown = peak.grown() / MIB
            assert grown <= 5, (path, first, grown)


@pytest.mark.parametrize("server", one_of("daphne"))
def test_a_reader_at_full_speed_may_answer_every_ping(start: Start, space: Space, server: str) -> None:
    web = start(server)
    room = space.talk.pk
    fill(room, space.people[1].pk, 400)
    with Raw(web.port, tickets.issue(space.people[0], "")) as raw:
        answered = 0
        for n in range(15):  # of 20 a minute
            asked = {"op": "sub", "id": n, "rooms": [{"room": str(room), "since": 5}]}
            raw.send(frame(TEXT, json.dumps(asked).encode()))
            answered += read_on(raw, b'"seq":400,')
        assert answered > limits.OTHERS.burst, "else this proves nothing"
        raw.send(frame(PING, b"still here"))
        raw.until(PONG, b"still here")


def read_on(raw: Raw, last: bytes) -> int:
    """Reads until this has come, and answers each ping at once; how many there were."""
    answered = 0
    while (got := raw.frame()) is not None:
        for number in re.findall(rb'"op":"ping","n":(\d+)', got[1]):
            raw.send(frame(TEXT, b'{"op":"pong","n":%s}' % number))
            answered += 1
        if last in got[1]:
            return answered
    raise AssertionError("cut")


def pour(raw: Raw, data: bytes) -> bool:
    """Sixty megabytes, as far as they are taken; whether they all were."""
    raw.socket.settimeout(5)
    try:
        for _ in range(FLOOD // len(data)):
            raw.send(data)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("server", one_of("uvicorn"))
async def test_a_process_that_is_asked_to_go_says_so_sends_its_sockets_away_one_by_one_and_loses_nothing(
    start: Start, space: Space, server: str, webs: list[WebProcess]
) -> None:
    leaving = await asyncio.to_thread(start, server, SNUG_RATE_FACTOR="1000", SNUG_DRAIN_S="3")
    _, ana, ben = space.people

    def client(person: object, web: WebProcess) -> Client:
        return Client(web.url, lambda: {"Authorization": f"Bearer {tickets.issue(person, '')}"})  # type: ignore[arg-type]

    clients = [client(person, leaving) for person in (ana, ben) for _ in range(3)]
    for one in clients:
        await one.__aenter__()
        await one.sub(space.talk.pk)
    cids = [uuid4() for _ in range(150)]
    for n, cid in enumerate(cids):  # what is under way when the signal comes
        await clients[n % 6].say("send", id=str(cid), room=str(space.talk.pk), cid=str(cid), body=f"{n}")
        if n == 75:
            leaving.process.terminate()
    unwell = asyncio.ensure_future(asyncio.to_thread(wait_until, lambda: health(leaving) == (503, "ending"), 5))
    closed: list[float] = []
    for code in asyncio.as_completed([one.closed() for one in clients]):
        assert await code == 4012
        closed.append(time.monotonic())
    assert closed[-1] - closed[0] > 1, "one by one, over three seconds"
    assert await unwell
    assert await asyncio.to_thread(wait_until, lambda: not leaving.alive, 15)
    assert leaving.process.returncode == 0

    acked = {frame["cid"] for one in clients for frame in one.frames if frame["op"] == "ack"}
    stored = await run(lambda: list(Message.objects.values_list("body", flat=True)))
    assert len(stored) == len(set(stored))
    assert {str(n) for n, cid in enumerate(cids) if str(cid) in acked} <= set(stored)
    async with client(ana, webs[0]) as anas, client(ben, webs[0]) as bens:
        for n, cid in enumerate(cids):  # clients send again what was not acked
            if str(cid) not in acked:
                sender = anas if n % 6 < 3 else bens
                assert (await sender.send(space.talk.pk, f"{n}", cid))["op"] == "ack"
    stored = await run(lambda: sorted(int(body) for body in Message.objects.values_list("body", flat=True)))
    assert stored == list(range(150))


def health(web: WebProcess) -> tuple[int, str]:
    with socket.create_connection(("127.0.0.1", web.port), timeout=5) as line:
        line.sendall(b"GET /healthz/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b""
        while more := line.recv(65536):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    start, end = body.index(b"{"), body.rindex(b"}") + 1  # it may come in chunks
    return int(head.split()[1]), str(json.loads(body[start:end])["status"])
