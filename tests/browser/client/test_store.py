"""What the page knows of a room: edits, reactions and their absence, in whatever order pages and events come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.client.driver import Client

ME, BEN, CARA = "me", "ben", "cara"
START = """
  const { Store } = await import("/messaging/store.js");
  const { toRows } = await import("/messaging/rows.js");
  const { Clock } = await import("/messaging/clock.js");
  const { toPage } = await import("/messaging/history.js");
  const ben = { id: "ben", name: "Ben", badge: null };
  const message = (seq, more) => ({ seq, mid: `m${seq}`, at: "2026-06-09T16:00:00Z", actor: ben, body: `words ${seq}`,
    version: 1, edited_at: null, reactions: [], ...more });
  const page = (atSeq, ...messages) => toPage({ messages, events: [], at_seq: atSeq });
  const edit = (seq, of, version, body, more) => ({ kind: "msg.edit", seq, of, version, body, actor: ben, ...more });
  const react = (seq, of, emoji, on, who = "ben", name = "Ben") =>
    ({ kind: "react", seq, of, emoji, on, actor: { id: who, name, badge: null } });
  const store = new Store("me", { names: { me: "Ana", ben: "Ben", cara: "Cara", dan: "Dan" } });
  const of = (seq) => store.list().find((item) => item.seq === seq);
  const more = "{names} and {n} more";
  const words =
    { you_too: "you", comma: ", ", and_last: "{names} and {last}", and_more_other: more, and_more_one: more };
  const says = (letters = []) => toRows({ items: store.list(), letters, self: "me", names: store.names, words,
    plural: new Intl.PluralRules("en"), freshSeq: null, hasOlder: true, hasNewer: false, clock: new Clock("en", "UTC"),
  }).flatMap((row) => row.says ?? []);
"""


def run(client: Client, code: str) -> Any:
    return client.page.evaluate(f"async () => {{ {START} {code} }}")


def test_an_edit_is_taken_when_it_is_as_new_as_what_is_there(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(1, message(1)));
        const seen = [];
        for (const event of [edit(2, 1, 3, "third"), edit(3, 1, 2, "second"), edit(4, 1, 3, "third, again")]) {
          seen.push([store.apply(event), of(1).body]);
        }
        return [seen, of(1).edited];
        """,
    )
    assert found == [[["changed", "third"], [None, "third"], ["changed", "third, again"]], True]


def test_what_nobody_changed_is_not_marked_and_what_its_author_changed_stays_marked(client: Client) -> None:
    found = run(
        client,
        """
        const rules = { actor: null };
        store.reset(page(2, message(1), message(2, { edited_at: "2026-06-09T16:01:00Z" })));
        for (const seq of [1, 2]) store.apply(edit(2 + seq, seq, 2, "Hidden", { ...rules, hidden: true }));
        const hidden = says().map((say) => [Boolean(say.hidden), say.edited]);
        for (const seq of [1, 2]) store.apply(edit(4 + seq, seq, 3, `words ${seq}`, rules));
        return [hidden, says().map((say) => [Boolean(say.hidden), say.edited, say.body])];
        """,
    )
    assert found == [[[True, False], [True, True]], [[False, False, "words 1"], [False, True, "words 2"]]]


def test_an_edit_of_deleted_words_leaves_nothing_of_them(client: Client) -> None:
    assert run(
        client,
        """
        store.reset(page(1, message(1)));
        const what = store.apply(edit(2, 1, 2, "", { deleted: true }));
        store.prepend(page(1, message(1)));
        return [what, store.list().length];
        """,
    ) == ["changed", 0]


def test_reactions_are_a_set_by_person_and_emoji_in_the_order_of_first_use(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(1, message(1)));
        const events = [react(2, 1, "👍", true), react(3, 1, "🧡", true, "cara"), react(4, 1, "👍", true, "me"),
          react(5, 1, "👍", true), react(6, 1, "🧡", false, "cara"), react(7, 1, "🌅", false)];
        const what = events.map((one) => store.apply(one));
        return [what, of(1).reactions];
        """,
    )
    yes = "changed"
    assert found == [[yes, yes, yes, None, yes, None], [{"emoji": "👍", "by": ["ben", "me"]}]]


def test_a_page_read_before_a_change_does_not_bring_the_old_state_back(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(10, message(9)));
        store.apply(react(11, 3, "👍", true));
        store.apply(edit(12, 3, 2, "other words"));
        store.apply({ kind: "member.update", seq: 13, actor: { id: "ben", name: "Benedict", badge: null } });
        store.prepend(page(10, message(3)));
        const old = [of(3).body, of(3).reactions, of(3).actor.name];
        store.prepend(page(12, message(3, { body: "other words", version: 2, reactions: [] })));
        return [old, of(3).reactions];
        """,
    )
    assert found == [["other words", [{"emoji": "👍", "by": ["ben"]}], "Benedict"], []]


