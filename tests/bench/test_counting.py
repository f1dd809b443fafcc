"""What the load counts is what came, however a server cuts or gathers its frames."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bench import wire
from bench.generator import Group, Line, Load
from bench.paced import Paced
from bench.systems.base import Seat, Shape, System
from bench.words import body, stamps

ACK = b'"op":"ack"'
SHAPE = Shape(1, 2, 1)


class Nobody(System):
    """A system that the test plays itself."""

    name = "nobody"

    def __init__(self) -> None:
        self.children = []
        self.asked = 0

    def start(self, processes: int = 1) -> None: ...

    def seats(self, shape: Shape) -> list[Seat]:
        return []

    def answer(self, data: bytes) -> bytes | None:
        self.asked += 1
        return b"pong"


class Table:
    """Two lines of one group, whose other ends the test holds."""

    def __init__(self) -> None:
        self.system = Nobody()
        self.load = Load(self.system, SHAPE)
        self.ends: list[socket.socket] = []
        for _ in range(SHAPE.size):
            ours, theirs = socket.socketpair()
            ours.setblocking(False)
            line = Line(Seat(0, 0, [], b"", ACK, lambda number, words: words), self.load.groups[0])
            line.sock.close()
            line.sock = ours
            line.group.turns.append(line)
            self.load.lines[ours.fileno()] = line
            self.load.poll.register(ours.fileno(), 1)
            self.ends.append(theirs)

    def say(self, data: bytes, to: int = 0) -> None:
        self.ends[to].sendall(data)
        self.load.run(0)


@pytest.fixture
def table() -> Iterator[Table]:
    table = Table()
    yield table
    table.load.close()
    for end in table.ends:
        end.close()


def event(number: int) -> bytes:
    return b'{"op":"ev","seq":%d,"body":"%s"}' % (number, body(number))


def server_frame(payload: bytes) -> bytes:
    assert 126 <= len(payload) < 65536
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


def test_an_event_is_counted_once_in_a_frame_of_its_own(table: Table) -> None:
    table.say(server_frame(event(1)))
    assert table.load.events == 1


def test_an_array_counts_as_many_as_it_holds(table: Table) -> None:
    table.say(server_frame(b"[" + b",".join(map(event, range(7))) + b"]"))
    assert table.load.events == 7


def test_several_frames_in_one_chunk_are_all_counted(table: Table) -> None:
    table.say(server_frame(event(1)) + server_frame(b"[" + event(2) + b"," + event(3) + b"]"))
    assert table.load.events == 3


@pytest.mark.parametrize("seed", range(5))
def test_cuts_anywhere_change_nothing(table: Table, seed: int) -> None:
    chosen = random.Random(seed)
    stream = b"".join(server_frame(event(n)) for n in range(40)) + server_frame(
        b"[" + b",".join(map(event, range(40, 60))) + b"]"
    )
    while stream:
        size = chosen.randint(1, 90)
        table.say(stream[:size])
        stream = stream[size:]
    assert table.load.events == 60


def test_acks_are_counted_for_those_who_wait_for_one(table: Table) -> None:
    table.load.send(table.load.groups[0])
    table.say(b'{"op":"ack","id":1}')
    assert (table.load.acked, table.load.groups[0].acked) == (1, 1)
    assert next(iter(table.load.lines.values())).flight == 0


def test_a_refused_message_ends_the_bench(table: Table) -> None:
    table.load.send(table.load.groups[0])
    with pytest.raises(RuntimeError, match="refused a message"):
        table.say(b'{"type":"refused"}')


def test_a_closed_socket_ends_the_bench(table: Table) -> None:
    table.ends[0].close()
    with pytest.raises(RuntimeError, match="closed a socket"):
        table.load.run(0)


def test_a_ping_is_answered(table: Table) -> None:
    table.say(b'{"op":"ping","n":1}')
    assert table.ends[0].recv(100) == b"pong"


def test_the_next_message_goes_when_one_is_acked(table: Table) -> None:
    table.load.fill()
    assert table.load.sent == 1
    table.say(event(1))
    assert table.load.sent == 1
    table.say(b'{"op":"ack","id":1}')
    assert table.load.sent == 2


def test_acks_alone_do_not_build_a_backlog(table: Table) -> None:
    table.load.fill()
    table.say(b'{"op":"ack","id":1}', to=0)
    table.say(b'{"op":"ack","id":2}', to=1)
    assert table.load.sent == 2
    table.say(event(1))
    assert table.load.sent == 2
    table.say(event(1), to=1)
    assert table.load.sent == 3


def test_a_message_that_never_comes_everywhere_does_not_stop_its_group() -> None:
    group = Group(2)
    group.sent, group.acked, group.events = 3, 3, 4
    assert group.room_for(1) == 1  # two of three are everywhere
    group.events = 2
    assert group.room_for(1) == 0
    group.give_up()
    assert group.room_for(1) == 1


def test_stamps_are_found_again() -> None:
    found = stamps(event(12) + b"," + event(34567890))
    assert [number for _, number in found] == [12, 34567890]
    assert 0 <= found[1][0] - found[0][0] < 1_000_000
    assert 110 <= len(body(1)) <= 130


def test_a_paced_run_sees_what_is_lost_and_what_comes_twice(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    paced = Paced(table.load)
    told: list[int] = []
    real: Any = table.load.send

    def send(group: Group) -> None:
        real(group)
        number = table.load.sent
        told.append(number)
        # The first comes to the second line twice, the second to nobody, the others as they should.
        for n, end in enumerate(table.ends):
            for _ in range({1: 1 + n, 2: 0}.get(number, 1)):
                end.sendall(event(number))

    monkeypatch.setattr(table.load, "send", send)
    paced.run(200, 0.05)
    assert len(told) == 10
    assert (paced.expected(), paced.lost(), paced.doubled()) == (20, 2, 1)
    assert 0 <= paced.percentile(50) <= paced.percentile(99) < 10_000


def test_a_place_that_is_left_out_is_seen(table: Table) -> None:
    paced = Paced(table.load)
    line = next(iter(table.load.lines.values()))
    paced._check_places(line, [4, 5, 6])
    assert paced.out_of_line == 0
    paced._check_places(line, [8, 9])
    assert paced.out_of_line == 1


def test_a_frame_of_a_client_is_masked_with_nothing() -> None:
    assert wire.text(b"hi") == b"\x81\x82\0\0\0\0hi"
    long = wire.text(b"x" * 300)
    assert long[:8] == b"\x81\xfe\x01\x2c\0\0\0\0"
    assert long[8:] == b"x" * 300
