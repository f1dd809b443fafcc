"""The checker must see what is wrong: one planted fault each, in a history that is otherwise right."""

from collections.abc import Callable

import pytest

from tests.faults.history import Seen, Stored, check


def right() -> tuple[Seen, Stored]:
    rows = [(1, "member.join", "ana", None, None), (2, "msg.new", "ana", "c1", "hi"), (3, "msg.new", "ben", "c2", "ho")]
    steps = [("from", 1), ("ev", 2, "msg.new", "c1", "hi"), ("ev", 3, "msg.new", "c2", "ho")]
    return Seen("ana", "talk", list(steps), {"c1": 2}, {"c1": "hi"}), Stored("talk", 3, list(rows), {"ana": (0, None)})


def test_a_right_history_has_no_breach() -> None:
    seen, stored = right()
    assert check([seen], [stored]) == []


def _lost(seen: Seen, stored: Stored) -> None:
    stored.rows[1] = (2, "msg.new", "ana", "other", "hi")


def _doubled(seen: Seen, stored: Stored) -> None:
    stored.rows.append((4, "msg.new", "ana", "c1", "hi"))
    stored.last_seq = 4
    seen.steps.append(("ev", 4, "msg.new", "c1", "hi"))


def _gap(seen: Seen, stored: Stored) -> None:
    stored.rows[2] = (4, "msg.new", "ben", "c2", "ho")
    stored.last_seq = 4


def _skipped(seen: Seen, stored: Stored) -> None:
    del seen.steps[1]


def _repeated(seen: Seen, stored: Stored) -> None:
    seen.steps.append(seen.steps[-1])


def _behind(seen: Seen, stored: Stored) -> None:
    del seen.steps[2]


def _resumed_elsewhere(seen: Seen, stored: Stored) -> None:
    seen.steps.insert(2, ("from", 1))


def _leaked(seen: Seen, stored: Stored) -> None:
    stored.windows["ana"] = (0, 2)


def _too_early(seen: Seen, stored: Stored) -> None:
    stored.windows["ana"] = (2, None)


def _after_the_end(seen: Seen, stored: Stored) -> None:
    seen.steps.insert(2, ("unsubd", "removed"))


def _other_words(seen: Seen, stored: Stored) -> None:
    seen.steps[2] = ("ev", 3, "msg.new", "c2", "hum")


def _wrong_number(seen: Seen, stored: Stored) -> None:
    seen.acked["c1"] = 3


@pytest.mark.parametrize(
    ("plant", "breach"),
    [
        (_lost, "acked to ana and is not stored"),
        (_doubled, "stored 2 times"),
        (_gap, "without gap"),
        (_skipped, "got 3 after 1"),
        (_repeated, "got 3 after 3"),
        (_behind, "ends at 2"),
        (_resumed_elsewhere, "resumed from 1"),
        (_leaked, "outside 0..2"),
        (_too_early, "outside 2..None"),
        (_after_the_end, "after the end"),
        (_other_words, "was shown 'hum'"),
        (_wrong_number, "was acked as 3"),
    ],
)
def test_the_checker_sees(plant: Callable[[Seen, Stored], None], breach: str) -> None:
    seen, stored = right()
    assert check([seen], [stored]) == []
    plant(seen, stored)
    assert any(breach in found for found in check([seen], [stored])), check([seen], [stored])
