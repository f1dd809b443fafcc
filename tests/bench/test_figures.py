"""From readings to figures, from figures to ratios, from ratios to the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import report
from bench.__main__ import shape_of
from bench.course import Plan
from bench.goals import GOALS, Goal
from bench.measure import SHAPES, Reading, between
from bench.pages import report as pages
from bench.pages.measure import Result as Timed
from bench.pages.visits import Goal as PageGoal
from bench.pages.visits import Kind
from bench.report import Result
from bench.sections import PAGES, REMINDERS, part_of, with_part
from bench.systems.base import Shape

MORE = Goal("more", "speed", "other", must=2, goal=4)
LESS = Goal("less", "delay", "other", must=0.5, goal=0.1, lower=True)
SELF = Goal("self", "two", "one", must=0.85, goal=0.95, own=True)
TABLE = {
    "snug-daphne": {"speed": 30.0, "delay": 4.0, "two": 9.0, "one": 10.0},
    "snug-uvicorn": {"speed": 20.0, "delay": 0.5, "two": 8.0, "one": 10.0},
    "other": {"speed": 10.0, "delay": 10.0},
}


def test_deliveries_are_to_others_and_by_the_time_of_the_systems_own_processes_or_of_all() -> None:
    begun = Reading(10.0, web=1.0, postgres=2.0, valkey=3.0, generator=0.0, sent=0, acked=100, events=5_000)
    ended = Reading(15.0, web=4.0, postgres=3.0, valkey=3.5, generator=1.0, sent=0, acked=600, events=30_000)
    figures = between(begun, ended, 50, echoes=True)
    assert figures["deliveries"] == pytest.approx(25_000 * 49 / 50 / 5)
    assert figures["per_core_second"] == pytest.approx(25_000 * 49 / 50 / 3)
    assert figures["with_stores"] == pytest.approx(25_000 * 49 / 50 / 4.5)
    assert figures["sends"] == pytest.approx(100)
    assert figures["postgres_us"] == pytest.approx(1e6 / 500)
    assert figures["generator"] == pytest.approx(0.2)
    assert between(begun, ended, 50, echoes=False)["deliveries"] == pytest.approx(5_000)


def test_nothing_heard_is_no_division_by_nothing() -> None:
    begun = Reading(0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0)
    figures = between(begun, Reading(1.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0), 50, echoes=True)
    assert (figures["per_core_second"], figures["with_stores"], figures["postgres_us"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("goal", "cells"),
    [
        (MORE, ["≥ 2", "≥ 4", "3.00", "2.00", "✓", "✗"]),
        (LESS, ["≤ 0.5", "≤ 0.1", "0.40", "0.05", "✓", "✓"]),
        (SELF, ["≥ 0.85", "≥ 0.95", "0.90", "0.80", "✓", "✗"]),
    ],
)
def test_the_better_of_the_two_servers_counts(goal: Goal, cells: list[str]) -> None:
    assert report.goal_row(goal, Result(TABLE, {})) == [goal.title, *cells]


def test_what_was_not_measured_makes_no_row() -> None:
    assert report.goal_row(MORE, Result({"snug-daphne": {"speed": 1.0}}, {})) is None
    row = report.goal_row(MORE, Result({"snug-daphne": {"speed": 9.0}, "other": {"speed": 3.0}}, {}))
    assert row is not None
    assert row[3:] == ["3.00", "–", "✓", "✗"]


def test_every_goal_is_about_a_shape_that_is_measured() -> None:
    shapes = {shape.key for shape in SHAPES}
    named = {goal.figure.partition(".")[0] for goal in GOALS if goal.figure.endswith("per_core_second")}
    assert named - {"two"} == shapes


def test_a_comparator_that_is_not_here_comes_from_the_last_document_and_is_marked() -> None:
    document = report.page(Result(TABLE, {"date": "then"}), "tables")
    mine = Result({"snug-daphne": {"speed": 50.0}}, {"date": "now"})
    whole = report.with_old(mine, document)
    assert whole.old == {"other"}
    assert whole.found["other"] == {"speed": 10.0}  # not the delay, which nobody measured now
    assert "snug-uvicorn" not in whole.found  # ours are never old
    row = report.goal_row(MORE, whole)
    assert row is not None
    assert row[0] == "more †"
    assert report.with_old(mine, "").old == frozenset()
    assert "† not run now: from an earlier full run." in report.tables(whole)
    assert report.with_old(Result({"snug-daphne": {"memory": 5.0}}, {}), document).old == frozenset()


def test_a_table_without_a_row_is_left_out() -> None:
    text = report.tables(Result({"snug-daphne": {"memory": 5.0}}, {"date": "now"}))
    assert "## Besides" in text
    assert "Against the goals" not in text
    assert "The room test" not in text


def test_what_is_not_reached_stands_below_the_goals_in_words() -> None:
    found = {"snug-daphne": {"memory": 8.0, "connections": 3.0}, "tutorial": {"memory": 10.0, "connections": 1.0}}
    last = report.goals_table(Result(found, {})).splitlines()[-1]
    assert last == (
        "Not reached: memory per idle socket vs tutorial (must be ≤ 0.75). "
        "What stands between: [decision 0015](decisions/0015-what-a-core-second-is.md)."
    )
    better = {**found, "snug-uvicorn": {"memory": 7.0}}
    assert report.goals_table(Result(better, {})).splitlines()[-1] == "Every must is reached."


def test_pages_that_miss_their_goal_are_named() -> None:
    slow, fast = Kind("Slow page", PageGoal(25, 12), []), Kind("Quick page", PageGoal(15, None), [])
    results = [Timed(slow, [27.26], 1.0, 13), Timed(fast, [10.0], 1.0, 5)]
    assert pages.missed(results) == "Missed: Slow page, 27.3 ms of 25; Slow page, 13 queries of 12."
    assert pages.missed(results[1:]) == "Every goal is reached."


def test_lost_messages_are_no_tick() -> None:
    fine = {"expected": 100.0, "lost": 0.0, "doubled": 0.0, "out_of_line": 0.0}
    good = report.goals_table(Result({"snug-daphne": fine}, {}))
    bad = report.goals_table(Result({"snug-daphne": fine, "snug-uvicorn": {**fine, "lost": 1.0}}, {}))
    assert "0 / 0 / 0" in good
    assert report.NO not in good
    assert "1 / 0 / 0" in bad
    assert report.NO in bad


def test_the_room_table_shows_how_busy_the_load_was() -> None:
    words = ("per_core_second", "with_stores", "deliveries", "sends", "core", "web", "postgres", "valkey", "generator")
    figures = {f"1x150w8.{word}": 0.5 for word in words} | {"1x150w8.generator": 0.37}
    text = report.room_table(Result({"picows": figures}, {}))
    assert "1 × 150, window 8" in text
    assert "37%" in text
    assert "not stored" in text


def test_only_a_full_run_writes_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "benchmarks.md"
    report.publish(Result(TABLE, {"date": "now"}), document, write=False)
    assert not document.exists()
    report.publish(Result(TABLE, {"date": "now"}), document, write=True)
    assert "## Besides" in capsys.readouterr().out
    data = document.read_text().partition("```json\n")[2].partition("\n```")[0]
    assert json.loads(data)["found"] == TABLE


def test_the_parts_of_the_document_do_not_lose_each_other(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    paper = with_part("# Benchmarks\n", PAGES, "## Pages\n\nquick")
    document.write_text(with_part(paper, REMINDERS, "## Reminders\n\non time"))
    report.publish(Result(TABLE, {"date": "now"}), document, write=True)
    assert part_of(document.read_text(), PAGES) == "## Pages\n\nquick"
    assert part_of(document.read_text(), REMINDERS) == "## Reminders\n\non time"
    paper = with_part(document.read_text(), PAGES, "## Pages\n\nquicker")
    assert part_of(paper, PAGES) == "## Pages\n\nquicker"
    assert part_of(paper, REMINDERS) == "## Reminders\n\non time"
    assert paper.count("```json") == paper.count("<!-- pages -->") == paper.count("<!-- reminders -->") == 1


def test_shapes_are_read_as_they_are_written() -> None:
    assert shape_of("20x50w2") == Shape(20, 50, 2)
    assert [shape_of(shape.key) for shape in SHAPES] == list(SHAPES)


def test_sockets_are_connected_once_for_all_windows_of_a_shape() -> None:
    plan = Plan(SHAPES, ("rooms", "latency", "loss"), 1, 1)
    assert plan.crowds() == [(20, 50), (1, 150), (100, 10)]
    assert plan.windows(20, 50) == [2, 8]
    assert Plan(SHAPES, ("postgres",), 1, 1).crowds() == []
    assert Plan([Shape(20, 50, 2)], ("rooms", "loss"), 1, 1).crowds() == [(20, 50), (1, 150)]
    assert Plan([Shape(2, 4, 1)], ("rooms",), 1, 1).crowds() == [(2, 4)]