def test_who_is_gone_reacts_no_more(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(2, message(1, { actor: { id: "cara", name: "Cara", badge: null },
          reactions: [{ emoji: "👍", by: ["ben", "cara"] }, { emoji: "🧡", by: ["ben"] }] }), message(2)));
        const what = store.apply({ kind: "msg.gone", seq: 3, from: 1, to: 2, profile: "ben" });
        return [what, store.list().map((item) => [item.seq, item.reactions])];
        """,
    )
    assert found == ["changed", [[1, [{"emoji": "👍", "by": ["cara"]}]]]]


def test_what_waits_is_shown_as_done_and_what_was_refused_is_as_before(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(1, message(1, { reactions: [{ emoji: "👍", by: ["ben"] }] })));
        const letter = (op, more) => ({ cid: op, op, mid: "m1", state: "pending", at: 1, ...more });
        const waiting = [letter("edit", { body: "new" }), letter("react", { emoji: "👍", on: true })];
        const names = ({ label, own }) => [label, own];
        const show = ([say]) => [say.body, say.edited, say.changing, say.chips.map(names), say.failed.length];
        return [show(says(waiting)), show(says(waiting.map((one) => ({ ...one, state: "failed" })))), show(says())];
        """,
    )
    before = ["words 1", False, False, [["👍 1, Ben", False]]]
    assert found == [["new", True, True, [["👍 2, you and Ben", True]], 0], [*before, 2], [*before, 0]]


def test_what_the_server_confirmed_stays_until_its_event_comes(client: Client) -> None:
    found = run(
        client,
        """
        store.reset(page(1, message(1)));
        const self = { id: "me", name: "Ana", badge: null };
        store.confirmed({ op: "edit", mid: "m1", body: "mine" }, { seq: 2, changed: { body: "mine, redacted" } }, self);
        store.confirmed({ op: "react", mid: "m1", emoji: "🧡", on: true }, { seq: 3 }, self);
        const early = says().map(({ body, chips }) => [body, chips[0].label]);
        store.apply(edit(2, 1, 2, "mine, redacted"));
        store.apply(react(3, 1, "🧡", true, "me", "Ana"));
        return [early, says().map(({ body, chips }) => [body, chips[0].label])];
        """,
    )
    assert found[0] == found[1] == [["mine, redacted", "🧡 1, you"]]


def test_a_chip_is_called_as_the_server_calls_it(client: Client) -> None:
    cases = (Path(__file__).parents[2] / "messaging" / "chip_cases.json").read_text()
    wrong = run(
        client,
        f"""
        const called = (by) => {{
          store.reset(page(1, message(1, {{ reactions: [{{ emoji: "👍", by }}] }})));
          return says()[0].chips[0].label;
        }};
        return {cases}.map(({{ by, label }}) => [called(by), label]).filter(([one, other]) => one !== other);
        """,
    )
    assert wrong == []


def test_one_emoji_is_taken_from_a_keyboard_in_its_full_form_and_nothing_else(client: Client) -> None:
    found = client.page.evaluate(
        """async () => {
          const { oneEmoji } = await import("/messaging/reactions.js");
          const all = [" 🧡 ", "❤", "❤️", "👍🏽", "🏳️‍🌈", "👩‍❤‍👩", "🇩🇪", "3⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "", "a", "3", "👍👍", "👍a", "🇩"];
          return all.map(oneEmoji);
        }"""
    )
    assert found[:9] == ["🧡", "❤️", "❤️", "👍🏽", "🏳️‍🌈", "👩‍❤️‍👩", "🇩🇪", "3️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
    assert found[9:] == [None] * 6


def test_what_somebody_blocked_says_is_not_new_and_their_name_is_left_out(client: Client) -> None:
    assert run(
        client,
        """
        store.reset(page(2, message(1), message(2, { actor: { id: "cara", name: "Cara", badge: null } })));
        const before = [store.unreadAfter(0), store.named().has("ben")];
        store.folded = new Set(["ben"]);
        store.apply({ ...message(3), kind: "msg.new" });
        return [before, [store.unreadAfter(0), store.named().has("ben")], store.list().length];
        """,
    ) == [[2, True], [1, False], 3]


def test_what_goes_out_of_sight_is_not_new(client: Client) -> None:
    assert run(
        client,
        """
        store.reset(page(2, message(1), message(2)));
        const before = store.unreadAfter(0);
        store.apply(edit(3, 2, 2, "", { actor: null, hidden: true }));
        return [before, store.unreadAfter(0)];
        """,
    ) == [2, 1]
