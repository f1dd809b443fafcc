"""The checker must see what is wrong: one planted fault each, in a history that is otherwise right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.history import Ack, Row, Seen, Shown, Sort, Stored, check, forgotten


def shown(body: str, deleted: bool = False, *reactions: tuple[str, tuple[str, ...]]) -> Shown:
    return body, deleted, reactions


def right() -> tuple[Seen, Stored]:
    """Ana was let in, said something, heard Ben and a change of his words, and lost her line in between."""
    rows = [
        Row(1, "member.join", "ana", None, None),
        Row(2, "msg.new", "ana", "c1", "hi"),
        Row(3, "msg.new", "ben", "c2", "ho"),
        Row(4, "react", "ana", "c3", "ho"),
        Row(5, "msg.new", None, "c4", ""),  # taken back since, so it has faded
    ]
    steps = [("page", 1), ("from", 1), ("ev", 2, "msg.new"), ("ev", 3, "msg.new")]
    steps += [("from", 3), ("ev", 4, "react"), ("ev", 5, "msg.new")]
    page = {2: shown("hi"), 3: shown("ho", False, ("👍", ("ana",))), 5: shown("", True)}
    acks = [Ack("c1", 2), Ack("c3", 4), Ack("c4", 5)]
    sent = {"c1": "send", "c3": "react", "c4": "send", "c5": "edit"}
    seen = Seen("ana", "talk", True, steps, sent, acks, {"c5": "not_found"}, dict(page), 0, page)
    return seen, Stored("talk", 5, rows, {"ana": (0, None)}, {"ana": 5})


Plant = Callable[[Seen, Stored], object]
PLANTED: list[tuple[str, Plant, Sort, str]] = [
    # the log
    ("a gap", lambda a, s: s.rows.pop(2), Sort.ORDER, "without gap: 2 then 4"),
    ("a counter ahead", lambda a, s: setattr(s, "last_seq", 6), Sort.ORDER, "the end differs"),
    ("twice", lambda a, s: s.rows.append(Row(6, "msg.new", "ana", "c1", "hi")), Sort.DOUBLED, "stored 2 times"),
    (
        "a seat unlike the log",
        lambda a, s: s.seats.update(ana=(3, None)),
        Sort.LEAKED,
        "the seat of ana says (3, None)",
    ),
    ("a seat of nobody let in", lambda a, s: s.seats.update(eve=(0, None)), Sort.LEAKED, "the seat of eve"),
    ("read from the future", lambda a, s: s.read.update(ana=9), Sort.DIFFERS, "has read 9 of 5"),
    ("not read what one wrote", lambda a, s: s.read.update(ana=1), Sort.DIFFERS, "has read 1 and written 2"),
    # acks
    ("acked, not stored", lambda a, s: a.acks.append(Ack("c9", 3)), Sort.LOST, "c9 was acked to ana and is not stored"),
    ("another number", lambda a, s: a.acks.append(Ack("c1", 3)), Sort.ORDER, "acked as 3 and is stored as 2"),
    ("another's", lambda a, s: a.acks.append(Ack("c2", 3)), Sort.LEAKED, "c2 of ana is stored as ben's"),
    ("no answer", lambda a, s: a.sent.update(c7="send"), Sort.LOST, "1 of ana were never answered"),
    ("refused for nothing", lambda a, s: a.refused.update(c1="not_found"), Sort.LOST, "send c1 of ana was refused"),
    ("a conflict", lambda a, s: a.refused.update(c5="cid_conflict"), Sort.LOST, "edit c5 of ana was refused"),
    # the stream
    ("skipped", lambda a, s: a.steps.remove(("ev", 3, "msg.new")), Sort.LOST, "stood at 2 and was resumed from 3"),
    ("skipped live", lambda a, s: a.steps.remove(("ev", 4, "react")), Sort.LOST, "got 5 after 3"),
    ("repeated", lambda a, s: a.steps.append(a.steps[-1]), Sort.DOUBLED, "got 5 twice"),
    ("backwards", lambda a, s: a.steps.append(a.steps[3]), Sort.ORDER, "got 3 after 5"),
    ("behind", lambda a, s: a.steps.pop(), Sort.LOST, "ends at 4 while talk is at 5"),
    ("resumed elsewhere", lambda a, s: a.steps.insert(4, ("from", 2)), Sort.LOST, "stood at 3 and was resumed from 2"),
    ("told nothing", lambda a, s: a.steps.clear(), Sort.LOST, "ends at None"),
    ("no place", lambda a, s: a.steps.insert(3, ("resync", "behind")), Sort.ORDER, "got 3 without a subscription"),
    ("after the end", lambda a, s: a.steps.insert(3, ("unsubd", "removed")), Sort.LEAKED, "got 3 after the end"),
    ("a restore unheard of", lambda a, s: a.steps.insert(2, ("restored",)), Sort.LOST, "the log is another one"),
    ("from nowhere", lambda a, s: a.steps.append(("ev", 6, "msg.new")), Sort.ORDER, "got 6, the log ends at 5"),
    # what is shown
    ("other words", lambda a, s: a.shown.update({3: shown("hum")}), Sort.DIFFERS, "3 is ('hum', False, ()) (live)"),
    ("an edit unseen", lambda a, s: a.page and a.page.update({3: shown("hm")}), Sort.DIFFERS, "'hm' (page) and 'ho'"),
    ("a reaction unseen", lambda a, s: a.shown.update({3: shown("ho")}), Sort.DIFFERS, "3 is ('ho', False, ()) (live)"),
    ("a deletion unseen", lambda a, s: a.shown.update({5: shown("x")}), Sort.DIFFERS, "5 is ('x', False, ()) (live)"),
    ("a message unseen", lambda a, s: a.shown.pop(2), Sort.DIFFERS, "2 is None (live)"),
    ("a message too many", lambda a, s: a.shown.update({4: shown("?")}), Sort.DIFFERS, "None (page)"),
]


def test_a_right_history_has_no_breach() -> None:
    seen, stored = right()
    assert check([seen], [stored]) == []


@pytest.mark.parametrize(("plant", "sort", "words"), [one[1:] for one in PLANTED], ids=[one[0] for one in PLANTED])
def test_the_checker_sees(plant: Plant, sort: Sort, words: str) -> None:
    seen, stored = right()
    plant(seen, stored)
    found = check([seen], [stored])
    assert any(breach.sort is sort and words in breach.words for breach in found), found


def removed() -> tuple[Seen, Stored]:
    """Ana was removed at 4 and let in again at 6."""
    rows = [
        Row(1, "member.join", "ana", None, None),
        Row(2, "msg.new", "ana", "c1", "one"),
        Row(3, "msg.new", "ben", "c2", "two"),
        Row(4, "member.leave", "ana", None, None),
        Row(5, "msg.new", "ben", "c3", "without her"),
        Row(6, "member.join", "ana", None, None),
        Row(7, "msg.new", "ben", "c4", "with her"),
    ]
    steps = [("from", 1), ("ev", 2, "msg.new"), ("ev", 3, "msg.new"), ("unsubd", "removed")]
    steps += [("page", 6), ("from", 6), ("ev", 7, "msg.new")]
    page = {7: shown("with her")}
    seen = Seen("ana", "talk", True, steps, {"c1": "send", "c9": "send"}, [Ack("c1", 2)], {"c9": "not_found"})
    seen.shown, seen.page = dict(page), page
    return seen, Stored("talk", 7, rows, {"ana": (5, None)}, {"ana": 6})


def test_who_was_removed_and_came_back_has_two_windows() -> None:
    seen, stored = removed()
    assert stored.windows("ana") == [(0, 4), (5, None)]
    assert check([seen], [stored]) == []


def test_who_slept_through_it_may_be_moved_to_the_new_window() -> None:
    seen, stored = removed()
    seen.steps = [("from", 1), ("ev", 2, "msg.new"), ("from", 5), ("ev", 6, "member.join"), ("ev", 7, "msg.new")]
    assert check([seen], [stored]) == []
    seen.steps[2:4] = [("from", 6)]
    assert any("stood at 2 and was resumed from 6" in breach.words for breach in check([seen], [stored]))


def test_what_was_said_without_them_is_a_leak() -> None:
    seen, stored = removed()
    seen.steps[3:3] = [("ev", 4, "member.leave"), ("ev", 5, "msg.new")]
    found = check([seen], [stored])
    assert [breach.sort for breach in found] == [Sort.LEAKED]
    assert "got 5, outside [(0, 4), (5, None)]" in found[0].words


def test_a_page_that_shows_the_time_without_them_is_seen() -> None:
    seen, stored = removed()
    seen.shown[5] = shown("without her")
    assert seen.page is not None
    seen.page[5] = shown("without her")
    assert any("5 is 'without her' (page) and None (database)" in breach.words for breach in check([seen], [stored]))


def test_what_was_acked_between_dump_and_restore_may_be_gone_and_nothing_else() -> None:
    seen, stored = right()
    seen.acks.append(Ack("c6", 6, forgivable=True))
    seen.steps += [("ev", 6, "msg.new"), ("restored",), ("resync", "epoch"), ("page", 5), ("from", 5)]
    assert check([seen], [stored]) == []
    assert forgotten([seen], [stored]) == 1
    seen.acks.append(Ack("c8", 4))
    assert [breach.sort for breach in check([seen], [stored])] == [Sort.LOST]


def test_a_leavers_reaction_that_has_faded_is_still_stored_and_nothing_else_is() -> None:
    seen, stored = right()
    stored.rows[3] = Row(4, "react", None, None, "ho")
    assert check([seen], [stored]) == []
    stored.rows[3] = Row(4, "msg.edit", None, None, "ho")
    assert [breach.sort for breach in check([seen], [stored])] == [Sort.LOST]


def test_who_does_not_listen_need_not_be_told() -> None:
    seen, stored = right()
    seen.listens, seen.steps, seen.page = False, [], None
    assert check([seen], [stored]) == []
