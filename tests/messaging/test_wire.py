"""WebSocket as both servers speak it: what is cut into pieces arrives whole, what is no WebSocket ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from community.serve import wire
from messaging.actions import tickets
from tests.messaging import servers
from tests.messaging.raw import BINARY, CLOSE, CONT, PING, PONG, TEXT, Raw, frame
from tests.messaging.rooms import Space
from tests.messaging.servers import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
SERVERS = ("daphne", "uvicorn")
Open = Callable[[], Raw]


@pytest.fixture(scope="module")
def pair(webs: list[WebProcess], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, WebProcess]]:
    """One process on each server."""
    started = servers.start_web(tmp_path_factory.mktemp("uvicorn"), server="uvicorn", SNUG_RATE_FACTOR="1000")
    yield {"daphne": webs[0], "uvicorn": servers.wait_for(started)}
    started.stop()


@pytest.fixture(params=SERVERS)
def web(request: pytest.FixtureRequest, pair: dict[str, WebProcess]) -> WebProcess:
    return pair[request.param]


@pytest.fixture
def enter(web: WebProcess, space: Space) -> Open:
    return lambda: Raw(web.port, tickets.issue(space.people[1], ""))


def greeted(raw: Raw) -> Raw:
    assert raw.status == 101
    assert json.loads(raw.until(TEXT, b'"hello"'))["op"] == "hello"
    return raw


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
def test_a_frame_made_once_carries_its_text_whatever_its_size(size: int) -> None:
    made = wire.frame(b"x" * size)
    assert next(wire.texts_of(made)) == b"x" * size
    assert made[0] == 0x81
    assert made[1] < 128, "a server does not mask"


def test_what_is_cut_into_pieces_and_interrupted_arrives_whole(enter: Open) -> None:
    said = json.dumps({"op": "read", "room": "no room", "seq": 1}).encode()
    with greeted(enter()) as raw:
        raw.send(frame(TEXT, said[:10], fin=False) + frame(PING, b"are you there"))
        raw.send(frame(CONT, said[10:20], fin=False) + frame(CONT, said[20:]))
        assert raw.until(PONG) == b"are you there"
        assert json.loads(raw.until(TEXT))["code"] == "invalid"
        for byte in frame(TEXT, said):
            raw.send(bytes([byte]))
        assert json.loads(raw.until(TEXT))["code"] == "invalid"
        raw.send(frame(TEXT, said) * 3)  # three in one segment
        assert [json.loads(raw.until(TEXT))["code"] for _ in range(3)] == ["invalid"] * 3


def test_binary_is_a_bad_frame_and_the_connection_stays(enter: Open) -> None:
    with greeted(enter()) as raw:
        raw.send(frame(BINARY, b"\x00\xff"))
        assert json.loads(raw.until(TEXT))["code"] == "bad_frame"
        raw.send(frame(TEXT, b"{}"))
        assert json.loads(raw.until(TEXT))["code"] == "bad_frame"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(frame(TEXT, b"\xff"), 1007, id="no UTF-8"),
        pytest.param(frame(TEXT, b"{}", masked=False), 1002, id="not masked"),
        pytest.param(frame(CONT, b"{}"), 1002, id="goes on with nothing"),
        pytest.param(frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002, id="begins twice"),
        pytest.param(frame(PING, b"x" * 126), 1002, id="long control frame"),
        pytest.param(frame(3), 1002, id="reserved opcode"),
        pytest.param(frame(TEXT, b"x" * 65_537), 1009, id="too large"),
        pytest.param(frame(TEXT, b"x" * 40_000, fin=False) + frame(CONT, b"x" * 40_000), 1009, id="too large in two"),
        pytest.param(frame(TEXT, b"", fin=False) + frame(CONT, b"", fin=False) * 70, 1008, id="seventy empty pieces"),
    ],
)
def test_what_is_no_websocket_ends_with_its_code(enter: Open, data: bytes, code: int) -> None:
    with greeted(enter()) as raw:
        raw.send(data)
        assert raw.close_code() == code
        assert raw.frame() is None


def test_a_close_is_answered_and_the_connection_ends(enter: Open) -> None:
    with greeted(enter()) as raw:
        raw.send(frame(CLOSE, (1000).to_bytes(2, "big")))
        assert raw.close_code() == 1000
        assert raw.frame() is None


@pytest.mark.parametrize("path", ["/ws/v1", "/ws/v2/", "/ws/v1/?x", "/"])
def test_another_path_or_a_spent_ticket_is_refused_before_the_handshake(
    web: WebProcess, space: Space, path: str
) -> None:
    ticket = tickets.issue(space.people[1], "")
    if path == "/ws/v1/?x":  # the ticket is good here, once
        with Raw(web.port, ticket, path=path) as raw:
            greeted(raw)
    with Raw(web.port, ticket, path=path) as raw:
        assert raw.status == 403


def test_names_with_an_underscore_do_not_pass_for_others(web: WebProcess, space: Space) -> None:
    """`Authorization_` and the like: some proxies check one form and pass on the other."""
    with Raw(web.port, "wrong", extra=f"authorization_: Bearer {tickets.issue(space.people[1], '')}\r\n") as raw:
        assert raw.status == 403
