"""What words may do (R21-R29)."""

from moderation.rulebook.kept import Kept, Rule

SCREENING = (
    Rule(
        21,
        "The same engine reads every text before it stands anywhere, edits included",
        Kept.YES,
        decided=(
            "moderation.screening:screen",
            "groups.actions.words:checked",
            "messaging.actions.drafts:prepare",
        ),
        attacked=(
            "attacks/test_screening.py::test_an_edit_does_not_bring_in_what_a_message_could_not",
            "attacks/test_screening.py::test_the_page_without_javascript_is_no_way_around",
            "attacks/test_screening.py::test_a_vouch_a_bio_and_a_plan_do_not_carry_what_a_message_could_not",
        ),
        seen=("groups:trust",),
        why="What a text means is no matter of the database; messages are written by one path alone, which "
        "the build holds.",
    ),
    Rule(
        22,
        "It reads disguised text as people read it, and the author's last five messages as one",
        Kept.YES,
        decided=("moderation.screening.reading:Reading",),
        attacked=(
            "moderation/test_corpus.py::test_disguises_are_caught",
            "moderation/test_corpus.py::test_innocent_lines_pass",
            "attacks/test_screening.py::test_words_in_pieces_over_several_messages_are_read_as_one",
            "attacks/test_screening.py::test_pieces_that_are_brought_in_by_edits_are_read_as_one_too",
            "attacks/test_screening.py::test_nothing_that_nobody_reads_parts_the_pieces",
            "attacks/test_captions.py::test_a_photo_without_words_brings_no_piece_for_the_next_message",
        ),
        seen=("groups:trust",),
        why="Reading is no matter of the database. Words for numbers, and personal data in pieces, are not read; nor "
        "are pieces that come together by taking back what stood between them, or that two devices send in one moment.",
    ),
    Rule(
        23,
        "The severest rule wins, a new one watches for a day before it stops anything, and nobody is exempt",
        Kept.YES,
        decided=(
            "keep_rules",
            "moderation.screening:screen",
        ),
        held=(
            "rule_observes_before_it_stops",
            "moderation_rule_stays",
            "rule_acts_in_one_version",
        ),
        attacked=(
            "moderation/test_rules.py::test_the_database_lets_no_rule_act_before_its_day_nor_change_nor_go",
            "attacks/test_screening.py::test_the_captain_and_the_brand_pass_the_same_gate",
            "attacks/test_screening.py::test_a_confirmed_nudge_does_not_confirm_what_is_blocked",
            "attacks/test_screening.py::test_another_brands_manager_sees_tries_and_changes_no_rule",
        ),
        seen=("groups:trust",),
    ),
    Rule(
        24,
        "Authors hear what was done with their words and by which rule; what waits goes back after a day",
        Kept.YES,
        decided=(
            "own_held",
            "decide_held",
        ),
        held=(
            "pending_waits_a_day",
            "pending_decided_once",
            "pending_decided_by_another",
            "objection_once",
        ),
        attacked=(
            "attacks/test_held.py::test_nobody_but_the_author_and_the_captain_reads_them_anywhere",
            "attacks/test_held.py::test_an_author_who_is_captain_does_not_decide_about_their_own",
            "attacks/test_held.py::test_an_edit_does_not_carry_held_words_past_the_gate",
            "attacks/test_held.py::test_who_was_removed_says_nothing_by_way_of_a_release",
            "attacks/test_held.py::test_no_rule_is_out_of_reach_of_an_objection",
            "groups/test_rule_desk.py::test_who_keeps_a_rule_hears_in_tens_how_many_people_object_to_it_and_no_word",
            "groups/test_rule_desk.py::test_operators_hear_it_of_the_rules_of_the_house",
            "messaging/test_held_parallel.py::test_of_two_deciders_one_decides_and_the_other_gets_a_conflict",
        ),
        seen=(
            "groups:talk",
            "groups:held",
            "groups:trust",
        ),
    ),
    Rule(
        25,
        "Machines punish nobody",
        Kept.YES,
        decided=("review",),
        held=(
            "sanction_once_a_decision",
            "sanction_has_statement",
        ),
        attacked=(
            "attacks/test_cases.py::test_no_number_of_reports_removes_anything",
            "attacks/test_cases.py::test_a_sanction_without_its_statement_is_not_committed",
        ),
        seen=("moderation:decisions",),
    ),
    Rule(
        26,
        "Personal data is asked about, held or stopped, and the guard keeps none of it",
        Kept.YES,
        decided=("moderation.screening:screen",),
        held=("rule_hits_once_a_day",),
        attacked=(
            "moderation/test_personal_data.py::test_the_verdict_keeps_kind_and_rule_and_never_the_value",
            "attacks/test_screening.py::test_a_brand_voice_gets_no_numbers_by_asking",
            "attacks/test_screening.py::test_a_yes_to_one_question_is_no_yes_to_the_next",
            "moderation/test_personal_data.py::test_a_tracked_link_does_not_carry_a_number_past_the_question",
        ),
        seen=("groups:trust",),
        why="Counts of hits are by rule and day; the table has no column for what was found.",
    ),
    Rule(
        27,
        "A link loses what tells on its readers, and shows whose it really is",
        Kept.YES,
        decided=("moderation.screening:screen", "messaging.links:sites"),
        attacked=(
            "moderation/test_personal_data.py::test_links_lose_what_tells_on_their_readers",
            "messaging/test_links.py::test_a_link_tells_the_other_site_nothing",
            "messaging/test_links.py::test_a_link_says_whose_it_is_when_its_host_does_not",
            "browser/test_conversation.py::test_a_link_says_whose_it_is_as_the_page_comes_and_when_it_arrives",
            "attacks/test_screening.py::test_a_newcomer_hides_no_link_behind_a_known_name",
        ),
        seen=("groups:talk",),
        why="Where a link leads is no matter of the database. There are no previews.",
    ),
    Rule(
        28,
        "Floods count per member over all doors; a member, or a whole room, can be asked to go slowly",
        Kept.YES,
        decided=(
            "send_message",
            "messaging.rates:take_message",
            "slow_talk",
        ),
        held=("participant_keeps_quiet", "room_keeps_its_pace", "room_slow_whole", "slow_talk_a_day"),
        attacked=(
            "moderation/test_decisions.py::test_slow_means_one_message_in_ten_minutes",
            "attacks/test_slow.py::test_nobody_is_exempt_neither_captain_nor_brand",
            "attacks/test_slow.py::test_page_and_api_are_no_way_around_and_lose_nothing_that_was_typed",
            "attacks/test_slow.py::test_ten_messages_at_once_are_one",
            "attacks/test_slow.py::test_code_that_forgets_the_pace_is_stopped_by_the_database",
            "messaging/test_slow.py::test_two_sockets_of_one_person_are_one_and_the_refusal_says_when",
            "messaging/test_pressure.py::test_a_flood_of_sixty_megabytes_adds_less_than_five",
            "attacks/test_pestering.py::test_flipping_an_answer_on_end_is_cut_off",
        ),
        seen=("groups:talk", "groups:trust", "moderation:decisions"),
    ),
    Rule(
        29,
        "Pictures are rebuilt from their pixels; an exact list keeps known ones out",
        Kept.YES,
        decided=("messaging.media.rebuild:rebuild", "messaging.actions.media:take_in", "messaging.media.barring:bar"),
        held=("media_photo_has_its_size", "blocked_picture_once"),
        attacked=(
            "messaging/test_media_corpus.py::test_each_hostile_file_is_refused_or_made_harmless",
            "messaging/test_media_corpus.py::test_a_pdf_that_does_something_or_is_none_is_refused",
            "messaging/test_media.py::test_what_came_in_is_not_kept",
            "moderation/test_media_life.py::test_a_picture_that_was_barred_is_not_sent_again_in_any_group_of_the_brand",
        ),
        seen=("groups:talk",),
        why="The list knows exact pixels: a picture that was changed by one of them is another.",
    ),
)
