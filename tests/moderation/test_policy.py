"""The table itself: complete, and saying what trust.md says."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from community.errors import Forbidden, NotFound, Unauthenticated
from community.surface import Action, Standing
from moderation import policy
from moderation.policy import Door, PostFacts, State, words

OUTSIDERS = [
    Standing.STRANGER,
    Standing.EX_MEMBER,
    Standing.REVIEWER,
    Standing.VOICE,
    Standing.MANAGER,
    Standing.OPERATOR,
]
ALL_STATES = [frozenset[State](), *(frozenset({state}) for state in State), frozenset(State)]
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def test_every_action_has_a_row_and_words() -> None:
    assert set(policy.TABLE) == set(Action) == set(words.ACTIONS)
    assert set(words.STANDINGS) == set(Standing)
    assert set(words.STATES) == set(State)
    assert set(words.DOORS) == set(Door)


def test_every_refusal_of_the_table_has_words_and_an_error() -> None:
    codes = {
        policy.check(action, [standing], states) for action in Action for standing in Standing for states in ALL_STATES
    } - {None}
    assert codes == set(policy.REFUSALS)
    for code in codes:
        assert code is not None
        assert policy.refusal(code).code == code


@pytest.mark.parametrize("standing", OUTSIDERS)
def test_outsiders_of_a_group_hear_that_there_is_nothing(standing: Standing) -> None:
    for action, row in policy.TABLE.items():
        if row.door == Door.GROUP and action not in (Action.TAKE_SEAT, Action.JOIN):
            for states in ALL_STATES:
                assert policy.check(action, [standing], states) == "not_found", action


def test_duties_open_no_message() -> None:
    for standing in (Standing.MANAGER, Standing.OPERATOR, Standing.VOICE, Standing.REVIEWER):
        for action in (Action.READ_MESSAGES, Action.SEE_PEOPLE, Action.SEND_MESSAGE, Action.SEE_GROUP_CARD):
            with pytest.raises(NotFound):
                policy.require(action, [standing])


def test_a_listening_seat_sees_the_card_and_nothing_else_of_the_group() -> None:
    allowed = {
        action
        for action, row in policy.TABLE.items()
        if row.door == Door.GROUP and policy.check(action, [Standing.BRAND_LISTENING]) is None
    }
    assert allowed == {Action.SEE_GROUP_CARD, Action.SEE_TRUST, Action.EDIT_PROFILE, Action.LEAVE}
    assert policy.check(Action.SEND_MESSAGE, [Standing.BRAND_LISTENING]) == "brand_listening"
    assert policy.check(Action.READ_MESSAGES, [Standing.MANAGER, Standing.BRAND_LISTENING]) == "brand_listening"


def test_members_invite_only_under_a_charter_that_says_so_and_newcomers_never() -> None:
    says_so = frozenset({State.MEMBERS_INVITE})
    assert policy.check(Action.INVITE, [Standing.MEMBER]) == "captain_invites"
    assert policy.check(Action.INVITE, [Standing.MEMBER], says_so) is None
    assert policy.check(Action.INVITE, [Standing.NEW_MEMBER], says_so) == "new_member"
    assert policy.check(Action.INVITE, [Standing.CAPTAIN]) is None
    paused = says_so | {State.INVITES_PAUSED}
    for standing in (Standing.MEMBER, Standing.CAPTAIN):
        assert policy.check(Action.INVITE, [standing], paused) == "invites_paused"


def test_everybody_joins_by_invitation_but_who_works_for_the_brand() -> None:
    for standing in (Standing.STRANGER, Standing.EX_MEMBER, Standing.OPERATOR):
        assert policy.check(Action.JOIN, [standing]) is None
    for standing in (Standing.MANAGER, Standing.VOICE, Standing.BRAND_SPEAKING):
        assert policy.check(Action.JOIN, [standing]) == "brand_person"
    assert policy.check(Action.JOIN, [Standing.ANONYMOUS]) == "unauthenticated"


def test_only_captains_do_what_concerns_others() -> None:
    for action in (
        Action.DECIDE_REQUEST,
        Action.REMOVE_MEMBER,
        Action.HAND_OVER,
        Action.CHANGE_CHARTER,
        Action.SEAT_BRAND,
    ):
        allowed = {one for one in Standing if policy.check(action, [one]) is None}
        assert allowed == {Standing.CAPTAIN}


def test_refusals_become_the_errors_that_doors_render() -> None:
    with pytest.raises(Unauthenticated):
        policy.require(Action.LIST_GROUPS, [Standing.ANONYMOUS])
    with pytest.raises(NotFound):
        policy.require(Action.OPERATE, [Standing.STRANGER, Standing.MANAGER])
    with pytest.raises(Forbidden) as refusal:
        policy.require(Action.POST_NOTICE, [Standing.MEMBER])
    assert refusal.value.code == "captains_post"
    policy.require(Action.LIST_GROUPS, [Standing.STRANGER])


def test_chores_are_behind_no_door() -> None:
    for standing in Standing:
        assert policy.check(Action.KEEP_HOUSE, [standing]) is not None


@pytest.mark.parametrize(
    ("kind", "voice", "answer"),
    [
        ("talk", "member", None),
        ("talk", "captain", None),
        ("talk", "brand", None),
        ("notices", "captain", None),
        ("notices", "member", "captains_post"),
        ("notices", "brand", "captains_post"),
        ("event", "member", None),
        ("event", "captain", None),
        ("direct", "member", None),
        ("direct", "brand", "direct_brand"),
        ("support", "brand", "forbidden"),
        ("talk", "ghost", "forbidden"),
    ],
)
def test_who_may_write_where(kind: str, voice: str, answer: str | None) -> None:
    assert policy.may_post(PostFacts(kind, True, voice, None, NOW)) == answer
    assert policy.may_post(PostFacts(kind, False, voice, None, NOW)) == "not_found"


def test_a_mute_ends_at_its_time() -> None:
    minute = timedelta(minutes=1)
    assert policy.may_post(PostFacts("talk", True, "member", NOW + minute, NOW)) == "muted_until"
    assert policy.may_post(PostFacts("talk", True, "member", NOW - minute, NOW)) is None
    assert policy.may_post(PostFacts("notices", True, "captain", NOW + minute, NOW)) == "muted_until"
    assert policy.may_post(PostFacts("notices", True, "member", NOW + minute, NOW)) == "captains_post"


def test_who_may_speak_may_change_their_words_and_every_reader_may_react() -> None:
    minute = timedelta(minutes=1)
    for may in (policy.may_edit, policy.may_react):
        assert may(PostFacts("talk", True, "member", None, NOW)) is None
        assert may(PostFacts("talk", True, "member", NOW + minute, NOW)) == "muted_until"
        assert may(PostFacts("talk", False, "member", None, NOW)) == "not_found"
        assert may(PostFacts("direct", True, "captain", None, NOW)) is None
        assert may(PostFacts("direct", True, "captain", None, NOW, closed="direct_waits")) == "direct_waits"
        assert may(PostFacts("support", True, "captain", None, NOW)) == "forbidden"
        assert may(PostFacts("notices", True, "captain", None, NOW)) is None
    assert policy.may_edit(PostFacts("notices", True, "member", None, NOW)) == "captains_post"
    assert policy.may_react(PostFacts("notices", True, "member", None, NOW)) is None


def test_the_table_can_be_shown() -> None:
    shown = {line.action: line for line in policy.rows([Standing.MEMBER, Standing.CAPTAIN])}
    assert Action.OPERATE not in shown
    assert shown[Action.INVITE].by_standing == {Standing.MEMBER: "captain_invites", Standing.CAPTAIN: None}
    assert str(shown[Action.SEND_MESSAGE].words) == "Write in Talk"


def test_the_document_is_the_table() -> None:
    printed = StringIO()
    call_command("policy", stdout=printed)
    written = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()
    assert printed.getvalue() == written, "run: manage.py policy > docs/policy.md"
    for action in Action:
        assert f"`{action}`" in written
