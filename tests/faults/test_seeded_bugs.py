"""Each seeded bug turns the smallest test that should see it red, for the reason it should. That those tests are green
without the bug, the same run shows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.bugs import BUGS

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
OF_THIS_SESSION = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SNUG_VAR", "PYTEST_CURRENT_TEST"}
LOG, HISTORY, PARALLEL, SOCKETS = (
    f"tests/messaging/test_{name}.py" for name in ("log", "history", "log_parallel", "sockets")
)
EARLY = "tests/messaging/test_failures.py::test_neither_ack_nor_wake_leaves_before_the_commit"
# bug → the test that must see it, and what it must say
SEEN_BY = {
    "ack_before_commit": (EARLY, "DID NOT RAISE"),
    "publish_before_commit": (EARLY, "assert not [{"),
    "numbers_by_sequence": (f"{LOG}::test_a_message_gets_the_next_number_and_its_author_has_read_it", "assert"),
    "membership_asked_before_the_lock": (
        f"{PARALLEL}::test_a_waiting_message_of_somebody_removed_meanwhile_is_refused",
        "isinstance(Ack(",
    ),
    "leave_fast_pathed": (f"{SOCKETS}::test_a_removed_member_gets_nothing_later_and_is_told_at_once", "assert"),
    "no_sweeper": (f"{SOCKETS}::test_a_lost_wake_is_repaired_by_the_sweeper", "TimeoutError"),
    "since_off_by_one": (f"{SOCKETS}::test_a_reconnect_with_since_brings_exactly_what_was_missed", "assert"),
    "limit_without_loop": (f"{SOCKETS}::test_a_reconnect_with_since_brings_exactly_what_was_missed", "TimeoutError"),
    "read_without_greatest": (f"{HISTORY}::test_reading_goes_forward_only_and_never_past_the_end", "assert"),
    "reusable_ticket": (f"{PARALLEL}::test_a_ticket_is_spent_once_by_parallel_spends", "assert"),
}


def run_with(bug: str) -> tuple[int, str]:
    node, _ = SEEN_BY[bug]
    # A session of its own, with servers of its own: nothing of this one's is handed on.
    environment = {name: value for name, value in os.environ.items() if name not in OF_THIS_SESSION}
    environment |= {"SNUG_TEST_BUG": bug, "SNUG_TEST_APPLICATION": "tests.faults.application:application"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.faults.sowing", "-p", "no:cacheprovider", node],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Future[tuple[int, str]]]]:
    """All of them, two at a time: each has servers of its own."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {bug: pool.submit(run_with, bug) for bug in SEEN_BY}


def test_every_bug_has_a_test_that_sees_it() -> None:
    assert set(SEEN_BY) == set(BUGS)


@pytest.mark.parametrize("bug", SEEN_BY)
def test_the_suite_turns_red(bug: str, runs: dict[str, Future[tuple[int, str]]]) -> None:
    code, output = runs[bug].result()
    assert code == pytest.ExitCode.TESTS_FAILED, output[-3000:]
    assert "1 failed" in output.splitlines()[-1], output[-3000:]
    assert SEEN_BY[bug][1] in output, output[-3000:]
