"""What a browser may have our server call: public hosts by https, and nothing that only looks like one."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from community import endpoints
from community.actions import push
from community.endpoints import NotAllowed, NotFoundByName, way_to
from community.errors import Invalid
from community.models import PushSubscription
from community.notifications.channels.base import Outcome
from tests.cast import Cast
from tests.community.parcels import carried, holds, parcel
from tests.push_service import Device, PushService

PUBLIC = ["203.0.114.7"]  # just beside what is kept for documentation


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names resolve to, instead of asking a server; numbers are read as the system reads them."""
    known: dict[str, list[str]] = {"push.example.org": PUBLIC}
    real = socket.getaddrinfo

    def answer(host: str, port: int, **more: Any) -> Any:
        if host in known:
            return [entry for address in known[host] for entry in real(address, port, **more)]
        return real(host, port, **more, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(endpoints.socket, "getaddrinfo", answer)
    return known


def test_a_public_host_by_https_is_allowed_and_its_judged_addresses_go_along(names: dict[str, list[str]]) -> None:
    way = way_to("https://push.example.org/wpush/v2/gAAAA-_~:x?y=1")
    assert (way.scheme, way.host, way.port, way.target) == (
        "https",
        "push.example.org",
        443,
        "/wpush/v2/gAAAA-_~:x?y=1",
    )
    assert list(way.addresses) == PUBLIC
    assert way.origin == "https://push.example.org"
    assert way_to("https://PUSH.example.org:443/x").origin == "https://push.example.org"
    assert way_to("https://93.184.215.14/x").addresses == ("93.184.215.14",)
    assert way_to("https://[2606:2800:21f::1]/x").origin == "https://[2606:2800:21f::1]"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 (refused)
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_an_address_that_is_not_public_is_refused_written_out_or_behind_a_name(
    names: dict[str, list[str]], address: str
) -> None:
    names["push.example.org"] = [address]
    names["half.example.org"] = [*PUBLIC, address]
    literal = f"[{address}]" if ":" in address else address
    for host in (literal, "push.example.org", "half.example.org"):
        with pytest.raises(NotAllowed):
            way_to(f"https://{host}/x")


@pytest.mark.parametrize("number", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001", "0"])
def test_other_spellings_of_a_private_address_are_seen_through(names: dict[str, list[str]], number: str) -> None:
    with pytest.raises(NotAllowed):
        way_to(f"https://{number}/x")


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "x",
        "http://push.example.org/x",
        "HTTPS://push.example.org/x",
        "ftp://push.example.org/x",
        "file:///etc/passwd",
        "gopher://push.example.org/x",
        "//push.example.org/x",
        "https:/push.example.org/x",
        "https:///x",
        "https://push.example.org",
        "https://push.example.org@10.0.0.1/x",
        "https://10.0.0.1@push.example.org/x",
        "https://user:word@push.example.org/x",
        "https://push.example.org\\@10.0.0.1/x",
        "https://push.example.org#@10.0.0.1/x",
        "https://push.example.org?@10.0.0.1/x",
        "https://push.example.org/x#part",
        "https://push.example.org/x y",
        "https://push.example.org/x\r\nX-Other: 1",
        "https://push.example.org/\x00",
        "https://push.example.org/ø",
        "https://push.exämple.org/x",
        "https://push.example.org%2e10.0.0.1/x",
        "https://[::1%25lo]/x",
        "https://push.example.org:/x",
        "https://push.example.org:0/x",
        "https://push.example.org:22/x",
        "https://push.example.org:8443/x",
        "https://push.example.org:65536/x",
        "https://push.example.org:99999/x",
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_an_address_of_another_form_is_refused(names: dict[str, list[str]], endpoint: str) -> None:
    with pytest.raises(NotAllowed):
        way_to(endpoint)


def test_names_of_this_machine_are_refused() -> None:
    with pytest.raises(NotAllowed):
        way_to("https://localhost/x")
    with pytest.raises((NotAllowed, NotFoundByName)):  # some machines do not know it with the dot
        way_to("https://localhost./x")


@pytest.mark.parametrize("host", ["nothing.invalid", ".", "..", "a..b", "x" * 300, "-"])
def test_a_name_that_leads_nowhere_is_told_apart_from_one_that_must_not_be_called(host: str) -> None:
    with pytest.raises(NotFoundByName):
        way_to(f"https://{host}/x")


def test_other_ports_can_be_opened(names: dict[str, list[str]], settings: Any) -> None:
    settings.PUSH_PORTS = [443, 8443]
    assert way_to("https://push.example.org:8443/x").origin == "https://push.example.org:8443"


def test_what_lies_under_a_local_prefix_is_allowed_and_nothing_beside_it(settings: Any) -> None:
    settings.PUSH_LOCAL_ENDPOINTS = ["http://localhost:8000/demo/push/"]
    assert way_to("http://localhost:8000/demo/push/x/").port == 8000
    for beside in (
        "http://localhost:8000/demo/",
        "http://localhost:8000/demo/push",
        "http://localhost:8000/demo/push/../mail/",
        "http://localhost:8000/demo/push/%2e%2e/mail/",
        "http://localhost:8001/demo/push/x/",
        "http://127.0.0.1:8000/demo/push/x/",
        "https://localhost:8000/demo/push/x/",
        "http://localhost:80001/demo/push/x/",
        "http://localhost:8000@10.0.0.1/demo/push/x/",
        "http://localhost:8000.example.org/demo/push/x/",
    ):
        with pytest.raises(NotAllowed):
            way_to(beside)


def test_subscribing_refuses_what_must_not_be_called(cast: Cast, names: dict[str, list[str]]) -> None:
    device = Device("https://push.example.org/x")
    push.subscribe(cast.ana, "", device.endpoint, device.p256dh, device.auth)
    for endpoint in ("https://169.254.169.254/latest", "https://localhost/x", "https://nothing.invalid/x", "x"):
        with pytest.raises(Invalid) as refused:
            push.subscribe(cast.ana, "", endpoint, device.p256dh, device.auth)
        assert refused.value.field == "endpoint"
    assert PushSubscription.objects.get().endpoint == device.endpoint


def test_a_name_that_leads_inside_only_later_is_not_called_then(
    cast: Cast, names: dict[str, list[str]], settings: Any
) -> None:
    with PushService() as inside:
        port = int(inside.origin.rpartition(":")[2])
        settings.PUSH_PORTS = [port]
        device = Device(f"https://push.example.org:{port}/x")
        push.subscribe(cast.ana, "", device.endpoint, device.p256dh, device.auth)
        names["push.example.org"] = ["127.0.0.1"]
        assert carried(parcel(cast.ana)) == [Outcome.NEVER]
        assert inside.requests == 0


def test_a_name_is_asked_once_so_that_no_second_answer_counts(
    cast: Cast, names: dict[str, list[str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    judged = endpoints.socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host != "push.example.org":
            return judged(host, port, **more) if not rest else []
        asked.append(host)
        return judged("127.0.0.1" if asked[1:] else PUBLIC[0], port, **more)

    reached: list[Any] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        raise OSError

    monkeypatch.setattr(endpoints.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr("community.notifications.channels.wire.socket.create_connection", connect)
    holds(cast.ana, Device("https://push.example.org/x"))
    assert carried(parcel(cast.ana)) == [Outcome.LATER]
    assert (asked, reached) == (["push.example.org"], [(PUBLIC[0], 443)])
