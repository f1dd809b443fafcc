"""What a decision does, the way back within a minute, and the appeal (trust.md R19, R36, R37)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Dispatch, Person
from community.notifications import planning
from community.surface import Action
from groups.access import inviting_paused_until, load_group
from groups.actions import event_rooms, invites, leaving
from groups.actions.locks import lock_occurrences
from groups.models import BrandSeat, Membership
from groups.notifications.joining import REMOVED
from messaging.models import Participant
from moderation import access, notifications
from moderation.actions import appeals, decisions
from moderation.actions.decisions import Step
from moderation.models import Ban, Case, Sanction
from tests.cast import Cast
from tests.groups.plans import plan_one
from tests.moderation.casework import UNKIND, decides, let_in, now_in, reports_, says

pytestmark = pytest.mark.django_db
Kind = Sanction.Kind


@pytest.fixture
def case(cast: Cast) -> Case:
    return reports_(cast.ana, says(cast, cast.ben)).case


def sanction(kind: str) -> Sanction:
    return Sanction.objects.get(kind=kind)


def overturns(cast: Cast, kind: str, by: Person | None = None) -> None:
    appeal = appeals.file(cast.ben, sanction(kind).pk, "I was joking with a friend.")
    appeals.answer(by or cast.maya, appeal.pk, overturned=True, reason="It was a joke among friends.")


def test_every_step_has_its_statement_and_its_addressee_reads_it(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.REMOVE_ITEM, Kind.WARNING)
    said = {one.kind: one.statement.fields for one in access.sanctions_of(cast.ben)}
    assert said[Kind.REMOVE_ITEM]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert said[Kind.WARNING]["decision_facts"] == "Be kind to each other."
    assert list(access.sanctions_of(cast.ana)) == []
    assert now_in(case).state == Case.State.DECIDED


def test_an_item_out_of_sight_comes_back_as_it_was(cast: Cast) -> None:
    message = says(cast, cast.ben)
    case = reports_(cast.ana, message).case
    decides(cast.cara, case, Kind.REMOVE_ITEM)
    message.refresh_from_db()
    assert message.body == "Taken out of sight."
    overturns(cast, Kind.REMOVE_ITEM)
    message.refresh_from_db()
    assert (message.body, message.edited_at, message.hidden_at) == (UNKIND, None, None)


def test_what_its_author_took_back_meanwhile_stays_away(cast: Cast) -> None:
    message = says(cast, cast.ben)
    case = reports_(cast.ana, message).case
    decides(cast.cara, case, Kind.REMOVE_ITEM)
    type(message).objects.filter(pk=message.pk).update(body="", bare="", deleted_at=timezone.now())
    overturns(cast, Kind.REMOVE_ITEM)
    message.refresh_from_db()
    assert message.body == ""


def test_quiet_means_quiet_in_every_room_also_in_those_entered_later(cast: Cast, case: Case) -> None:
    one = plan_one(cast)
    decides(cast.cara, case, Step(Kind.MUTE, 3))
    with pytest.raises(Forbidden, match="muted_until"):
        says(cast, cast.ben, "Hello?")
    assert says(cast, cast.ana, "Hello.")
    with transaction.atomic():
        event_rooms.come_in(lock_occurrences([one.pk])[one.pk], cast.profile(cast.ben, cast.harbour))
    entered = Participant.objects.get(room__kind="event", profile__person=cast.ben)
    assert entered.muted_until == sanction(Kind.MUTE).ends_at
    overturns(cast, Kind.MUTE)
    assert says(cast, cast.ben, "Thanks.")


def test_of_two_that_overlap_the_other_holds_on(cast: Cast, case: Case) -> None:
    another = reports_(cast.nia, says(cast, cast.ben, "Stay home, all of you.")).case
    decides(cast.cara, case, Step(Kind.MUTE, 3))
    decides(cast.cara, another, Step(Kind.MUTE, 1))
    appeal = appeals.file(cast.ben, Sanction.objects.get(decision__case=case).pk, "Too long.")
    appeals.answer(cast.maya, appeal.pk, overturned=True, reason="One day is enough.")
    with pytest.raises(Forbidden, match="muted_until"):
        says(cast, cast.ben, "Hello?")
    seat = Participant.objects.get(room=cast.talk(cast.harbour), profile__person=cast.ben)
    assert seat.muted_until == Sanction.objects.get(decision__case=another).ends_at


def test_slow_means_one_message_in_ten_minutes(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Step(Kind.SLOW, 1))
    with pytest.raises(Forbidden, match="slow_mode"):
        says(cast, cast.ben, "One")  # said something a moment ago, that was reported
    mine = Participant.objects.get(room=cast.talk(cast.harbour), profile__person=cast.ben)
    mine.room.messages.filter(actor=mine.profile).update(created_at=timezone.now() - timedelta(minutes=11))
    assert says(cast, cast.ben, "Two")
    with pytest.raises(Forbidden, match="slow_mode"):
        says(cast, cast.ben, "Three")


def test_paused_reads_and_does_nothing_else(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Step(Kind.SUSPEND, 7))
    place = load_group(cast.ben, cast.harbour.slug, Action.READ_MESSAGES)
    for action in (Action.ANSWER_EVENT, Action.INVITE):
        assert not place.may(action), action
    with pytest.raises(Forbidden, match="paused"):
        load_group(cast.ben, cast.harbour.slug, Action.ANSWER_EVENT)
    with pytest.raises(Forbidden, match="muted_until"):
        says(cast, cast.ben, "Hello?")
    overturns(cast, Kind.SUSPEND)
    assert load_group(cast.ben, cast.harbour.slug, Action.ANSWER_EVENT)


def test_a_pause_ends_with_its_last_day(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Step(Kind.SUSPEND, 7))
    for passed, may in ((timedelta(days=6, hours=23), False), (timedelta(days=7, hours=1), True)):
        with time_machine.travel(timezone.now() + passed):
            assert load_group(cast.ben, cast.harbour.slug, Action.READ_MESSAGES).may(Action.ANSWER_EVENT) is may


def test_a_removal_that_was_wrong_is_as_if_it_had_not_been(cast: Cast, case: Case) -> None:
    before = cast.membership(cast.ben, cast.harbour)
    seat = Participant.objects.get(room=cast.talk(cast.harbour), profile=before.profile)
    decides(cast.cara, case, Kind.REMOVE)
    assert not Membership.objects.current().filter(pk=before.pk).exists()
    with pytest.raises(NotFound):
        load_group(cast.ben, cast.harbour.slug, Action.READ_MESSAGES)
    overturns(cast, Kind.REMOVE)
    again = cast.membership(cast.ben, cast.harbour)
    assert (again.pk, again.joined_at, again.role) == (before.pk, before.joined_at, before.role)
    assert Participant.objects.get(pk=seat.pk).visible_from_seq == seat.visible_from_seq
    assert says(cast, cast.ben, "Back.")


def test_a_captains_own_removal_has_its_statement_and_its_appeal(cast: Cast) -> None:
    leaving.remove(cast.place(cast.cara, cast.harbour), cast.membership(cast.ben, cast.harbour), reason="Enough.")
    removal = sanction(Kind.REMOVE)
    assert removal.statement.fields["source_type"] == "SOURCE_VOLUNTARY"
    (told,) = REMOVED.words(Dispatch.objects.filter(kind=REMOVED.name, channel="mail")).values()
    assert "appeal to somebody else" in " ".join(map(str, told.lines))
    assert "say so, once" in cast.client(cast.ben).get(told.url).content.decode()
    overturns(cast, Kind.REMOVE)
    assert cast.membership(cast.ben, cast.harbour)


def test_a_ban_is_the_brands_and_no_captains(cast: Cast, case: Case) -> None:
    with pytest.raises(Invalid):
        decides(cast.cara, case, Kind.BAN)
    Case.objects.update(escalated_at=timezone.now())
    decides(cast.maya, case, Kind.BAN)
    assert Ban.objects.standing(cast.brand, cast.hill.pk, ["ben@example.org"]).exists()
    overturns(cast, Kind.BAN, by=cast.cara)
    assert not Ban.objects.standing(cast.brand, cast.hill.pk, ["ben@example.org"]).exists()
    assert cast.membership(cast.ben, cast.harbour)


def test_a_brand_persons_words_are_judged_by_the_captain_and_end_the_seat(cast: Cast) -> None:
    for n in range(4):  # so that the brand has a share left
        says(cast, cast.ben, f"{n}")
    case = reports_(cast.ana, says(cast, cast.bea, "Buy now")).case
    assert case.of_brand
    assert access.judges(case) == [cast.cara.pk]
    Case.objects.update(escalated_at=timezone.now())
    assert set(access.judges(now_in(case))) == {cast.cara.pk, cast.olga.pk}
    decides(cast.cara, case, Kind.REMOVE)
    assert not BrandSeat.objects.filter(profile__person=cast.bea, ended_at=None).exists()


def test_who_vouched_rests_for_two_weeks_but_not_for_a_friendly_word(cast: Cast, case: Case) -> None:
    let_in(cast, cast.ben, by=cast.nia)
    inviter = cast.profile(cast.nia, cast.harbour)
    decides(cast.cara, case, Kind.NOTE)
    assert inviting_paused_until(inviter, timezone.now()) is None
    again = reports_(cast.ana, says(cast, cast.ben, "Again")).case
    decides(cast.cara, again, Step(Kind.MUTE, 1))
    until = inviting_paused_until(inviter, timezone.now())
    assert until == sanction(Kind.MUTE).created_at + timedelta(days=14)
    overturns(cast, Kind.MUTE)
    assert inviting_paused_until(inviter, timezone.now()) is None


def test_a_decision_can_be_taken_back_for_a_minute(cast: Cast, case: Case) -> None:
    decision = decides(cast.cara, case, Step(Kind.MUTE, 3), Kind.REMOVE_ITEM)
    assert list(notifications.DECIDED.due(timezone.now(), timezone.now())) != []
    decisions.undo(cast.cara, decision.pk)
    assert now_in(case).state == Case.State.OPEN
    assert says(cast, cast.ben, "Free again")
    assert list(access.sanctions_of(cast.ben)) == []
    assert list(notifications.DECIDED.due(timezone.now(), timezone.now())) == []
    later = decides(cast.cara, case, Kind.WARNING)
    type(later).objects.filter(pk=later.pk).update(undone_at=None)
    Sanction.objects.filter(decision=later).update(seen_at=timezone.now())
    with pytest.raises(Conflict, match="too_late"):
        decisions.undo(cast.cara, later.pk)
    with pytest.raises(NotFound):
        decisions.undo(cast.maya, later.pk)


def test_what_was_appealed_against_is_not_taken_back_any_more(cast: Cast, case: Case) -> None:
    """Else somebody would be asked to look again at what is not there."""
    decision = decides(cast.cara, case, Kind.WARNING)
    appeals.file(cast.ben, sanction(Kind.WARNING).pk, "I was joking.")
    with pytest.raises(Conflict, match="too_late"):
        decisions.undo(cast.cara, decision.pk)


def test_the_addressee_and_the_reporter_are_told_a_minute_later(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.WARNING)
    now = timezone.now()
    planning.plan_due()
    told = Dispatch.objects.filter(kind__in=("decision.made", "report.outcome"), channel="app")
    assert {(one.kind, one.person) for one in told.select_related("person")} == {
        ("decision.made", cast.ben),
        ("report.outcome", cast.ana),
    }
    assert all(one.due_at > now + timedelta(seconds=50) for one in told)


def test_an_appeal_is_made_once_within_six_months_and_goes_to_somebody_else(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.WARNING)
    warned = sanction(Kind.WARNING)
    with pytest.raises(NotFound):
        appeals.file(cast.ana, warned.pk, "Not about me")
    appeal = appeals.file(cast.ben, warned.pk, "I meant it well.")
    with pytest.raises(Conflict):
        appeals.file(cast.ben, warned.pk, "Once more")
    assert access.appeal_judges(appeal) == [cast.maya.pk]
    with pytest.raises(NotFound):
        appeals.answer(cast.cara, appeal.pk, overturned=False, reason="I was right.")
    appeals.answer(cast.maya, appeal.pk, overturned=False, reason="It was unkind.")
    assert sanction(Kind.WARNING).lifted_at is None
    assert Dispatch.objects.filter(kind="appeal.answered", person=cast.ben).exists()
    old = reports_(cast.ana, says(cast, cast.ben, "Old")).case
    decides(cast.cara, old, Kind.NOTE)
    Sanction.objects.filter(kind=Kind.NOTE).update(created_at=timezone.now() - timedelta(days=184))
    with pytest.raises(Conflict):
        appeals.file(cast.ben, sanction(Kind.NOTE).pk, "Too late")


def test_invitations_that_a_wrong_removal_took_back_are_open_again(cast: Cast, case: Case) -> None:
    Membership.objects.filter(profile__person=cast.ben, group=cast.harbour).update(role="captain")
    made, _link = invites.create(cast.place(cast.ben, cast.harbour))
    Membership.objects.filter(profile__person=cast.ben, group=cast.harbour).update(role="member")
    decides(cast.cara, case, Kind.REMOVE)
    made.refresh_from_db()
    assert made.revoked_at is not None
    overturns(cast, Kind.REMOVE)
    made.refresh_from_db()
    assert made.revoked_at is None


@pytest.mark.parametrize("second", [Kind.BAN, Kind.REMOVE])
def test_of_two_decisions_that_keep_somebody_out_each_holds_until_it_is_undone(
    cast: Cast, case: Case, second: str
) -> None:
    another = reports_(cast.nia, says(cast, cast.ben, "Stay home, all of you.")).case
    Case.objects.update(escalated_at=timezone.now())
    decides(cast.maya, case, Kind.BAN)
    decides(cast.maya, another, second)
    first, last = Sanction.objects.order_by("created_at")
    members, bans = Membership.objects.current().filter(profile=first.profile), Ban.objects.filter(lifted_at=None)
    for one, out in ((first, True), (last, False)):
        appeal = appeals.file(cast.ben, one.pk, "I was joking.")
        appeals.answer(cast.cara, appeal.pk, overturned=True, reason="It was a joke.")
        assert members.exists() is not out
    assert not bans.exists()


def test_of_a_removal_and_a_ban_in_one_decision_the_ban_holds_on(cast: Cast, case: Case) -> None:
    Case.objects.update(escalated_at=timezone.now())
    decides(cast.maya, case, Kind.REMOVE, Kind.BAN)
    overturns(cast, Kind.REMOVE, by=cast.cara)
    assert not Membership.objects.current().filter(profile__person=cast.ben, group=cast.harbour).exists()
    assert Ban.objects.standing(cast.brand, cast.harbour.pk, ["ben@example.org"]).exists()
    overturns(cast, Kind.BAN, by=cast.cara)
    assert cast.membership(cast.ben, cast.harbour)
