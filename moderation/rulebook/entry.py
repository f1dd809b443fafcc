"""Who comes in (R18-R20)."""

from moderation.rulebook.kept import Kept, Rule

ENTRY = (
    Rule(
        18,
        "An invite admits exactly as many as it says, is spent by asking, and all wrong ones look the same",
        Kept.YES,
        decided=("invite", "join", "groups.actions.joining:ask"),
        held=("group_not_over_cap", "membership_once", "groups_keep_count"),
        attacked=(
            "attacks/test_invite_guesses.py::test_nothing_like_a_token_opens_like_it",
            "attacks/test_invite_guesses.py::test_an_invitation_taken_back_and_used_at_once_is_one_or_the_other",
            "groups/test_parallel.py::test_fifty_redemptions_of_a_seven_use_invite_admit_exactly_seven",
            "groups/test_parallel.py::test_a_hundred_joins_into_the_last_place_admit_one",
            "groups/test_parallel.py::test_the_same_person_twenty_times_is_one_membership_and_one_use",
            "groups/test_joining.py::test_whatever_is_wrong_with_an_invite_the_answer_is_one",
            "groups/test_joining.py::test_only_the_hash_of_a_token_is_kept",
        ),
        seen=("groups:invites", "groups:invite"),
    ),
    Rule(
        19,
        "Who brings somebody in vouches for them; the banned do not come back on the same address",
        Kept.YES,
        decided=("invite", "groups.actions.joining:ask"),
        held=("ban_once",),
        attacked=(
            "groups/test_joining.py::test_who_was_banned_does_not_come_back_on_the_same_address",
            "groups/test_parallel.py::test_an_invite_made_while_its_maker_is_removed_opens_nothing",
            "moderation/test_decisions.py::test_who_vouched_rests_for_two_weeks_but_not_for_a_friendly_word",
        ),
        seen=("groups:invites", "groups:invite"),
    ),
    Rule(
        20,
        "Trust grows with time and attendance; newcomers invite nobody, begin no direct messages, and link to little",
        Kept.YES,
        decided=("invite", "ask_direct", "moderation.screening:screen"),
        attacked=(
            "moderation/test_policy.py::test_members_invite_only_under_a_charter_that_says_so_and_newcomers_never",
            "messaging/test_direct.py::test_newcomers_begin_nothing_and_may_answer",
            "moderation/test_personal_data.py::test_newcomers_link_to_well_known_places_only",
        ),
        seen=("groups:trust", "messaging:write_to"),
        why="Who is new is computed from what is in the database, at the moment of asking: there is nothing to hold.",
    ),
)
