"""Changing words and reacting: through tunnels, in order; the last change counts, what is refused waits."""

from __future__ import annotations

import threading

from tests.browser.client.driver import Client
from tests.browser.client.scripted import Frame, Line, ScriptedServer, ack

MID = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"


def answer(line: Line, frame: Frame, seq: int) -> None:
    line.say({**ack(frame, seq), "mid": frame["mid"]})


def test_a_change_is_sent_with_its_own_cid_until_it_is_acknowledged(client: Client, server: ScriptedServer) -> None:
    frames: list[Frame] = []

    def first(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        frames.append(line.hear("edit"))
        line.say({"op": "err", "id": frames[0]["id"], "code": "unavailable"})
        frames.append(line.hear("edit"))
        line.close(1011)

    def second(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        frames.append(line.hear("edit", within=4))
        answer(line, frames[2], 2)
        assert [frame for frame in line.silence(1) if frame["op"] == "edit"] == []

    server.play(first, second)
    client.start(since=1)
    client.do(f"client.edit(room, '{MID}', 'better words')")
    server.wait(2)
    assert frames[0] == frames[1] == frames[2]
    assert (frames[0]["mid"], frames[0]["body"]) == (MID, "better words")
    assert frames[0]["id"] == frames[0]["cid"] and "emoji" not in frames[0]
    client.until("client.outbox.letters.size === 0")
    assert client.page.evaluate("localStorage.length") == 0


def test_a_reaction_says_which_emoji_and_whether_it_comes_or_goes(client: Client, server: ScriptedServer) -> None:
    heard: list[tuple[str, str, bool]] = []

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        for seq, on in ((2, True), (3, False)):
            frame = line.hear("react")
            heard.append((frame["mid"], frame["emoji"], frame["on"]))
            assert frame["on"] is on and "body" not in frame
            answer(line, frame, seq)

    server.play(script)
    client.start(since=1)
    client.do(f"client.react(room, '{MID}', '🧡', true)")
    client.until("client.outbox.letters.size === 0")
    client.do(f"client.react(room, '{MID}', '🧡', false)")
    server.wait()
    assert heard == [(MID, "🧡", True), (MID, "🧡", False)]


def test_of_changes_that_wait_the_last_one_leaves_and_all_keeps_its_order(
    client: Client, server: ScriptedServer
) -> None:
    client.start(since=1)  # no script: the handshake is refused, nothing can be sent
    client.do(f"""
      client.edit(room, '{MID}', 'first try');
      client.react(room, '{MID}', '👍', true);
      client.say(room, 'between');
      client.edit(room, '{OTHER}', 'another message');
      client.edit(room, '{MID}', 'second try');
      client.react(room, '{MID}', '👍', false);
      client.react(room, '{MID}', '🧡', true);
    """)
    client.page.reload()
    said: list[str] = []

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        for seq, op in enumerate(["send", "edit", "edit", "react", "react"], start=2):
            frame = line.hear(op)
            said.append(str(frame.get("body") or f"{frame['emoji']} {frame['on']}"))
            line.say({**ack(frame, seq), "mid": frame.get("mid", MID)})
        assert [frame for frame in line.silence(1) if frame["op"] in ("edit", "react")] == []

    server.play(script)
    client.start(since=1)
    server.wait()
    assert said == ["between", "another message", "second try", "👍 False", "🧡 True"]


def test_a_change_that_may_be_with_the_server_is_not_taken_back_but_followed(
    client: Client, server: ScriptedServer
) -> None:
    bodies: list[str] = []
    under_way = threading.Event()

    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        first = line.hear("edit")
        under_way.set()
        bodies.append(first["body"])
        assert [frame for frame in line.silence(1) if frame["op"] == "edit"] == []  # one at a time
        answer(line, first, 2)
        second = line.hear("edit")
        bodies.append(second["body"])
        answer(line, second, 3)

    server.play(script)
    client.start(since=1)
    client.do(f"client.edit(room, '{MID}', 'on its way')")
    assert under_way.wait(10)
    client.do(f"client.edit(room, '{MID}', 'not this'); client.edit(room, '{MID}', 'but this')")
    server.wait()
    assert bodies == ["on its way", "but this"]
    client.until("client.outbox.letters.size === 0")
    assert [told[0]["body"] for told in client.told("onLetter") if told[1]] == bodies  # both were stored


def test_who_takes_a_message_back_has_nothing_more_to_say_about_it(client: Client, server: ScriptedServer) -> None:
    client.start(since=1)
    client.do(f"""
      client.edit(room, '{MID}', 'better');
      client.react(room, '{MID}', '👍', true);
      client.edit(room, '{OTHER}', 'stays');
      client.remove(room, '{MID}');
    """)
    assert client.do("return client.outbox.of(room).map(({ op, mid }) => [op, mid])") == [["edit", OTHER], ["del", MID]]


def test_a_refused_change_waits_for_its_author_and_a_new_one_takes_its_place(
    client: Client, server: ScriptedServer
) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        late = {"code": "edit_window_over", "words": "Too late."}
        line.say({"op": "err", "id": line.hear("edit")["id"], "code": "forbidden", "detail": late})
        again = line.hear("edit")
        assert again["body"] == "other words"
        answer(line, again, 2)

    server.play(script)
    client.start(since=1)
    client.do(f"client.edit(room, '{MID}', 'too late')")
    client.until("log.some(([name, letter]) => name === 'onLetter' && letter.state === 'failed')")
    [letter] = client.do("return client.outbox.of(room)")
    assert (letter["body"], letter["code"], letter["detail"]["words"]) == ("too late", "forbidden", "Too late.")
    client.do(f"client.edit(room, '{MID}', 'other words')")
    server.wait()
    client.until("client.outbox.letters.size === 0")


def test_a_nudge_about_changed_words_is_confirmed_with_the_same_cid(client: Client, server: ScriptedServer) -> None:
    def script(line: Line) -> None:
        line.greet()
        line.grant(head=1)
        first = line.hear("edit")
        line.say({"op": "err", "id": first["id"], "code": "nudge", "detail": {"rule": "own_phone", "spans": [[0, 4]]}})
        again = line.hear("edit")
        assert again == {**first, "confirm": ["own_phone"]}
        answer(line, again, 2)

    server.play(script)
    client.start(since=1)
    cid = client.do(f"return client.edit(room, '{MID}', '0151').cid")
    client.until("log.some(([name, letter]) => name === 'onLetter' && letter.code === 'nudge')")
    client.page.evaluate("cid => window.client.retry(cid)", cid)
    server.wait()
