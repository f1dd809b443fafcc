"""How many wait in a room that is not on the page: with what is said, taken back, out of sight and there again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.driver import Client

START = """
  const { Unread } = await import("/messaging/unread.js");
  const ben = { id: "ben" };
  const said = (seq, more) => ({ kind: "msg.new", seq, actor: ben, ...more });
  const hides = (seq, of) => ({ kind: "msg.edit", seq, of, actor: null, hidden: true });
  const shows = (seq, of) => ({ kind: "msg.edit", seq, of, actor: null });
  const edits = (seq, of, more) => ({ kind: "msg.edit", seq, of, actor: ben, ...more });
  const deletes = (seq, of) => ({ kind: "msg.del", seq, of, actor: ben });
  const hear = (...events) => {
    const unread = new Unread({ unread: 2, read: 3, newest: 5, at: 5 });
    const unsure = events.map((event) => unread.hear(event, "me"));
    return [unread.count(), unsure.some(Boolean)];
  };
"""


@pytest.mark.parametrize(
    ("events", "count", "unsure"),
    [
        ("said(6)", 3, False),
        ("said(6), hides(7, 6)", 2, False),
        ("said(6, { hidden: true })", 2, False),
        ("hides(6, 5)", 1, False),
        ("hides(6, 5), deletes(7, 5)", 1, False),
        ("edits(6, 5, { hidden: true }), hides(7, 5)", 1, False),  # what was changed before shows as it stands now
        ("hides(6, 3)", 2, False),
        ("hides(6, 5), shows(7, 5)", 1, True),
        ("shows(6, 3)", 2, False),
        ("edits(6, 5)", 2, False),
        ("said(6), edits(7, 6), deletes(8, 6), deletes(9, 4)", 1, False),
    ],
)
def test_what_is_out_of_sight_is_not_counted(client: Client, events: str, count: int, unsure: bool) -> None:
    found: Any = client.page.evaluate(f"async () => {{ {START} return hear({events}); }}")
    assert found == [count, unsure]
