"""The line: pings, silence, closes, refused handshakes, and the wait between tries."""

from __future__ import annotations

import time

import pytest

from tests.browser.client.driver import Client
from tests.browser.client.scripted import Line, ScriptedServer


def test_a_ping_is_answered_with_its_number(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.say({"op": "ping", "n": 7})
        assert line.hear("pong")["n"] == 7

    server.play(script)
    client.start()
    server.wait()


def test_a_line_that_went_silent_is_given_up(client: Client, server: ScriptedServer) -> None:
    def silent(line: Line) -> None:
        line.greet(ping_s=0.4)
        line.grant(head=0)

    server.play(silent, lambda line: line.greet())
    client.start()
    server.wait(2)
    assert ["waiting"] in [[state["state"]] for [state] in client.told("onState")]


@pytest.mark.parametrize(
    ("code", "why"), [(4000, "protocol"), (4001, "signed_out"), (4003, "disabled"), (4011, "replaced")]
)
def test_after_these_closes_the_client_does_not_come_back(
    client: Client, server: ScriptedServer, code: int, why: str
) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.say({"op": "err", "code": "bad_frame"})
        line.close(code)

    server.play(script)
    client.start()
    client.until("log.some(([name, state]) => name === 'onState' && state.state === 'stopped')")
    client.page.wait_for_timeout(1500)
    assert client.told("onState")[-1] == [{"state": "stopped", "why": why}]
    assert server.handshakes == 1


def test_a_rate_limited_line_comes_back_when_it_was_told_to(client: Client, server: ScriptedServer) -> None:
    times: list[float] = []

    def first(line: Line) -> None:
        line.greet()
        line.say({"op": "err", "code": "rate_limited", "retry_ms": 1200})
        times.append(time.monotonic())
        line.close(4013)

    server.play(first, lambda line: times.append(time.monotonic()))
    client.start()
    server.wait(2)
    assert 1.1 < times[1] - times[0] < 4


def test_after_two_refused_handshakes_the_session_is_asked_and_a_signed_out_client_stops(
    client: Client, server: ScriptedServer
) -> None:
    server.session_status = 401
    client.start()
    client.until("log.some(([name, state]) => name === 'onState' && state.state === 'stopped')")
    assert client.told("onState")[-1] == [{"state": "stopped", "why": "signed_out"}]
    assert (server.handshakes, server.session_asked) == (2, 1)


def test_a_refused_handshake_of_a_valid_session_is_tried_again(client: Client, server: ScriptedServer) -> None:
    client.start()
    deadline = time.monotonic() + 15
    while server.session_asked < 2 and time.monotonic() < deadline:
        client.page.wait_for_timeout(50)
    server.play(lambda line: line.greet())
    server.wait()
    assert server.handshakes >= 4


def test_the_wait_between_tries_is_jittered_between_nothing_and_a_doubling_bound(client: Client) -> None:
    waits = client.page.evaluate("""async () => {
      const { Backoff } = await import("/messaging/backoff.js");
      const low = new Backoff(() => 0), high = new Backoff(() => 0.999999), again = new Backoff(() => 0.999999);
      const take = (backoff, count) => Array.from({ length: count }, () => backoff.next());
      const first = take(again, 5);
      again.reset();
      return { low: take(low, 12), high: take(high, 12), after: take(again, 1), first, spread: high.spread() };
    }""")
    assert waits["low"] == [0] * 12
    bounds = [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]
    assert all(bound * 0.99 < wait <= bound for wait, bound in zip(waits["high"], bounds, strict=False))
    assert waits["after"] == waits["first"][:1]
    assert 9_999 < waits["spread"] <= 10_000
