"""The host is restrained like everybody (R8-R12)."""

from moderation.rulebook.kept import Kept, Rule

BRAND = (
    Rule(
        8,
        "Brand people are listed and badged; nobody else looks like them",
        Kept.YES,
        decided=("join", "take_seat", "moderation.screening:screen"),
        held=("brand_seat_once", "groups_profile_of_space"),
        attacked=(
            "attacks/test_names.py::test_a_member_does_not_get_a_name_that_looks_like_the_brands",
            "attacks/test_names.py::test_nobody_is_called_like_a_badge_or_like_nobody",
            "attacks/test_duties.py::test_a_member_does_not_come_to_read_for_the_brand_unseen",
            "groups/test_joining.py::test_brand_people_do_not_come_in_without_their_badge",
        ),
        seen=("groups:people", "groups:trust"),
    ),
    Rule(
        9,
        "Who is no visible participant reads nothing of a group, except a reported item with five on either side",
        Kept.YES,
        decided=("read_messages", "see_people"),
        held=("participant_once",),
        attacked=(
            "moderation/test_policy.py::test_duties_open_no_message",
            "groups/test_desk.py::test_no_page_of_a_desk_shows_what_members_said",
            "attacks/test_case_desk.py::test_a_case_leads_nowhere_near_the_conversation",
            "attacks/test_events.py::test_a_listening_seat_learns_nothing_of_what_is_planned",
        ),
        seen=("groups:trust", "groups:looks_here"),
    ),
    Rule(
        10,
        "Break-glass takes a reason, a second person, one group and a day at most, and the group is told",
        Kept.NO,
        why="There is no way in at all today, not even this one.",
    ),
    Rule(
        11,
        "A new brand seat listens first; it sees the group's card and no message",
        Kept.YES,
        decided=("seat_brand", "take_seat", "send_message"),
        held=("brand_seat_once",),
        attacked=(
            "moderation/test_policy.py::test_a_listening_seat_sees_the_card_and_nothing_else_of_the_group",
            "attacks/test_brand_loudness.py::test_a_seat_that_nobody_welcomed_does_not_speak_by_sql",
            "attacks/test_brand_loudness.py::test_a_new_seat_is_no_way_around_the_members_vote",
        ),
        seen=("groups:people", "groups:trust"),
    ),
    Rule(
        12,
        "The brand says at most one message in five and two in a row; captain and members can quieten it",
        Kept.YES,
        decided=("send_message", "moderation.policy:may_post"),
        held=("brand_keeps_its_share",),
        attacked=(
            "attacks/test_brand_loudness.py::test_many_messages_of_the_brand_at_once_are_no_more_than_its_share",
            "attacks/test_brand_loudness.py::test_code_that_forgets_the_share_is_stopped_by_the_database",
            "attacks/test_brand_loudness.py::test_a_paused_brand_says_nothing_by_sql_either",
            "attacks/test_brand_loudness.py::test_a_pause_cannot_be_made_longer_than_a_week",
            "attacks/test_brand_loudness.py::test_captain_and_brand_find_no_trace_of_a_vote",
            "attacks/test_brand_loudness.py::test_a_member_votes_once_however_often",
        ),
        seen=("groups:trust",),
    ),
)
