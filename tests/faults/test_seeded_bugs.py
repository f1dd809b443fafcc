"""Each seeded bug turns the smallest test that should see it red, for the reason it should. That those tests are green
without the bug, the same run shows.

With all tests run one of what is said and one of what reminds, since each takes a session of its own; all of them run
in `make soak`."""

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
LOG, EDITS, FADING, REACTIONS, HISTORY, PARALLEL, SOCKETS, FAILURES, SEAMS, HEART, HANDSHAKE, HOSTILE = (
    f"tests/messaging/test_{name}.py::test_"
    for name in (
        *("log", "edits", "fading", "reactions", "history", "log_parallel"),
        *("sockets", "failures", "seams", "heart", "handshake", "hostile"),
    )
)
LIVE = "tests/community/test_live.py::test_"
DISPATCH, CLAIMS, MAILS, QUIET = (
    f"tests/community/test_{name}.py::test_"
    for name in ("dispatch", "dispatch_parallel", "mail_channel", "quiet_hours")
)
REMINDERS = "tests/groups/test_reminders.py::test_"
# bug → the test that must see it, and what it must say
SEEN_BY = {
    # storing
    "numbers_by_sequence": (f"{LOG}a_message_gets_the_next_number_and_its_author_has_read_it", "assert"),
    "a_number_for_the_refused": (f"{LOG}a_batch_is_answered_item_by_item", "assert"),
    "membership_asked_before_the_lock": (
        f"{PARALLEL}a_waiting_message_of_somebody_removed_meanwhile_is_refused",
        "isinstance(Ack(",
    ),
    "cid_remembered_per_process": (
        f"{SEAMS}a_repeat_at_another_process_finds_what_the_first_one_stored",
        "('err', None, None) == ('ack', True",
    ),
    "cid_content_not_compared": (f"{LOG}the_same_cid_with_other_words_is_a_conflict", "DID NOT RAISE"),
    "a_repeat_answered_with_a_new_seq": (f"{LOG}the_same_cid_is_stored_once_and_acked_again", "assert"),
    "a_held_room_stops_all": (f"{PARALLEL}a_room_that_is_held_does_not_stop_the_others", "is BUSY"),
    "mute_not_asked_under_the_lock": (
        f"{EDITS}who_may_not_speak_changes_no_words_and_still_takes_them_back",
        "DID NOT",
    ),
    "edit_window_not_asked": (f"{EDITS}words_can_be_changed_for_fifteen_minutes", "DID NOT RAISE"),
    "delete_leaves_the_body": (f"{FADING}deleting_takes_the_words_and_keeps_the_place_and_the_cid", "assert"),
    "reactions_doubled": (f"{REACTIONS}doing_it_twice_and_taking_off_what_is_not_there_change_nothing", "unavailable"),
    "read_without_greatest": (f"{HISTORY}reading_goes_forward_only_and_never_past_the_end", "assert"),
    "read_mark_from_the_future": (f"{HISTORY}reading_goes_forward_only_and_never_past_the_end", "assert"),
    # telling
    "ack_before_commit": (f"{FAILURES}neither_ack_nor_wake_leaves_before_the_commit", "DID NOT RAISE"),
    "publish_before_commit": (f"{FAILURES}neither_ack_nor_wake_leaves_before_the_commit", "assert not [{"),
    "publish_without_time_out": (
        f"{LIVE}a_redis_that_takes_everything_and_says_nothing_holds_nobody_up",
        "TimeoutError",
    ),
    "leave_fast_pathed": (f"{SOCKETS}a_removed_member_gets_nothing_later_and_is_told_at_once", "assert"),
    "edit_of_an_older_message_shown_to_a_newcomer": (f"{SOCKETS}a_newcomer_never_gets_what_was_said_before", "assert"),
    "written_to_the_gone": (
        "tests/community/test_lines.py::test_a_frame_for_somebody_who_has_gone_is_no_error",
        "the handler is closed",
    ),
    # delivering
    "no_sweeper": (f"{SOCKETS}a_lost_wake_is_repaired_by_the_sweeper", "TimeoutError"),
    "epoch_not_compared": (f"{SOCKETS}another_log_makes_every_client_start_afresh", "TimeoutError"),
    "since_off_by_one": (f"{SOCKETS}a_reconnect_with_since_brings_exactly_what_was_missed", "assert"),
    "watched_after_reading": (f"{SEAMS}what_is_said_while_somebody_subscribes_reaches_them_at_once", "TimeoutError"),
    "no_resync_when_behind": (
        f"{SOCKETS}who_is_too_far_behind_or_ahead_or_on_another_log_is_told_to_start_afresh",
        "assert",
    ),
    "limit_without_loop": (f"{SOCKETS}a_reconnect_with_since_brings_exactly_what_was_missed", "TimeoutError"),
    "limit_without_order": (f"{SOCKETS}a_reconnect_with_since_brings_exactly_what_was_missed", "assert"),
    "window_ignored_by_the_pump": (f"{SOCKETS}a_newcomer_never_gets_what_was_said_before", "assert"),
    "window_ignored_by_the_hub": (f"{SOCKETS}a_newcomer_never_gets_what_was_said_before", "assert"),
    "past_a_gap": (f"{SOCKETS}a_gap_in_the_wakes_is_filled_at_once_from_the_log", "assert"),
    "window_far_too_wide": (
        f"{HEART}a_reader_that_confirms_nothing_gets_one_window_and_its_pings_and_is_closed_with_4008",
        "assert",
    ),
    "any_pong_counts": (f"{HEART}a_pong_that_was_never_asked_for_is_no_answer", "assert"),
    # letting in
    "reusable_ticket": (f"{PARALLEL}a_ticket_is_spent_once_by_parallel_spends", "assert"),
    "ticket_without_expiry": (f"{SEAMS}a_ticket_is_good_for_its_time_and_no_longer", "assert"),
    "session_end_not_swept": (f"{HANDSHAKE}a_session_that_just_vanishes_is_found_by_the_sweeper", "TimeoutError"),
    "rate_per_socket": (f"{HOSTILE}messages_over_the_rate_wait_and_then_go_with_the_same_cid", "assert"),
    # reminding
    "guard_without_still_true": (f"{DISPATCH}what_is_not_true_any_more_is_not_sent", "tate.SENT: 4})"),
    "guard_without_useful_until": (f"{DISPATCH}what_comes_too_late_expires", "tate.SENT: 2})"),
    "guard_without_the_switch": (f"{DISPATCH}a_switch_that_is_turned_off_meanwhile_counts", "'mail': 'sent'"),
    "guard_without_the_start": (
        f"{REMINDERS}a_moved_event_is_not_reminded_of_at_its_old_time",
        "assert not",
    ),
    "no_unique_key": (f"{DISPATCH}telling_the_same_twice_is_one_row_for_each_channel", "assert 2 == 0"),
    "cancelled_stays_cancelled": (f"{DISPATCH}what_is_true_again_stands_again_and_is_sent_once", "assert 0 == 2"),
    "claim_waits_for_claims": (f"{CLAIMS}a_claim_under_way_is_passed_by_and_not_waited_for", "lock timeout"),
    "claim_of_what_is_claimed": (f"{CLAIMS}many_workers_at_once_send_each_thing_once", "assert"),
    "mark_without_token": (f"{DISPATCH}a_worker_that_was_given_up_writes_nothing_down", "tate.SENT == 'lost'"),
    "reaper_resets_what_was_sent": (f"{DISPATCH}what_was_sent_stays_sent_however_often_it_is_reaped", "assert"),
    "reaper_without_end": (
        f"{DISPATCH}a_mail_of_which_nobody_knows_is_tried_once_more_and_then_counted",
        "State.UNKNOWN",
    ),
    "not_written_down_before_it_leaves": (
        f"{MAILS}what_another_worker_has_taken_over_meanwhile_is_not_handed_over_again",
        "assert 2 == 1",
    ),
    "unsure_taken_for_not_taken": (
        f"{MAILS}letters_after_one_of_which_nobody_knows_go_over_another_connection",
        "'pending'",
    ),
    "one_letter_takes_the_others_with_it": (
        f"{MAILS}a_server_that_hangs_up_on_one_letter_takes_the_next",
        "'pending', 'pending'",
    ),
    "quiet_hours_not_asked": (
        f"{QUIET}in_quiet_hours_the_inbox_is_filled_silently_and_the_rest_waits_for_the_morning",
        "assert {'app'",
    ),
    "quiet_on_the_wrong_wall": (f"{QUIET}night_is_when_it_is_night_where_the_reader_is", "assert"),
}
ALWAYS = {"ack_before_commit", "guard_without_still_true"}


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
def runs(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[tuple[int, str]]]]:
    """All that are asked for, two at a time: each has servers of its own."""
    wanted = {str(item.callspec.params["bug"]) for item in request.session.items if _asks_for_a_bug(item)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {bug: pool.submit(run_with, bug) for bug in SEEN_BY if bug in wanted}


def _asks_for_a_bug(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and hasattr(item, "callspec") and "bug" in item.callspec.params


def test_every_bug_has_a_test_that_sees_it() -> None:
    assert set(SEEN_BY) == set(BUGS)
    assert set(BUGS) > ALWAYS


@pytest.mark.parametrize(
    "bug", [pytest.param(bug, marks=[] if bug in ALWAYS else [pytest.mark.soak]) for bug in SEEN_BY]
)
def test_the_suite_turns_red(bug: str, runs: dict[str, Future[tuple[int, str]]]) -> None:
    code, output = runs[bug].result()
    assert code == pytest.ExitCode.TESTS_FAILED, output[-3000:]
    assert "1 failed" in output.splitlines()[-1], output[-3000:]
    assert SEEN_BY[bug][1] in output, output[-3000:]
