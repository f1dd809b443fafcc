"""Between people (R39-R41)."""

from moderation.rulebook.kept import Kept, Rule

PEOPLE = (
    Rule(
        39,
        "A block is secret, and folds the other for the one who blocks alone",
        Kept.YES,
        decided=("block",),
        held=(
            "block_once",
            "block_not_oneself",
            "block_in_one_space",
        ),
        attacked=(
            "attacks/test_blocks.py::test_every_page_and_answer_is_the_same_to_the_byte_for_the_blocked_and_for_all_others",
            "attacks/test_blocks.py::test_nothing_is_written_about_a_block_but_the_block",
            "attacks/test_search.py::test_what_one_may_not_see_is_as_what_nobody_said",
            "attacks/test_named.py::test_whoever_is_blocked_is_named_and_replied_to_as_anybody",
            "groups/test_named_notifications.py::test_where_one_has_blocked_the_other_nothing_is_planned_either",
            "messaging/test_replies.py::test_who_came_later_or_has_blocked_the_author_is_shown_no_words_of_the_quote",
            "attacks/test_direct.py::test_whoever_is_blocked_or_declined_is_answered_to_the_byte_as_before",
            "messaging/test_direct_told.py::test_nothing_by_somebody_blocked_is_told",
            "attacks/test_blocks.py::test_the_list_is_ones_own_alone_whoever_asks",
            "attacks/test_blocks.py::test_a_captain_who_is_blocked_still_removes_and_one_who_blocks_still_may",
        ),
        seen=(
            "groups:blocks",
            "groups:talk",
        ),
    ),
    Rule(
        40,
        "Direct messages only between people who share a group, after a yes",
        Kept.YES,
        decided=("ask_direct", "answer_direct", "send_direct", "set_direct"),
        held=(
            "direct_once_for_two",
            "direct_in_order",
            "direct_asked_by_one_of_them",
            "direct_yes_or_no",
            "direct_of_two",
            "direct_lets_in_two",
            "direct_waits_for_a_yes",
        ),
        attacked=(
            "attacks/test_direct.py::test_a_third_the_captain_and_the_brand_find_what_is_not_there",
            "attacks/test_direct.py::test_whoever_is_blocked_or_declined_is_answered_to_the_byte_as_before",
            "attacks/test_direct.py::test_an_edit_brings_no_link_into_a_request_and_no_second_request_goes_around_it",
            "messaging/test_direct_parallel.py::test_who_ask_each_other_at_once_have_one_room_and_both_their_words",
            "messaging/test_direct.py::test_who_shares_no_group_finds_nobody_to_ask",
            "messaging/test_direct_over.py::test_the_database_lets_in_the_two_alone_and_one_message_before_a_yes",
        ),
        seen=("messaging:directs", "messaging:direct", "messaging:write_to"),
    ),
    Rule(
        41,
        "Of an age only the band and the day it was said are kept",
        Kept.YES,
        decided=("join", "groups.access:asks_age"),
        held=(
            "groups_membership_of_age",
            "groups_lowest_age_stays",
            "group_lowest_age",
            "community_age_said",
            "age_said_once",
            "age_said_in_bands",
        ),
        attacked=(
            "attacks/test_ages.py::test_an_app_that_forgets_to_ask_lets_nobody_in",
            "attacks/test_ages.py::test_a_page_whose_field_was_taken_out_lets_nobody_in",
            "attacks/test_ages.py::test_a_band_that_is_too_low_lets_nobody_into_a_group_of_grown_ups",
            "attacks/test_ages.py::test_a_birth_date_that_is_sent_along_is_kept_nowhere",
            "attacks/test_ages.py::test_nobody_else_is_answered_a_byte_by_which_to_tell_the_band",
            "attacks/test_ages.py::test_neither_captain_nor_manager_nor_operator_changes_the_age_of_a_group",
            "attacks/test_ages.py::test_nobody_belongs_by_sql_who_has_not_said_how_old_they_are",
        ),
        seen=("groups:join", "groups:younger", "groups:trust", "moderation:consents", "people:kept"),
    ),
)
