"""Who gets in, who is put out (realtime.md "Connecting"): all decided before accept, over real sockets."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from websockets.asyncio.client import connect as connect_raw
from websockets.exceptions import InvalidStatus

from community.actions import people
from community.models import Person
from community.pool import run
from messaging.actions import tickets
from messaging.models import SocketTicket
from tests.messaging.conftest import ORIGIN, Connect, browser_headers, sign_in
from tests.messaging.rooms import Space, make_person
from tests.messaging.servers import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
REVOKED_S = 6  # the deadline of 2 s, three times over for a busy machine
PROTOCOL: Any = "snug.v1"


async def knock(url: str, headers: dict[str, str], protocol: str | None = PROTOCOL) -> int:
    """101 when let in, else the HTTP status."""
    protocols: Any = [protocol] if protocol else None
    try:
        async with connect_raw(
            url, subprotocols=protocols, additional_headers=headers, compression=None, proxy=None
        ) as socket:
            assert json.loads(await socket.recv())["op"] == "hello"
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


@pytest.fixture
def ana(space: Space) -> Person:
    return space.people[1]


@pytest.fixture
def url(webs: list[WebProcess]) -> str:
    return webs[0].url


async def test_a_browser_needs_a_session_and_exactly_one_of_our_origins(ana: Person, url: str) -> None:
    key = await run(sign_in, ana)
    assert await knock(url, browser_headers(key)) == 101
    for origin in (None, "null", "", "http://snug.test.evil.example", "https://snug.test", "http://snug.test:81", "*"):
        assert await knock(url, browser_headers(key, origin)) in (400, 403), (
            origin
        )  # 400: the server calls it malformed
    for cookie in ("", "sessionid=", "sessionid=nonsense", f"sessionid={key}x", "sessionid=%00", "=;;="):
        assert await knock(url, {"Cookie": cookie, "Origin": ORIGIN}) == 403, cookie


async def test_the_subprotocol_and_the_path_are_ours(ana: Person, url: str) -> None:
    headers = browser_headers(await run(sign_in, ana))
    assert await knock(url, headers, "chat") == 403
    assert await knock(url, headers, None) == 403
    assert await knock(url.replace("/v1/", "/v2/"), headers) == 403
    assert await knock(url + "?ticket=x", headers) == 101


async def test_a_ticket_lets_in_once_without_an_origin_or_from_ours(ana: Person, url: str) -> None:
    def bearer(ticket: str, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {ticket}", **more}

    ticket = await run(tickets.issue, ana, "")
    assert await knock(url, bearer(ticket, Origin="http://evil.example")) == 403
    assert await knock(url, bearer(ticket)) == 101, "a refused handshake spends nothing"
    assert await knock(url, bearer(ticket)) == 403
    assert await knock(url, bearer(await run(tickets.issue, ana, ""), Origin=ORIGIN)) == 101
    assert await knock(url, bearer(await run(tickets.issue, ana, "", 0))) == 403
    cookie = browser_headers(await run(sign_in, ana))
    assert await knock(url, {**cookie, "Authorization": "Bearer wrong"}) == 403, "cookies are ignored then"
    for wrong in ("", "Bearer", "Bearer ", f"Basic {ticket}", "Bearer \xff"):
        assert await knock(url, {"Authorization": wrong}) == 403


async def test_of_parallel_handshakes_with_one_ticket_one_gets_in(ana: Person, webs: list[WebProcess]) -> None:
    ticket = await run(tickets.issue, ana, "")
    headers = {"Authorization": f"Bearer {ticket}"}
    answers = await asyncio.gather(*(knock(webs[n % 2].url, headers) for n in range(8)))
    assert Counter(answers) == {101: 1, 403: 7}
    assert not await run(SocketTicket.objects.exists)


async def test_a_ticket_dies_with_the_session_it_came_from(ana: Person, url: str) -> None:
    key = await run(sign_in, ana)
    kept, lost = await run(tickets.issue, ana, key), await run(tickets.issue, ana, key)
    assert await knock(url, {"Authorization": f"Bearer {kept}"}) == 101
    await run(Session.objects.filter(session_key=key).delete)
    assert await knock(url, {"Authorization": f"Bearer {lost}"}) == 403


async def test_a_session_of_a_closed_account_does_not_let_in(ana: Person, url: str) -> None:
    headers = browser_headers(await run(sign_in, ana))
    assert await knock(url, headers) == 101
    await run(Person.objects.filter(pk=ana.pk).update, is_active=False)
    assert await knock(url, headers) == 403


async def test_signing_out_closes_the_sockets_of_that_session_only(
    ana: Person, space: Space, browser: Connect, client: Any
) -> None:
    key, other = await run(sign_in, ana), await run(sign_in, ana)
    client.cookies["sessionid"] = key
    async with browser(ana, 0, key) as gone, browser(ana, 1, key) as gone_too, browser(ana, 0, other) as stays:
        await stays.sub(space.talk.pk)
        begun = time.monotonic()
        response = await run(client.post, "/signout/")
        assert response.status_code in (200, 302)
        assert [await gone.closed(REVOKED_S), await gone_too.closed(REVOKED_S)] == [4001, 4001]
        assert time.monotonic() - begun < REVOKED_S
        assert gone.frames[-1] == {"op": "err", "code": "forbidden", "detail": {"close": 4001}}
        assert (await stays.send(space.talk.pk, "still here"))["op"] == "ack"


async def test_a_session_that_just_vanishes_is_found_by_the_sweeper(ana: Person, browser: Connect) -> None:
    key = await run(sign_in, ana)
    async with browser(ana, 0, key) as client:
        await run(Session.objects.filter(session_key=key).delete)
        assert await client.closed(18) == 4001


async def test_a_closed_account_closes_its_sockets(
    ana: Person, space: Space, browser: Connect, connect: Connect
) -> None:
    olga = await run(make_person, "olga")
    async with browser(ana) as web, connect(ana, 1) as app:
        await app.sub(space.talk.pk)
        await run(lambda: people.disable(olga, ana))
        assert {await web.closed(18), await app.closed(18)} == {4003}


async def test_a_sixth_socket_replaces_the_oldest(ana: Person, space: Space, connect: Connect) -> None:
    clients = [connect(ana, n % 2) for n in range(6)]
    for client in clients[:5]:
        await client.__aenter__()
    assert (await clients[0].send(space.talk.pk, "five are fine"))["op"] == "ack"
    await clients[5].__aenter__()
    assert await clients[0].closed() == 4011
    for client in clients[1:]:
        assert (await client.send(space.talk.pk, "we stay"))["op"] == "ack"
        await client.__aexit__()


async def test_handshakes_are_counted_per_person_and_failed_ones_per_address(
    ana: Person, space: Space, webs: list[WebProcess]
) -> None:
    strict = webs[2].url
    headers = browser_headers(await run(sign_in, ana))
    answers = [await knock(strict, headers) for _ in range(12)]
    assert answers[:10] == [101] * 10
    assert 403 in answers[10:]
    ben = browser_headers(await run(sign_in, space.people[2]))
    assert await knock(strict, ben) == 101
    wrong = {"Authorization": f"Bearer {uuid4()}"}
    for _ in range(31):
        assert await knock(strict, wrong) == 403
    assert await knock(strict, ben) == 403, "the address has to wait"


async def test_hello_names_the_log_and_the_limits(ana: Person, connect: Connect) -> None:
    async with connect(ana, 0) as here, connect(ana, 1) as there:
        assert here.hello["epoch"] == there.hello["epoch"]
        assert here.hello["conn"] != there.hello["conn"]
        assert here.hello["limits"]["rates"]["messages"] == [10, 10, 20]
