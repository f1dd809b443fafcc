"""The table of a run: one line per fault, for the terminal and for its part of docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.reminders.rounds import Round

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- reminders: written by `make soak-reminders` -->", "<!-- end of reminders -->"
HEAD = (
    *("fault", "rounds", "reminders", "in the inbox", "letters taken", "missing", "doubled", "unwanted"),
    *("twice under one Message-ID", "given up as unknown", "longest to settle, s"),
)


def lines(rounds: Sequence[Round]) -> list[list[str]]:
    """One per fault in the order of first play, and the sum."""
    faults = dict.fromkeys(one.fault for one in rounds)
    each = [_line(fault, [one for one in rounds if one.fault == fault]) for fault in faults]
    return [*each, _line("all", rounds)]


def _line(words: str, rounds: Sequence[Round]) -> list[str]:
    figures = [
        len(rounds),
        sum(one.wanted for one in rounds),
        sum(one.inside for one in rounds),
        sum(one.mails for one in rounds),
        *(sum(len(found) for found in kinds) for kinds in zip(*_breaches(rounds), strict=True)),
        sum(one.again for one in rounds),
        sum(one.unknown for one in rounds),
    ]
    return [words, *(f"{figure:,}" for figure in figures), f"{max(one.settled_s for one in rounds):.1f}"]


def _breaches(rounds: Sequence[Round]) -> list[tuple[list[str], list[str], list[str]]]:
    return [(one.missing, one.doubled, one.unwanted) for one in rounds]


def plain(table: Sequence[Sequence[str]]) -> str:
    rows = [HEAD, *table]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(row[n].rjust(widths[n]) for n in range(1, len(HEAD)))]) for row in rows
    )


def markdown(rounds: Sequence[Round], kills: int, minutes: float) -> str:
    rule = ["---", *("---:" for _ in HEAD[1:])]
    day = date.today().isoformat()  # noqa: DTZ011
    return "\n".join(
        [
            f"Run of {day}: {len(rounds)} rounds in {minutes:.0f} minutes, {kills} processes killed.",
            "",
            *(f"| {' | '.join(row)} |" for row in [HEAD, rule, *lines(rounds)]),
        ]
    )


def publish(text: str, page: Path = PAGE) -> None:
    """Puts the table into its place on the page; nothing else of it changes."""
    before, rest = page.read_text().split(BEGIN, 1)
    _, after = rest.split(END, 1)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
