"""Rows of the timeline: who said what within one minute, days by the reader's clock, the first-unread line."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from time_machine import travel

from messaging.turns import Reader, Row, rows

ANA = {"id": "a", "name": "Ana", "badge": None}
BEN = {"id": "b", "name": "Ben", "badge": None}
BERLIN = ZoneInfo("Europe/Berlin")


def said(seq: int, at: str, actor: dict[str, Any] | None = BEN, **more: Any) -> dict[str, Any]:
    return {
        "seq": seq,
        "mid": f"m{seq}",
        "at": at,
        "actor": actor,
        "cid": None,
        "body": f"words {seq}",
        "reactions": [],
    } | more


def drawn(
    items: list[dict[str, Any]], fresh: int | None = None, *, older: bool = False, newer: bool = False
) -> list[Row]:
    return rows(items, Reader("a", fresh, BERLIN), has_older=older, has_newer=newer)


def kinds(found: list[Row]) -> list[str]:
    return [row.kind for row in found]


def test_what_one_person_says_within_a_minute_is_one_turn() -> None:
    found = drawn(
        [
            said(1, "2026-06-09T16:00:05.000Z"),
            said(2, "2026-06-09T16:00:55.000Z"),
            said(3, "2026-06-09T16:01:01.000Z"),
            said(4, "2026-06-09T16:01:02.000Z", ANA),
        ]
    )
    assert kinds(found) == ["day", "turn", "turn", "turn"]
    assert [len(row.says) for row in found[1:]] == [2, 1, 1]
    assert [row.own for row in found[1:]] == [False, False, True]


def test_former_members_share_no_turn_with_anybody_named() -> None:
    found = drawn([said(1, "2026-06-09T16:00:05.000Z", None), said(2, "2026-06-09T16:00:06.000Z")])
    assert kinds(found) == ["day", "turn", "turn"]


@travel(datetime(2026, 8, 1, 10, tzinfo=UTC), tick=False)
def test_a_day_begins_at_midnight_of_the_readers_clock() -> None:
    found = drawn([said(1, "2026-06-09T21:59:00.000Z"), said(2, "2026-06-09T22:01:00.000Z")])
    assert [row.text for row in found if row.kind == "day"] == ["Tuesday 9 June", "Wednesday 10 June"]
    assert [row.time for row in found if row.kind == "turn"] == ["23:59", "00:01"]


@travel(datetime(2026, 6, 10, 10, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("at", "label"),
    [
        ("2026-06-10T05:00:00.000Z", "Today"),
        ("2026-06-09T05:00:00.000Z", "Yesterday"),
        ("2026-06-02T05:00:00.000Z", "Tuesday 2 June"),
        ("2025-12-31T12:00:00.000Z", "Wednesday 31 December 2025"),
    ],
)
def test_days_are_called_as_people_call_them(at: str, label: str) -> None:
    assert drawn([said(1, at)])[0].text == label


def test_the_first_unread_line_stands_before_the_first_unread_and_says_since_when() -> None:
    found = drawn([said(1, "2026-06-09T16:00:00.000Z"), said(5, "2026-06-09T17:00:00.000Z")], fresh=4)
    assert kinds(found) == ["day", "turn", "fresh", "turn"]
    assert found[2].text == "New since 18:00"


def test_a_turn_is_cut_where_the_unread_begins() -> None:
    found = drawn([said(1, "2026-06-09T16:00:00.000Z"), said(2, "2026-06-09T16:00:09.000Z")], fresh=2)
    assert kinds(found) == ["day", "turn", "fresh", "turn"]


def test_a_join_is_one_quiet_line() -> None:
    joined = {"seq": 1, "kind": "member.join", "at": "2026-06-09T16:00:00.000Z", "actor": BEN}
    found = drawn([joined, said(2, "2026-06-09T16:00:01.000Z")])
    assert kinds(found) == ["day", "sys", "turn"]
    assert found[1].text == "Ben joined."


def test_many_joins_one_after_the_other_are_one_line_too() -> None:
    came = [
        {"seq": seq, "kind": "member.join", "at": "2026-06-09T16:00:00.000Z", "actor": who}
        for seq, who in ((1, BEN), (2, ANA))
    ]
    found = drawn([*came, said(3, "2026-06-09T16:00:01.000Z")])
    assert kinds(found) == ["day", "sys", "turn"]
    assert found[1].text == "Joined: Ben, Ana"


def test_a_room_without_words_shows_what_belongs_there() -> None:
    joined = {"seq": 1, "kind": "member.join", "at": "2026-06-09T16:00:00.000Z", "actor": ANA}
    assert kinds(drawn([joined])) == ["empty", "day", "sys"]


def test_a_page_in_the_middle_leads_both_ways() -> None:
    found = drawn([said(1, "2026-06-09T16:00:00.000Z")], older=True, newer=True)
    assert kinds(found) == ["older", "day", "turn", "newer"]


def test_what_somebody_blocked_says_is_one_line_a_day_however_long_it_takes_them() -> None:
    items = [
        said(1, "2026-06-09T16:00:05.000Z"),
        said(2, "2026-06-09T16:20:00.000Z"),
        said(3, "2026-06-09T16:21:00.000Z", ANA),
        said(4, "2026-06-09T16:22:00.000Z"),
        said(5, "2026-06-10T16:22:00.000Z"),
    ]
    found = rows(items, Reader("a", None, BERLIN, folded=["b"]), has_older=False, has_newer=False)
    assert kinds(found) == ["day", "folded", "turn", "folded", "day", "folded"]
    assert found[1].folded_text == "2 messages of somebody you blocked"
    assert found[3].folded_text == "1 message of somebody you blocked"
