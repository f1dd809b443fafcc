"""Asking first, and not too often (R13-R17)."""

from moderation.rulebook.kept import Kept, Rule

OUTREACH = (
    Rule(
        13,
        "A yes is a row with the text that was shown; the latest row counts, and no row means no",
        Kept.YES,
        decided=("consent", "moderation.actions.consents:record"),
        held=("moderation_consent_stays", "moderation_consent_not_emptied"),
        attacked=(
            "attacks/test_knowing.py::test_a_yes_to_a_text_that_was_not_shown_is_none",
            "attacks/test_knowing.py::test_the_brand_writes_no_yes_for_its_members",
            "attacks/test_knowing.py::test_the_ledger_is_not_rewritten_by_sql",
            "moderation/test_consents.py::test_no_row_means_no_and_the_latest_row_counts",
            "moderation/test_consents.py::test_the_ledger_holds_the_hash_of_the_very_text_that_was_shown",
        ),
        seen=("moderation:consents",),
    ),
    Rule(
        14,
        "Purposes are separate; joining depends on running the group alone",
        Kept.YES,
        decided=("join",),
        attacked=(
            "moderation/test_consents.py::test_joining_depends_on_service_only",
            "moderation/test_consents.py::test_a_yes_counts_for_one_purpose_of_one_brand",
        ),
        seen=("groups:join", "moderation:consents"),
        why="What joining asks for is a matter of the form; each row of the ledger names one purpose.",
    ),
    Rule(
        15,
        "A person is contacted no more than their budget allows, over all groups of the brand",
        Kept.YES,
        decided=("send_outreach", "set_reach"),
        held=("touch_is_allowed", "contact_touch_week", "contact_budget_in_bounds", "touch_stays"),
        attacked=(
            "attacks/test_contact_budget.py::test_twelve_senders_at_once_spend_no_more_than_the_week_holds",
            "attacks/test_contact_budget.py::test_four_workers_with_five_messages_reach_each_twice",
            "attacks/test_contact_budget.py::test_code_that_forgets_the_budget_is_stopped_by_the_database",
            "attacks/test_contact_budget.py::test_a_touch_dated_back_by_sql_counts_today",
        ),
        seen=("groups:budgets", "groups:trust"),
    ),
    Rule(
        16,
        "Quiet hours hold, and everything is checked again when it is sent",
        Kept.YES,
        decided=("community.notifications.planning:plan_send_at", "set_reach"),
        attacked=(
            "community/test_quiet_hours.py::test_night_is_when_it_is_night_where_the_reader_is",
            "community/test_quiet_hours.py::test_other_quiet_hours_move_what_waits_already",
            "groups/test_reminders.py::test_who_leaves_or_is_removed_hears_nothing_more",
            "attacks/test_pestering.py::test_moving_an_event_back_and_forth_tells_people_no_more_often_than_a_hand_could",
        ),
        seen=("people:notifications",),
        why="Whether it is night where somebody is no constraint can know; the check at sending is one UPDATE.",
    ),
    Rule(
        17,
        "Whatever the brand sends says who, why, and stops with one tap",
        Kept.YES,
        decided=("unsubscribe", "send_outreach"),
        held=("outreach_cools_off", "groups_outreach_stays"),
        attacked=(
            "groups/test_outreach.py::test_each_says_who_and_why_and_stops_with_one_tap",
            "attacks/test_contact_budget.py::test_a_no_and_a_send_at_once_are_one_after_the_other",
            "attacks/test_contact_budget.py::test_the_cool_off_and_the_words_are_not_changed_by_sql",
            "community/test_unsubscribing.py::test_a_post_without_cookie_token_or_sign_in_acts",
        ),
        seen=("people:unsubscribe", "people:notifications", "groups:outreach"),
    ),
)
