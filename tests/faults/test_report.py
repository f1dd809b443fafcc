"""The table says what was counted, and changes nothing else of its page."""

from __future__ import annotations

from pathlib import Path

from tests.faults import report
from tests.faults.history import Breach, Sort
from tests.faults.rounds import Round

ROUNDS = [
    Round("a cut", 1, sent=10, acked=9, settled_s=0.5),
    Round("a kill", 2, sent=1_000, acked=1_000, breaches=[Breach(Sort.LOST, "one"), Breach(Sort.LEAKED, "two")]),
    Round("a cut", 3, sent=5, acked=5, forgotten=2, settled_s=0.25, breaches=[Breach(Sort.LOST, "three")]),
]


def test_one_line_per_fault_and_a_sum() -> None:
    cells = [line.cells() for line in report.lines(ROUNDS)]
    assert cells == [
        ["a cut", "2", "15", "14", "1", "0", "0", "0", "0", "0.50"],
        ["a kill", "1", "1,000", "1,000", "1", "0", "1", "0", "0", "0.00"],
        ["all", "3", "1,015", "1,014", "2", "0", "1", "0", "0", "0.50"],
    ]
    assert len({len(line) for line in report.plain(report.lines(ROUNDS)).splitlines()}) == 1


def test_the_page_keeps_what_stands_around_the_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.publish(report.markdown(report.lines(ROUNDS), ROUNDS, 3), page)
    text = page.read_text()
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "| a kill | 1 | 1,000 | 1,000 | 1 | 0 | 1 | 0 | 0 | 0.00 |" in text
    assert "3 rounds in 3 minutes" in text
    assert "\n2 of the acked things" in text
    assert "old" not in text


def test_the_page_of_this_tree_has_a_place_for_it() -> None:
    text = report.PAGE.read_text()
    assert text.index(report.BEGIN) < text.index(report.END)
