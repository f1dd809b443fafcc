"""Leaving, being removed, handing over (product.md "Joining", trust.md R2, R19, R36)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import AuditLogEntry, Person, Profile
from community.surface import Action, Standing
from groups.access import Place, load_group, load_membership, load_own_invite, standings
from groups.actions import charters, invites, joining, leaving, profiles
from groups.models import Charter, Group, Invite, JoinRequest, Membership, Role
from messaging.actions.messages import Send, send_many
from messaging.models import Message, Participant
from moderation.models import Ban, Sanction
from tests.cast import Cast


def test_a_leaver_is_out_of_group_and_rooms_at_once(cast: Cast) -> None:
    profile = cast.profile(cast.ana, cast.harbour)
    leaving.leave(_place(cast.ana, cast.harbour, Action.LEAVE), words="keep")
    ended = Membership.objects.get(profile=profile)
    assert (ended.ending, ended.words_due) == ("left", "")
    assert not Participant.objects.filter(profile=profile, active=True).exists()
    assert standings(cast.ana, cast.harbour) == {Standing.EX_MEMBER}
    with pytest.raises(NotFound):
        load_group(cast.ana, cast.harbour.slug, Action.READ_MESSAGES)
    assert Group.objects.get(pk=cast.harbour.pk).active_count == 3


def test_kept_words_keep_their_name(cast: Cast) -> None:
    _say(cast, cast.ana, "See you at the bridge")
    leaving.leave(_place(cast.ana, cast.harbour, Action.LEAVE), words="keep")
    message = Message.objects.select_related("actor").get(body="See you at the bridge")
    assert message.actor is not None
    assert (message.actor.name, message.actor.person) == ("Ana", cast.ana)


def test_anonymised_words_lead_to_nobody(cast: Cast) -> None:
    _say(cast, cast.ben, "See you at the bridge")
    _, token = invites.create(_place(cast.cara, cast.harbour, Action.INVITE), uses=2)
    membership = cast.membership(cast.ben, cast.harbour)
    leaving.leave(_place(cast.ben, cast.harbour, Action.LEAVE), words="anonymise")
    leaving.finish_words(membership.pk)
    message = Message.objects.select_related("actor").get(body="See you at the bridge")
    assert message.actor is not None
    assert (message.actor.name, message.actor.person, message.actor.bio) == (leaving.FORMER, None, "")
    assert not Profile.objects.filter(person=cast.ben, space=cast.harbour.pk).exists()
    joining.ask(cast.ben, token, name="Ben", charter_version=1, surface="test")
    assert cast.profile(cast.ben, cast.harbour).pk != message.actor_id  # coming back is coming anew


def test_an_anonymised_leaver_is_not_found_through_their_request_either(cast: Cast) -> None:
    _, token = invites.create(_place(cast.cara, cast.harbour, Action.INVITE))
    request = joining.ask(cast.eve, token, name="Eve", charter_version=1, surface="test")
    leaving.leave(_place(cast.eve, cast.harbour, Action.LEAVE), words="anonymise")
    kept = JoinRequest.objects.get(pk=request.pk)
    assert (kept.person, kept.name) == (None, leaving.FORMER)


def test_deleted_words_are_gone_and_the_choice_survives_a_stopped_worker(cast: Cast) -> None:
    _say(cast, cast.ana, "See you at the bridge")
    membership = cast.membership(cast.ana, cast.harbour)
    leaving.leave(_place(cast.ana, cast.harbour, Action.LEAVE), words="delete")
    membership.refresh_from_db()
    assert membership.words_due == "delete"
    assert Message.objects.filter(body="See you at the bridge").exists()
    assert leaving.finish_words(membership.pk)
    assert not leaving.finish_words(membership.pk)
    assert not Message.objects.filter(body="See you at the bridge").exists()


def test_a_choice_nobody_knows_changes_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        leaving.leave(_place(cast.ana, cast.harbour, Action.LEAVE), words="burn")
    assert refused.value.field == "words"
    assert cast.membership(cast.ana, cast.harbour).ended_at is None


def test_the_only_captain_hands_over_before_leaving(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        leaving.leave(_place(cast.cara, cast.harbour, Action.LEAVE), words="keep")
    assert refused.value.code == "last_captain"
    leaving.hand_over(_place(cast.cara, cast.harbour, Action.HAND_OVER), cast.membership(cast.ana, cast.harbour))
    assert cast.membership(cast.ana, cast.harbour).role == Role.CAPTAIN
    assert cast.membership(cast.cara, cast.harbour).role == Role.MEMBER
    assert set(_voices(cast, cast.ana)) == {"captain"}
    assert set(_voices(cast, cast.cara)) == {"member"}
    leaving.leave(_place(cast.cara, cast.harbour, Action.LEAVE), words="keep")


def test_a_member_hands_nothing_over(cast: Cast) -> None:
    place = _place(cast.cara, cast.harbour, Action.HAND_OVER)
    leaving.hand_over(place, cast.membership(cast.ana, cast.harbour))
    with pytest.raises(Forbidden):  # the place was loaded as captain, and is asked again under the lock
        leaving.hand_over(place, cast.membership(cast.ben, cast.harbour))
    with pytest.raises(Conflict) as refused:
        leaving.hand_over(_place(cast.ana, cast.harbour, Action.HAND_OVER), cast.membership(cast.ana, cast.harbour))
    assert refused.value.code == "already_captain"


def test_a_removal_has_a_reason_that_is_kept_and_mailed(
    cast: Cast, django_capture_on_commit_callbacks, mailoutbox
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        leaving.remove(_captain(cast), cast.membership(cast.ana, cast.harbour), reason="Sold tickets here, twice.")
    profile = Profile.objects.get(person=cast.ana, space=cast.harbour.pk)
    sanction = Sanction.objects.get(profile=profile)
    assert (sanction.reason, sanction.kind) == ("Sold tickets here, twice.", "remove")
    assert sanction.decided_by == cast.profile(cast.cara, cast.harbour)
    (statement,) = [mail for mail in mailoutbox if mail.to == ["ana@example.org"]]
    assert "Sold tickets here, twice." in statement.body
    assert f"/me/decisions/{sanction.pk}/" in statement.body  # where it is appealed against
    assert not Participant.objects.filter(profile=profile, active=True).exists()
    assert not Ban.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * 501])
def test_without_a_reason_nobody_is_removed(cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        leaving.remove(_captain(cast), cast.membership(cast.ana, cast.harbour), reason=reason)
    assert refused.value.field == "reason"
    assert cast.membership(cast.ana, cast.harbour).ended_at is None


def test_a_captain_removes_no_captain_and_nobody_removes_twice(cast: Cast) -> None:
    place = _captain(cast)
    with pytest.raises(Forbidden) as refused:
        leaving.remove(place, cast.membership(cast.cara, cast.harbour), reason="Myself.")
    assert refused.value.code == "captain_stays"
    membership = cast.membership(cast.ana, cast.harbour)
    leaving.remove(place, membership, reason="Enough.")
    with pytest.raises(NotFound):
        leaving.remove(place, membership, reason="Again.")
    assert Sanction.objects.count() == 1


def test_a_member_removes_nobody(cast: Cast) -> None:
    assert load_membership(_captain(cast), cast.profile(cast.ana, cast.harbour).pk, Action.REMOVE_MEMBER)
    with pytest.raises(Forbidden):
        _place(cast.ben, cast.harbour, Action.REMOVE_MEMBER)
    with pytest.raises(NotFound):
        _place(cast.cleo, cast.harbour, Action.REMOVE_MEMBER)


def test_a_ban_keeps_no_address(cast: Cast) -> None:
    leaving.remove(_captain(cast), cast.membership(cast.ana, cast.harbour), reason="Enough.", ban=True)
    ban = Ban.objects.get()
    assert b"ana" not in bytes(ban.address_mac) and "ana@" not in str(Ban.objects.values())
    assert Ban.objects.standing(cast.brand, cast.harbour.pk, ["Ana@Example.org "]).exists()
    assert not Ban.objects.standing(cast.brand, cast.hill.pk, ["ana@example.org"]).exists()
    assert not Ban.objects.standing(cast.other_brand, cast.harbour.pk, ["ana@example.org"]).exists()


@pytest.mark.parametrize("how", ["leave", "remove"])
def test_invites_of_who_goes_open_nothing_any_more(cast: Cast, how: str) -> None:
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), inviters=Charter.Inviters.MEMBERS)
    invite, token = invites.create(_place(cast.ben, cast.harbour, Action.INVITE), uses=3)
    joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")
    if how == "leave":
        leaving.leave(_place(cast.ben, cast.harbour, Action.LEAVE), words="keep")
    else:
        leaving.remove(_captain(cast), cast.membership(cast.ben, cast.harbour), reason="Enough.")
    assert Invite.objects.get(pk=invite.pk).revoked_at is not None
    with pytest.raises(NotFound):
        joining.ask(cast.cleo, token, name="Cleo", charter_version=2, surface="test")
    assert cast.membership(cast.eve, cast.harbour)  # who came in by it stays


def test_who_vouched_for_a_removed_member_pauses_inviting_for_fourteen_days(cast: Cast) -> None:
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), inviters=Charter.Inviters.MEMBERS)
    _, token = invites.create(_place(cast.ben, cast.harbour, Action.INVITE), uses=3)
    joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")
    assert _place(cast.ben, cast.harbour, Action.INVITE)
    leaving.remove(_captain(cast), cast.membership(cast.eve, cast.harbour), reason="Enough.")
    with pytest.raises(Forbidden) as refused:
        _place(cast.ben, cast.harbour, Action.INVITE)
    assert refused.value.code == "invites_paused"
    with pytest.raises(NotFound):  # what was given out before rests as well
        joining.ask(cast.cleo, token, name="Cleo", charter_version=2, surface="test")
    assert _place(cast.cara, cast.harbour, Action.INVITE)  # she did not bring Eve
    Sanction.objects.update(created_at=timezone.now() - timedelta(days=14))
    assert _place(cast.ben, cast.harbour, Action.INVITE)
    assert joining.ask(cast.cleo, token, name="Cleo", charter_version=2, surface="test").state == "admitted"


def test_a_captain_who_removes_somebody_they_brought_in_goes_on_inviting(cast: Cast) -> None:
    _, token = invites.create(_place(cast.cara, cast.harbour, Action.INVITE), uses=3)
    joining.ask(cast.eve, token, name="Eve", charter_version=1, surface="test")
    leaving.remove(_captain(cast), cast.membership(cast.eve, cast.harbour), reason="My mistake.")
    assert _place(cast.cara, cast.harbour, Action.INVITE)
    assert joining.ask(cast.cleo, token, name="Cleo", charter_version=1, surface="test").state == "admitted"


def test_who_may_invite_is_the_charters_word(cast: Cast) -> None:
    with pytest.raises(Forbidden) as refused:
        _place(cast.ana, cast.harbour, Action.INVITE)
    assert refused.value.code == "captain_invites"
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), inviters=Charter.Inviters.MEMBERS)
    place = _place(cast.ana, cast.harbour, Action.INVITE)
    invite, token = invites.create(place)
    with pytest.raises(Forbidden) as refused:
        _place(cast.nia, cast.harbour, Action.INVITE)
    assert refused.value.code == "new_member"
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), inviters=Charter.Inviters.CAPTAIN)
    with pytest.raises(NotFound):  # tightening is instant: what members gave out before opens nothing
        joining.ask(cast.eve, token, name="Eve", charter_version=3, surface="test")
    assert Invite.objects.get(pk=invite.pk).uses_left == 1


def test_members_take_back_their_own_invites_and_captains_all(cast: Cast) -> None:
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), inviters=Charter.Inviters.MEMBERS)
    mine, _ = invites.create(_place(cast.ana, cast.harbour, Action.INVITE))
    place = _place(cast.ben, cast.harbour, Action.REVOKE_INVITE)
    with pytest.raises(NotFound):
        load_own_invite(place, mine.pk)
    captain = _place(cast.cara, cast.harbour, Action.REVOKE_INVITE)
    assert load_own_invite(captain, mine.pk) == mine
    first = invites.revoke(captain, mine).revoked_at
    assert invites.revoke(captain, mine).revoked_at == first


@pytest.mark.parametrize(
    ("field", "value"),
    [("uses", 0), ("uses", 11), ("days", 0), ("days", 31), ("email", "nobody"), ("vouch", "x" * 141)],
)
def test_an_impossible_invite_names_its_field(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        invites.create(_place(cast.cara, cast.harbour, Action.INVITE), **{field: value})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Invite.objects.exists()


def test_every_act_of_consequence_is_in_the_audit_log_without_words_or_names(cast: Cast) -> None:
    _, token = invites.create(_place(cast.cara, cast.harbour, Action.INVITE))
    joining.ask(cast.eve, token, name="Eve", charter_version=1, surface="test")
    leaving.remove(_captain(cast), cast.membership(cast.eve, cast.harbour), reason="Sold tickets.")
    leaving.hand_over(_captain(cast), cast.membership(cast.ana, cast.harbour))
    leaving.leave(_place(cast.cara, cast.harbour, Action.LEAVE), words="anonymise")
    log = list(AuditLogEntry.objects.order_by("seq"))
    assert [entry.verb for entry in log] == [
        *("invite.created", "member.joined", "member.removed", "captain.handed_over", "member.left"),
    ]
    assert {entry.subject for entry in log} == {cast.harbour.pk}
    assert "Sold" not in str([entry.data for entry in log])


def test_a_profile_is_edited_for_one_group_only(cast: Cast) -> None:
    charters.change(_place(cast.hal, cast.hill, Action.CHANGE_CHARTER), retention_days=100)
    _, token = invites.create(_place(cast.hal, cast.hill, Action.INVITE))
    joining.ask(cast.ana, token, name="Ana", charter_version=2, surface="test")
    profiles.edit(_place(cast.ana, cast.harbour, Action.EDIT_PROFILE), name="Anita", bio="Slow on hills")
    assert cast.profile(cast.ana, cast.harbour).name == "Anita"
    assert cast.profile(cast.ana, cast.hill).name == "Ana"


def test_loading_a_group_costs_few_queries(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        load_group(cast.ana, cast.harbour.slug, Action.READ_MESSAGES)
    with django_assert_num_queries(1):
        load_group(cast.bea, cast.harbour.slug, Action.READ_MESSAGES)


def _place(person: Person, group: Group, action: Action) -> Place:
    return load_group(person, group.pk, action)


def _captain(cast: Cast) -> Place:
    return _place(cast.cara, cast.harbour, Action.REMOVE_MEMBER)


def _voices(cast: Cast, person: Person) -> list[str]:
    profile = cast.profile(person, cast.harbour)
    return list(Participant.objects.filter(profile=profile, active=True).values_list("voice", flat=True))


def _say(cast: Cast, person: Person, words: str) -> None:
    (answer,) = send_many([Send(person.pk, cast.talk(cast.harbour).pk, uuid4(), words)])
    assert not isinstance(answer, Exception)
