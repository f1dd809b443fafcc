"""The timeline's HTML is written by hand: whatever somebody has written is text in it, wherever it stands."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, engines

from community.models import Brand
from messaging.drawn import Timeline
from messaging.turns import Reader, rows

HOSTILE = """<b id="x" onclick='y'>&amp;</b>"""
READER = Reader("a", None, ZoneInfo("UTC"), names={"a": HOSTILE, "b": HOSTILE}, folded=["c"])
# As `html.escape` leaves it: no sign of the five that end a text or a value.
SAFE = "&lt;b id=&quot;x&quot; onclick=&#x27;y&#x27;&gt;&amp;amp;&lt;/b&gt;"


def said(seq: int, who: str, badge: str | None = None, **more: Any) -> dict[str, Any]:
    item = {"seq": seq, "mid": f"m{seq}", "at": f"2026-06-09T16:0{seq}:05.000Z", "cid": f"c{seq}", "body": HOSTILE}
    actor = {"id": who, "name": HOSTILE, "badge": badge}
    return item | {"actor": actor, "reactions": [], "edited_at": None} | more


def drawn(*items: dict[str, Any], may_react: bool = True) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    names = {"brand": Brand(name=HOSTILE, colour="#0e6b4f"), "may_react": may_react, "page": None}
    context = Context({**names, "lane": SimpleNamespace(url="/g/harbour/")})
    with context.bind_template(engine.from_string("")):
        return Timeline(context).html(rows(items, READER, has_older=False, has_newer=False))


def test_names_words_and_brands_are_text_wherever_they_stand() -> None:
    reacted = [{"emoji": HOSTILE, "by": ["a", "b"]}]
    quote = {"actor": {"id": "b", "name": HOSTILE}, "body": HOSTILE}
    answer: dict[str, Any] = {"reply_to": {"mid": "m1", "seq": 1}, "quote": quote}
    html = drawn(
        said(1, "b", reactions=reacted),
        said(2, "a", **answer),
        said(3, "c"),
        said(4, "d", "brand"),
        said(5, "e", "captain"),
    )
    assert HOSTILE not in html
    assert "<b id" not in html
    assert "onclick='" not in html
    # name, label and words of each; of a message of one's own the name is "You"
    assert html.count(SAFE) >= 3 * 4 + 1


def test_the_name_of_who_came_is_text() -> None:
    html = drawn(said(1, "b", kind="member.join"), said(2, "b"))
    assert '<p class="sys"' in html
    assert HOSTILE not in html and "<b id" not in html


def test_a_face_of_signs_alone_is_text_too() -> None:
    html = drawn(said(1, "b", actor={"id": "b", "name": "< &", "badge": None}))
    assert ">&lt;&amp;</span>" in html


def test_every_tag_that_is_opened_is_closed() -> None:
    html = drawn(
        said(1, "b", reactions=[{"emoji": "👍", "by": ["b"]}]), said(2, "a"), said(3, "c"), said(4, "d", "brand")
    )
    for tag in ("div", "p", "b", "a", "span", "details", "summary", "button", "time", "svg"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag


def test_where_one_may_not_react_the_buttons_are_not_to_be_pressed() -> None:
    reacted = said(1, "b", reactions=[{"emoji": "👍", "by": ["b"]}])
    assert "/react/m1/" in drawn(reacted)
    still = drawn(reacted, may_react=False)
    assert "/react/" not in still
    assert 'disabled=""' in still


def test_what_is_folded_or_out_of_sight_says_so() -> None:
    html = drawn(said(1, "c"), said(2, "b", hidden=True, edited_at="2026-06-09T16:05:05.000Z"))
    assert html.count('<details class="folded"') == 1
    assert html.count("bubble--hidden") == 1
    assert "bubble__edited" not in html
