"""What is said in a group stays there (R1-R7)."""

from moderation.rulebook.kept import Kept, Rule

CONTAINMENT = (
    Rule(
        1,
        "Who does not belong gets the same answer for everything of a group as for what does not exist",
        Kept.YES,
        decided=("moderation.policy:check", "groups.access:load_group"),
        attacked=(
            "test_matrix_http.py::test_the_door_opens_to_whom_the_policy_says",
            "test_matrix_socket.py::test_every_op_answers_every_actor_as_the_policy_says",
            "attacks/test_events.py::test_an_outsider_hears_of_an_event_what_they_hear_of_nothing",
            "attacks/test_events.py::test_a_list_cannot_be_asked_like_an_oracle",
            "attacks/test_ids.py::test_under_ones_own_group_the_ids_of_another_lead_nowhere",
            "attacks/test_cross_brand.py::test_no_list_tells_of_the_years_of_another_brand",
            "messaging/test_sockets.py::test_strangers_and_missing_rooms_get_one_answer",
        ),
        seen=("groups:trust",),
        why="No constraint can hold what is not said: loaders are the only way to a row, and the build fails for a "
        "door without a declared action.",
    ),
    Rule(
        2,
        "What is committed after a removal, a leave or a ban reaches that person no more; an ended session is closed",
        Kept.YES,
        decided=("send_message", "read_messages", "connect"),
        held=("participant_leaves_with_event", "participant_active_stays"),
        attacked=(
            "messaging/test_sockets.py::test_a_removed_member_gets_nothing_later_and_is_told_at_once",
            "messaging/test_sockets.py::test_a_lost_removal_is_repaired_by_the_sweeper",
            "groups/test_parallel.py::test_nothing_said_after_a_removal_is_stored",
            "messaging/test_frames_in_flight.py::test_what_is_on_its_way_when_one_is_removed_is_said_before_or_not_at_all",
            "messaging/test_frames_in_flight.py::test_what_is_on_its_way_when_one_signs_out_comes_to_an_end_with_the_socket",
            "messaging/test_handshake.py::test_signing_out_closes_the_sockets_of_that_session_only",
            "groups/test_reminders.py::test_who_leaves_or_is_removed_hears_nothing_more",
            "messaging/test_media.py::test_an_address_dies_with_the_membership",
        ),
        seen=("groups:trust", "people:devices"),
    ),
    Rule(
        3,
        "Newcomers read from the day they joined, or from the last unbroken stretch that the charter shared",
        Kept.YES,
        decided=("read_messages",),
        held=("participant_once",),
        attacked=(
            "messaging/test_sockets.py::test_a_newcomer_never_gets_what_was_said_before",
            "groups/test_pages.py::test_a_newcomer_sees_nothing_said_before_they_came_not_even_as_a_preview",
            "groups/test_charter_and_seat.py::test_ending_shared_history_closes_the_rooms_to_newcomers",
        ),
        seen=("groups:trust", "groups:join"),
    ),
    Rule(
        4,
        "Nothing links two profiles of one person; no other member reads an address",
        Kept.YES,
        decided=("community.actions.people:profile_for",),
        held=("profile_once_per_space", "groups_profile_of_space"),
        attacked=(
            "attacks/test_unlinkable.py::test_nothing_that_one_reads_in_two_groups_leads_from_one_profile_to_the_other",
            "attacks/test_unlinkable.py::test_the_two_profiles_stand_in_no_order_that_comes_from_the_account",
        ),
        seen=("groups:profile",),
    ),
    Rule(
        5,
        "Pages are kept by no cache, found by no index and load nothing from elsewhere",
        Kept.YES,
        decided=("community.middleware:PrivacyHeaders",),
        attacked=(
            "attacks/test_headers.py::test_no_answer_to_a_member_is_kept_indexed_or_told_of_elsewhere",
            "attacks/test_headers.py::test_no_page_may_load_or_run_anything_from_elsewhere",
        ),
        seen=("groups:trust",),
        why="Headers are no matter of the database.",
    ),
    Rule(
        6,
        "The brand uses nobody's words or photos without a yes to that one item",
        Kept.YES,
        decided=("ask_reuse", "answer_reuse"),
        held=("reuse_asked_once", "groups_reuse_of_author", "groups_reuse_of_words", "groups_reuse_stays"),
        attacked=(
            "groups/test_reuse.py::test_nobody_says_yes_in_the_place_of_the_author",
            "groups/test_reuse.py::test_a_no_is_not_turned_into_a_yes_by_sql",
            "groups/test_reuse.py::test_nothing_is_used_before_a_yes_and_after_it_was_taken_back",
            "groups/test_reuse.py::test_words_from_before_the_seats_time_or_another_group_are_not_asked_about",
        ),
        seen=("groups:reuse", "groups:trust"),
    ),
    Rule(
        7,
        "A charter tightens at once and loosens only after seven days' notice, with the way out beside it",
        Kept.YES,
        decided=("change_charter", "groups.actions.openings:propose"),
        held=("groups_charter_ratchet", "groups_opening_stays", "groups_opening_is_announced", "groups_charter_stays"),
        attacked=(
            "attacks/test_ratchet_dodges.py::test_tightening_and_loosening_back_needs_notice_too",
            "attacks/test_ratchet_dodges.py::test_two_half_steps_are_two_notices",
            "attacks/test_ratchet_dodges.py::test_a_weaker_version_by_sql_is_refused",
            "attacks/test_ratchet_dodges.py::test_an_announcement_dated_back_by_sql_counts_from_now",
            "attacks/test_ratchet_dodges.py::test_ten_clocks_and_a_tightening_at_once_make_one_version_each_at_most",
            "attacks/test_ratchet_dodges.py::test_whoever_is_about_to_come_in_is_told_of_a_weaker_charter_too",
        ),
        seen=("groups:trust", "groups:opening"),
    ),
)
