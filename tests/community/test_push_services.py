"""Push services that misbehave, are away, send elsewhere, or are somebody else."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from community.notifications.channels import wire
from community.notifications.channels.base import Outcome
from tests.cast import Cast
from tests.community.parcels import carried, endpoints_of, holds, parcel
from tests.push_service import PushService, drip, hang, hang_up, self_made_certificate


def test_nobody_listening_is_certainly_not_sent(cast: Cast, settings: Any) -> None:
    with PushService() as gone:
        device = gone.device()
        settings.PUSH_LOCAL_ENDPOINTS = [gone.prefix]
    holds(cast.ana, device)
    assert carried(parcel(cast.ana)) == [Outcome.LATER]


def test_a_service_that_takes_all_and_says_nothing_leaves_it_unsure(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ_S", 0.3)
    holds(cast.ana, service.device())
    for misbehaviour in (hang, hang_up):
        service.answer = misbehaviour
        assert carried(parcel(cast.ana)) == [Outcome.UNSURE]
    assert service.requests == 2
    assert endpoints_of(cast.ana) != set()


def test_an_answer_that_comes_in_drops_holds_nobody_for_long(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WHOLE_S", 0.5)
    holds(cast.ana, service.device())
    service.answer = drip
    begun = time.monotonic()
    assert carried(parcel(cast.ana)) == [Outcome.UNSURE]
    assert time.monotonic() - begun < wire.READ_S / 2


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(cast: Cast, service: PushService, settings: Any, status: int) -> None:
    with PushService() as elsewhere:
        settings.PUSH_LOCAL_ENDPOINTS = [service.prefix, elsewhere.prefix]
        holds(cast.ana, service.device())
        service.answer, service.headers = status, {"Location": elsewhere.device().endpoint}
        assert carried(parcel(cast.ana)) == [Outcome.NEVER]
        assert (service.requests, elsewhere.requests) == (1, 0)


def test_a_proxy_named_in_the_environment_is_not_asked(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    holds(cast.ana, service.device())
    assert carried(parcel(cast.ana)) == [Outcome.SENT]


def test_a_certificate_is_checked_and_one_that_is_trusted_is_enough(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = self_made_certificate(tmp_path)
    with PushService(certificate=file) as secure:
        settings.PUSH_LOCAL_ENDPOINTS = [secure.prefix]
        holds(cast.ana, secure.device())
        assert carried(parcel(cast.ana)) == [Outcome.LATER]
        assert secure.requests == 0, "nothing is said to somebody unknown"
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        wire._trust.cache_clear()
        try:
            assert carried(parcel(cast.ana)) == [Outcome.SENT]
            assert secure.pushes[0].said["kind"] == "knock"
        finally:
            wire._trust.cache_clear()


def test_a_certificate_of_another_host_is_not_enough(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = self_made_certificate(tmp_path, "push.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    wire._trust.cache_clear()
    try:
        with PushService(certificate=file) as secure:
            settings.PUSH_LOCAL_ENDPOINTS = [secure.prefix]
            holds(cast.ana, secure.device())
            assert carried(parcel(cast.ana)) == [Outcome.LATER]
            assert secure.requests == 0
    finally:
        wire._trust.cache_clear()
