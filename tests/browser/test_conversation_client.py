"""The web client of `snug.v1` against a scripted server: gaps, repeats, lost acks, closes, refusals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.scripted import ROOM, SELF, Line, ScriptedServer, said

START = """async ([socket, room, since, owner]) => {
  const { SnugClient } = await import("/messaging/snug-client.js");
  window.log = [];
  const note = (name) => (...rest) => window.log.push([name, ...JSON.parse(JSON.stringify(rest))]);
  const listener = {};
  for (const name of ["State", "Live", "Events", "Resync", "Ended", "Letter", "Note", "Typing", "Read"]) {
    listener[`on${name}`] = note(`on${name}`);
  }
  window.client = new SnugClient({
    url: socket, sessionUrl: "/session", owner, storage: localStorage, listener, random: () => 0.01 });
  window.client.follow(room, since);
  window.client.start();
}"""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.stop()


class Client:
    """The client in a page, and what it told its listener."""

    def __init__(self, page: Page, server: ScriptedServer) -> None:
        self.page = page
        self.server = server
        page.goto(server.url)

    def start(self, since: int | None = 0) -> None:
        self.page.evaluate(START, [self.server.socket_url, ROOM, since, SELF])

    def do(self, code: str) -> Any:
        return self.page.evaluate(f"() => {{ const room = '{ROOM}'; {code} }}")

    def told(self, name: str) -> list[list[Any]]:
        return [entry[1:] for entry in self.page.evaluate("window.log") if entry[0] == name]

    def seqs(self) -> list[int]:
        return [event["seq"] for _room, events in self.told("onEvents") for event in events]

    def until(self, condition: str) -> None:
        """Until this holds of `log` and `client` in the page."""
        self.page.wait_for_function(
            f"(() => {{ const {{ log, client }} = window; return {condition}; }})()", timeout=20_000
        )

    def until_seq(self, seq: int) -> None:
        self.until(f"log.some(([name, , events]) => name === 'onEvents' && events.some((one) => one.seq === {seq}))")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def client(page: Page, server: ScriptedServer) -> Client:
    return Client(page, server)


# ---- the log ---------------------------------------------------------------------------------------------------------


def test_events_arrive_once_each_and_in_order(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        sub = line.grant(head=5)
        assert sub["rooms"] == [{"room": ROOM, "since": 3}] and sub["epoch"] == "e1"
        line.say(said(4), said(5), said(5), said(4), said(6))

    server.play(script)
    client.start(since=3)
    client.until_seq(6)
    server.wait()
    assert client.seqs() == [4, 5, 6]


def test_an_array_of_frames_is_taken_like_the_frames_one_by_one(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        line.say_together(said(1), said(2), {"op": "typing", "room": ROOM, "on": True, "actor": {}}, said(3))

    server.play(script)
    client.start()
    client.until_seq(3)
    assert [len(events) for _room, events in client.told("onEvents")] == [2, 1]
    assert len(client.told("onTyping")) == 1


def test_a_gap_is_asked_for_again_from_the_last_known_event(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        line.say(said(1), said(4), said(5))
        sub = line.hear("sub")
        assert sub["rooms"] == [{"room": ROOM, "since": 1}]
        line.say(said(6))  # still on its way when the server learns of the gap
        line.say({"op": "subd", "id": sub["id"], "room": ROOM, "head": 6, "from": 1})
        line.say(*[said(seq) for seq in range(2, 8)])
        assert [frame for frame in line.silence(1) if frame["op"] == "sub"] == []

    server.play(script)
    client.start()
    client.until_seq(7)
    server.wait()
    assert client.seqs() == [1, 2, 3, 4, 5, 6, 7]


def test_a_room_that_keeps_losing_events_does_not_use_up_its_subscriptions(
    client: Client, server: ScriptedServer
) -> None:
    subs: list[float] = []

    def script(line: Line) -> None:
        line.greet()
        for _ in range(3):
            line.grant(head=9)
            subs.append(time.monotonic())
            line.say(said(9))

    server.play(script)
    client.start()
    server.wait()
    assert min(later - earlier for earlier, later in pairwise(subs)) > 2.5  # 20 a minute are allowed


def test_a_skipped_event_keeps_the_count_without_showing_anything(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        line.say({"op": "ev", "room": ROOM, "seq": 1, "kind": "skip"}, said(2))
        assert [frame for frame in line.silence(1) if frame["op"] == "sub"] == []

    server.play(script)
    client.start()
    client.until_seq(2)
    server.wait()


def test_since_null_means_from_now(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        assert line.grant(head=41)["rooms"] == [{"room": ROOM, "since": None}]
        line.say(said(42))

    server.play(script)
    client.start(since=None)
    client.until_seq(42)
    assert client.seqs() == [42]


def test_a_resync_takes_nothing_in_until_the_page_follows_anew(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet(epoch="e2")
        line.hear("sub")
        line.say({"op": "resync", "room": ROOM, "reason": "behind", "head": 900})
        line.say(said(1), said(900))
        assert line.grant(head=901)["rooms"] == [{"room": ROOM, "since": 900}]
        line.say(said(901))

    server.play(script)
    client.start()
    client.until("log.some(([name]) => name === 'onResync')")
    client.do("client.follow(room, 900)")
    client.until_seq(901)
    assert client.seqs() == [901]
    assert client.told("onResync") == [[ROOM, "behind"]]


def test_after_a_reconnect_the_old_epoch_goes_with_the_old_number(client: Client, server: ScriptedServer) -> None:
    def first(line: Line) -> None:
        line.greet(epoch="e1")
        line.grant(head=1)
        line.say(said(1))
        line.close(4008)

    def second(line: Line) -> None:
        line.greet(epoch="e2")
        sub = line.hear("sub")
        assert sub["epoch"] == "e1" and sub["rooms"] == [{"room": ROOM, "since": 1}]

    server.play(first, second)
    client.start()
    server.wait(2)


def test_a_removed_reader_is_told_and_everything_of_the_room_is_forgotten(
    client: Client, server: ScriptedServer
) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        line.hear("send")
        line.say(said(1), {"op": "unsubd", "room": ROOM, "reason": "removed"}, said(2))
        assert [frame for frame in line.silence(1) if frame["op"] != "pong"] == []

    server.play(script)
    client.start()
    client.do("client.say(room, 'not sent yet')")
    client.until("log.some(([name]) => name === 'onEnded')")
    server.wait()
    assert client.told("onEnded") == [[ROOM, "removed"]]
    assert client.seqs() == [1]
    assert client.page.evaluate("localStorage.length") == 0


# ---- sending ---------------------------------------------------------------------------------------------------------


def ack(send: dict[str, Any], seq: int, *, dup: bool = False) -> dict[str, Any]:
    mid = f"00000000-0000-4000-8000-{seq:012d}"
    return {"op": "ack", "id": send["id"], "room": ROOM, "cid": send["cid"], "seq": seq, "mid": mid, "dup": dup}


def test_unavailable_and_a_cut_line_lead_to_the_same_cid_until_it_is_acknowledged(
    client: Client, server: ScriptedServer
) -> None:
    cids: list[str] = []

    def first(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        send = line.hear("send")
        cids.append(send["cid"])
        line.say({"op": "err", "id": send["id"], "code": "unavailable"})
        cids.append(line.hear("send")["cid"])
        line.close(1011)

    def second(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        send = line.hear("send")
        cids.append(send["cid"])
        assert send["body"] == "hello"
        line.say(ack(send, 1, dup=True))
        assert [frame for frame in line.silence(1) if frame["op"] == "send"] == []

    server.play(first, second)
    client.start()
    client.do("client.say(room, 'hello')")
    server.wait(2)
    assert len(set(cids)) == 1 and len(cids) == 3
    assert client.do("return client.outbox.of(room).length") == 0
    assert client.page.evaluate("localStorage.length") == 0
    assert client.told("onLetter")[-1][1]["dup"] is True


def test_own_words_leave_in_the_order_in_which_they_were_written(client: Client, server: ScriptedServer) -> None:
    bodies: list[str] = []

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        for seq in range(1, 6):
            send = line.hear("send")
            bodies.append(send["body"])
            if seq == 2:
                line.say({"op": "err", "id": send["id"], "code": "rate_limited", "retry_ms": 300})
                send = line.hear("send")
                assert send["body"] == bodies[-1]
            line.say(ack(send, seq))

    server.play(script)
    client.start()
    client.do("for (const word of ['a', 'b', 'c', 'd', 'e']) client.say(room, word)")
    server.wait()
    assert bodies == ["a", "b", "c", "d", "e"]


def test_the_outbox_survives_a_reload_and_keeps_its_cid(client: Client, server: ScriptedServer) -> None:
    client.start()  # no script: the handshake is refused, nothing can be sent
    cid = client.do("return client.say(room, 'written in the tunnel').cid")
    client.page.reload()

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        send = line.hear("send")
        assert send["cid"] == cid and send["body"] == "written in the tunnel"
        line.say(ack(send, 1))

    server.play(script)
    client.start()
    server.wait()


def test_a_refused_message_waits_for_its_author_and_lets_the_next_one_pass(
    client: Client, server: ScriptedServer
) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        send = line.hear("send")
        line.say({"op": "err", "id": send["id"], "code": "forbidden", "detail": {"words": "Not here."}})
        line.say(ack(line.hear("send"), 1))
        again = line.hear("send")
        assert again["cid"] == send["cid"] and again["body"] == "first"
        line.say(ack(again, 2))

    server.play(script)
    client.start()
    cid = client.do("const { cid } = client.say(room, 'first'); client.say(room, 'second'); return cid")
    client.until("log.some(([name, letter]) => name === 'onLetter' && letter.state === 'failed')")
    client.until("client.outbox.letters.size === 1")
    client.page.evaluate("cid => window.client.retry(cid)", cid)
    server.wait()


def test_a_nudge_is_confirmed_with_the_same_cid(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=0)
        send = line.hear("send")
        assert "confirm" not in send
        line.say({"op": "err", "id": send["id"], "code": "nudge", "detail": {"rule": "own_phone", "spans": [[0, 4]]}})
        again = line.hear("send")
        assert again["cid"] == send["cid"] and again["confirm"] == ["own_phone"]
        line.say(ack(again, 1))

    server.play(script)
    client.start()
    cid = client.do("return client.say(room, '0151').cid")
    client.until("log.some(([name, letter]) => name === 'onLetter' && letter.code === 'nudge')")
    client.page.evaluate("cid => window.client.retry(cid)", cid)
    server.wait()


def test_of_all_that_was_read_the_newest_is_told_once_a_second(client: Client, server: ScriptedServer) -> None:
    reads: list[int] = []

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=9)
        reads.extend(frame["seq"] for frame in line.silence(2.5) if frame["op"] == "read")

    server.play(script)
    client.start(since=9)
    client.until("log.some(([name]) => name === 'onLive')")
    client.do("for (let seq = 1; seq <= 9; seq += 1) client.read(room, seq); client.read(room, 4)")
    server.wait()
    assert reads == [1, 9]


# ---- the line --------------------------------------------------------------------------------------------------------


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
