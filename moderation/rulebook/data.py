"""One's own data, and who looked (R42-R43)."""

from moderation.rulebook.kept import Kept, Rule

DATA = (
    Rule(
        42,
        "Every personal column says what for, how long and for whom; one takes it along, and has it erased for good",
        Kept.YES,
        decided=(
            "take_own_data",
            "erase_self",
        ),
        held=(
            "export_one_at_a_time",
            "export_fetched_in_time",
            "erasure_seven_days",
            "erasure_not_early",
            "moderation_erasure_goes_on",
        ),
        attacked=(
            "owndata/test_declared.py::test_the_build_fails_for_a_column_nobody_declared_and_for_one_that_is_gone",
            "owndata/test_erasure.py::test_nothing_is_left_of_who_is_gone",
            "owndata/test_everywhere.py::test_whoever_every_table_points_to_goes_and_leaves_no_word",
            "owndata/test_everywhere.py::test_nobody_is_let_go_of_who_stays",
            "owndata/test_erasure.py::test_a_backup_that_is_played_back_knows_nobody_who_was_erased",
            "attacks/test_own_data.py::test_ben_fetches_ana_s_export_by_its_address",
            "attacks/test_taking_along.py::test_who_planned_and_hosts_no_more_takes_along_nothing_of_what_others_make_of_it",
            "attacks/test_own_data.py::test_whoever_finds_the_phone_open_erases_its_owner",
            "attacks/test_own_data.py::test_a_clock_that_runs_ahead_erases_before_the_seven_days",
        ),
        seen=(
            "people:kept",
            "own:data",
            "groups:trust",
        ),
    ),
    Rule(
        43,
        "Who reads under a rule is written down first; the log cannot be bent; counts tell about nobody",
        Kept.PARTLY,
        decided=(
            "see_looks",
            "moderation.actions.audits:check_daily",
            "groups.actions.insights:release_due",
            "moderation.actions.yearly:release_due",
        ),
        held=(
            "community_accesslogentry_only_grows",
            "community_auditlogentry_only_grows",
            "moderation_auditcheck_only_grows",
            "release_of_enough_or_nothing",
            "groups_release_only_grows",
            "moderation_yearly_holds",
            "moderation_yearly_only_grows",
        ),
        attacked=(
            "attacks/test_audit_tampering.py::test_an_entry_that_was_taken_out_is_missed",
            "attacks/test_audit_tampering.py::test_an_end_that_was_cut_off_and_written_anew_is_not_the_one_that_was_shown",
            "attacks/test_knowing.py::test_no_way_of_asking_shows_an_account_unwritten",
            "attacks/test_knowing.py::test_a_group_opened_for_one_address_and_a_message_to_it_and_another_tell_nothing_of_that_person",
            "attacks/test_screening.py::test_two_tries_that_differ_in_one_word_or_one_group_tell_of_nobody",
            "attacks/test_case_desk.py::test_no_filter_order_or_search_of_the_list_answers_about_the_matter",
            "attacks/test_case_desk.py::test_the_list_shows_no_words_of_anybody",
            "attacks/test_insight_differencing.py::test_two_weeks_that_differ_in_one_person_look_alike",
            "attacks/test_insight_differencing.py::test_the_brands_total_less_the_groups_that_are_shown_leaves_nothing_of_a_group_that_is_not",
            "attacks/test_yearly_differencing.py::test_nine_look_like_none",
            "attacks/test_yearly_differencing.py::test_who_looks_at_the_trust_page_every_day_hears_of_no_single_case",
            "attacks/test_yearly_differencing.py::test_no_total_is_there_to_take_the_told_ones_from",
        ),
        seen=(
            "groups:looks",
            "groups:looks_here",
            "groups:known",
            "groups:numbers",
            "groups:trust",
        ),
        why="Search comes with the whole of messaging; it will filter by policy before it counts.",
    ),
)
