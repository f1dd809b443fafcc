"""The table of a run: one line per fault, for the terminal and for docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.faults.history import Sort
from tests.faults.rounds import Round

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- table of the last run: written by `make faults` -->", "<!-- end of the table -->"
HEAD = ("fault", "rounds", "sent", "acked", *(sort.value for sort in Sort), "longest to settle, s")


@dataclass(frozen=True)
class Line:
    words: str
    rounds: int
    sent: int
    acked: int
    breaches: tuple[int, ...]
    settled_s: float

    def cells(self) -> list[str]:
        figures = [self.rounds, self.sent, self.acked, *self.breaches]
        return [self.words, *(f"{figure:,}" for figure in figures), f"{self.settled_s:.2f}"]


def line(words: str, rounds: Sequence[Round]) -> Line:
    return Line(
        words,
        len(rounds),
        sum(one.sent for one in rounds),
        sum(one.acked for one in rounds),
        tuple(sum(one.count(sort) for one in rounds) for sort in Sort),
        max((one.settled_s for one in rounds), default=0.0),
    )


def lines(rounds: Sequence[Round]) -> list[Line]:
    """One per fault in the order of first play, and the sum."""
    faults = dict.fromkeys(one.fault for one in rounds)
    each = [line(fault, [one for one in rounds if one.fault == fault]) for fault in faults]
    return [*each, line("all", rounds)]


def plain(table: Sequence[Line]) -> str:
    """With columns aligned, for a terminal."""
    rows = [list(HEAD), *(one.cells() for one in table)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    return "\n".join("  ".join(_aligned(row, widths)) for row in rows)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *figures = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures)]


def markdown(table: Sequence[Line], rounds: Sequence[Round], minutes: float) -> str:
    rule = ["---", *("---:" for _ in HEAD[1:])]
    rows = [list(HEAD), rule, *(one.cells() for one in table)]
    forgotten = sum(one.forgotten for one in rounds)
    return "\n".join(
        [
            f"Run of {date.today().isoformat()}: {len(rounds)} rounds in {minutes:.0f} minutes.",  # noqa: DTZ011
            "",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
            f"{forgotten:,} of the acked things were said between a dump and its restore: they are gone with it, as",
            "they must be, and are not counted as lost.",
        ]
    )


def publish(text: str, page: Path = PAGE) -> None:
    """Puts the table into its place on the page."""
    before, rest = page.read_text().split(BEGIN, 1)
    _, after = rest.split(END, 1)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
