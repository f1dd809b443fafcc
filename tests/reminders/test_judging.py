"""The judge of a round is tried itself: one thing wrong at a time in a round that was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reminders import report
from tests.reminders.fates import Going
from tests.reminders.rounds import Round, Row, judge

SOWN = [
    Going("ana@x", 1, "o1", "p1", "stands"),
    Going("ben@x", 1, "o1", "p2", "late"),
    Going("eve@x", 0, "o2", "p3", "cancelled"),
]
Letters = Counter[tuple[str, str]]


def right() -> tuple[list[Row], Letters]:
    rows = [Row(f"{n}-{channel}", f"{n}@x", channel, "sent", 0) for n in ("ana", "ben") for channel in ("app", "mail")]
    rows += [Row(f"eve-{channel}", "eve@x", channel, "cancelled", 0) for channel in ("app", "mail")]
    return rows, Counter({("ana@x", "<ana-mail@h>"): 1, ("ben@x", "<ben-mail@h>"): 1})


def judged(wrong: Callable[[list[Row], Letters], None]) -> Round:
    rows, letters = right()
    wrong(rows, letters)
    done = Round("a fault", 1)
    judge(done, SOWN, rows, +letters)
    return done


def test_a_round_that_was_right_has_no_breach() -> None:
    done = judged(lambda rows, letters: None)
    assert (done.inside, done.mails, done.again, done.unknown, done.breaches) == (2, 2, 0, 0, [])


def _row(rows: list[Row], n: int, **changed: object) -> None:
    rows[n] = Row(**({name: getattr(rows[n], name) for name in Row.__dataclass_fields__} | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (lambda rows, letters: letters.pop(("ana@x", "<ana-mail@h>")), "missing"),
        (lambda rows, letters: _row(rows, 0, state="pending"), "missing"),
        (lambda rows, letters: letters.update({("ana@x", "<another@h>"): 1}), "doubled"),
        (lambda rows, letters: letters.update({("ana@x", "<ana-mail@h>"): 1}), "doubled"),
        (lambda rows, letters: letters.update({("eve@x", "<eve-mail@h>"): 1}), "unwanted"),
        (lambda rows, letters: _row(rows, 4, state="sent"), "unwanted"),
        (lambda rows, letters: letters.update({("nobody@x", "<who@h>"): 1}), "unwanted"),
    ],
)
def test_each_thing_that_is_wrong_is_found(wrong: Callable[[list[Row], Letters], None], found: str) -> None:
    done = judged(wrong)
    assert [name for name in ("missing", "doubled", "unwanted") if getattr(done, name)] == [found]
    assert len(done.breaches) == 1


def test_a_letter_taken_twice_is_excused_only_as_often_as_its_row_says() -> None:
    def twice(rows: list[Row], letters: Letters) -> None:
        _row(rows, 1, unsure=1)
        letters["ana@x", "<ana-mail@h>"] = 2

    def three_times(rows: list[Row], letters: Letters) -> None:
        twice(rows, letters)
        letters["ana@x", "<ana-mail@h>"] = 3

    assert (judged(twice).again, judged(twice).breaches) == (1, [])
    assert len(judged(three_times).doubled) == 1


def test_the_table_says_what_was_counted_and_changes_nothing_else_of_its_page(tmp_path: Path) -> None:
    rounds = [
        Round("a kill", 1, wanted=1000, inside=1000, mails=1001, again=1, settled_s=0.5),
        Round("a hang", 2, wanted=10, inside=9, mails=9, unknown=1, missing=["one"], settled_s=2),
    ]
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.publish(report.markdown(rounds, 3, 2), page)
    text = page.read_text()
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "| a kill | 1 | 1,000 | 1,000 | 1,001 | 0 | 0 | 0 | 1 | 0 | 0.5 |" in text
    assert "| all | 2 | 1,010 | 1,009 | 1,010 | 1 | 0 | 0 | 1 | 1 | 2.0 |" in text
    assert "2 rounds in 2 minutes, 3 processes killed" in text
    assert "old" not in text


def test_the_page_of_this_tree_has_a_place_for_it() -> None:
    text = report.PAGE.read_text()
    assert text.index(report.BEGIN) < text.index(report.END)
