"""Sending: the same cid until there is an answer, in order, through reloads; and what was read."""

from __future__ import annotations

from tests.browser.client.driver import Client
from tests.browser.client.scripted import Line, ScriptedServer, ack


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
        send = line.hear("send", within=4)  # at once, not when the ack is given up
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
