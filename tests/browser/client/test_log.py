"""A room's log as the client takes it in: gaps, repeats, arrays, resync, the end of an access."""

from __future__ import annotations

import time
from itertools import pairwise

from tests.browser.client.driver import Client
from tests.browser.client.scripted import ROOM, Line, ScriptedServer, said


def test_events_arrive_once_each_and_in_order(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        sub = line.grant(head=5)
        assert sub["rooms"] == [{"room": ROOM, "since": 3}] and sub["epoch"] == "e1"
        line.say(said(4), said(5), said(5), said(4), said(6))
        assert [frame for frame in line.silence(3.5) if frame["op"] == "sub"] == []  # a repeat is no gap

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
