"""Coming in by an invite (product.md "Joining", trust.md R18 and R19)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, NotFound
from community.models import Person
from community.surface import Action
from groups.access import load_group, load_invite, load_request, token_is_valid
from groups.actions import charters, groups, invites, joining, leaving
from groups.models import Charter, Group, Invite, JoinRequest, Membership, Role
from messaging.models import Participant, RoomEvent
from moderation.models import Consent, Purpose
from tests.cast import Cast


def test_an_invite_lets_its_reader_in_with_name_charter_and_vouch(cast: Cast) -> None:
    _, token = _invite(cast, vouch="Runs with me on Tuesdays")
    request = _ask(cast.eve, token, name="Eve  ", consents=[Purpose.NEWS])
    assert request.state == JoinRequest.State.ADMITTED
    membership = cast.membership(cast.eve, cast.harbour)
    assert (membership.role, membership.charter.version, membership.profile.name) == (Role.MEMBER, 1, "Eve")
    assert membership.request is not None
    assert membership.request.invite.inviter == cast.profile(cast.cara, cast.harbour)
    assert membership.request.invite.vouch == "Runs with me on Tuesdays"
    assert Participant.objects.filter(profile=membership.profile, active=True, voice="member").count() == 2


def test_only_what_was_ticked_stands_in_the_ledger_and_service_always(cast: Cast) -> None:
    _, token = _invite(cast)
    _ask(cast.eve, token, consents=[Purpose.NEWS])
    consents = Consent.objects.filter(person=cast.eve, brand=cast.brand)
    assert {one.purpose: one.given for one in consents} == {Purpose.SERVICE: True, Purpose.NEWS: True}
    assert {one.surface for one in consents} == {"test"}
    assert not Consent.objects.stands(cast.eve, cast.brand, Purpose.EVENTS)


def test_looking_at_an_invite_spends_nothing(cast: Cast) -> None:
    invite, token = _invite(cast)
    for _ in range(3):
        load_invite(token)
        load_invite(token, cast.eve)
        assert token_is_valid(token)
    assert _left(invite) == 1


def test_only_the_hash_of_a_token_is_kept(cast: Cast) -> None:
    invite, token = _invite(cast)
    assert len(token) >= 22  # 128 bits in base64
    kept = Invite.objects.filter(pk=invite.pk).values()[0]
    assert token not in str(kept)


@pytest.mark.parametrize("fault", ["unknown", "expired", "used up", "revoked", "bound to another", "maker left"])
def test_whatever_is_wrong_with_an_invite_the_answer_is_one(cast: Cast, fault: str) -> None:
    invite, token = _invite(cast, maker=cast.cara if fault != "maker left" else None)
    assert load_invite(token, cast.eve) == invite
    _spoil(cast, invite, fault)
    if fault == "unknown":
        token = ("y" if token[0] == "x" else "x") + token[1:]
    with pytest.raises(NotFound) as refused:
        _ask(cast.eve, token)
    assert str(refused.value.words) == str(NotFound.words)
    assert refused.value.detail == {}
    with pytest.raises(NotFound):
        load_invite(token, cast.eve)
    assert not Membership.objects.filter(profile__person=cast.eve).exists()


def test_a_bound_invite_opens_for_its_address_in_any_case(cast: Cast) -> None:
    _, token = _invite(cast, email="EVE@Example.org")
    with pytest.raises(NotFound):
        _ask(cast.cleo, token)
    assert _ask(cast.eve, token).state == JoinRequest.State.ADMITTED


def test_opening_the_link_again_leads_into_the_group_and_spends_nothing(cast: Cast) -> None:
    invite, token = _invite(cast, uses=3)
    first = _ask(cast.eve, token)
    again = _ask(cast.eve, token)
    assert again.pk == first.pk
    assert _left(invite) == 2
    Invite.objects.filter(pk=invite.pk).update(expires_at=timezone.now())
    assert load_invite(token, cast.eve).group == cast.harbour


def test_a_charter_changed_meanwhile_has_to_be_read_again(cast: Cast) -> None:
    invite, token = _invite(cast)
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), retention_days=90)
    with pytest.raises(Conflict) as refused:
        _ask(cast.eve, token, version=1)
    assert refused.value.code == "charter_changed"
    assert _left(invite) == 1
    assert _ask(cast.eve, token, version=2).charter.retention_days == 90


def test_a_full_group_says_so_and_keeps_the_use(cast: Cast) -> None:
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), size_cap=5)
    invite, token = _invite(cast, uses=2)
    _ask(cast.eve, token, version=2)
    with pytest.raises(Conflict) as refused:
        _ask(cast.cleo, token, version=2)
    assert refused.value.code == "group_full"
    assert _left(invite) == 1


def test_the_brands_seat_takes_no_place(cast: Cast) -> None:
    assert cast.harbour.seats.filter(ended_at=None).count() == 1
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), size_cap=5)
    _, token = _invite(cast)
    assert _ask(cast.eve, token, version=2).state == JoinRequest.State.ADMITTED


def test_brand_people_do_not_come_in_without_their_badge(cast: Cast) -> None:
    _, token = _invite(cast)
    with pytest.raises(Forbidden) as refused:
        _ask(cast.maya, token)
    assert refused.value.code == "brand_person"
    assert _ask(cast.otto, token).state == JoinRequest.State.ADMITTED  # another brand's manager is a person like others


def test_where_captains_approve_a_request_waits(cast: Cast) -> None:
    _approval(cast)
    invite, token = _invite(cast)
    request = _ask(cast.eve, token, version=2)
    assert request.state == JoinRequest.State.ASKED
    assert _left(invite) == 0
    assert not Membership.objects.filter(profile__person=cast.eve).exists()
    assert not Consent.objects.filter(person=cast.eve).exists()
    assert _ask(cast.eve, token, version=2).pk == request.pk
    place = _place(cast.cara, cast.harbour, Action.DECIDE_REQUEST)
    assert joining.admit(place, load_request(place, request.pk)).state == JoinRequest.State.ADMITTED
    assert cast.membership(cast.eve, cast.harbour).request_id == request.pk
    assert Consent.objects.stands(cast.eve, cast.brand, Purpose.SERVICE)


def test_a_refused_request_gives_the_use_back(cast: Cast) -> None:
    _approval(cast)
    invite, token = _invite(cast)
    request = _ask(cast.eve, token, version=2)
    place = _place(cast.cara, cast.harbour, Action.DECIDE_REQUEST)
    joining.refuse(place, request)
    assert _left(invite) == 1
    joining.refuse(place, request)  # twice is once
    assert _left(invite) == 1
    with pytest.raises(Conflict) as refused:
        joining.admit(place, request)
    assert refused.value.code == "already_decided"


def test_an_undecided_request_lapses_after_fourteen_days(cast: Cast) -> None:
    _approval(cast)
    invite, token = _invite(cast)
    request = _ask(cast.eve, token, version=2)
    assert joining.lapse_old(request.created_at + timedelta(days=14, seconds=-1)) == 0
    assert joining.lapse_old(request.created_at + timedelta(days=14)) == 1
    request.refresh_from_db()
    assert request.state == JoinRequest.State.LAPSED
    assert _left(invite) == 1


def test_an_asker_may_withdraw_and_nobody_else_may(cast: Cast) -> None:
    _approval(cast)
    invite, token = _invite(cast)
    request = _ask(cast.eve, token, version=2)
    with pytest.raises(NotFound):
        joining.withdraw(cast.cleo, request)
    assert joining.withdraw(cast.eve, request).state == JoinRequest.State.WITHDRAWN
    assert _left(invite) == 1


def test_a_full_group_leaves_the_request_waiting(cast: Cast) -> None:
    _approval(cast)
    _, token = _invite(cast)
    request = _ask(cast.eve, token, version=2)
    place = _place(cast.cara, cast.harbour, Action.CHANGE_CHARTER)
    charters.change(place, size_cap=4)
    with pytest.raises(Conflict) as refused:
        joining.admit(place, request)
    assert refused.value.code == "group_full"
    request.refresh_from_db()
    assert request.state == JoinRequest.State.ASKED


def test_who_was_banned_does_not_come_back_on_the_same_address(cast: Cast) -> None:
    _, token = _invite(cast, uses=2)
    _ask(cast.eve, token)
    captain = _place(cast.cara, cast.harbour, Action.REMOVE_MEMBER)
    leaving.remove(captain, cast.membership(cast.eve, cast.harbour), reason="Sold tickets here.", ban=True)
    _, other = _brands_invite(cast, "eve@example.org")
    with pytest.raises(NotFound):
        _ask(cast.eve, other)
    _, free = _brands_invite(cast, "cleo@example.org")
    assert _ask(cast.cleo, free).state == JoinRequest.State.ADMITTED


def test_a_group_without_captain_accepts_nobody_but_its_captain(cast: Cast) -> None:
    group, token = groups.open_group(
        cast.maya, cast.brand, name="Trail Sundays", captain_email="eve@example.org", about="Mud and buns."
    )
    with pytest.raises(NotFound):
        _ask(cast.cleo, token)
    request = _ask(cast.eve, token)
    assert request.state == JoinRequest.State.ADMITTED
    assert cast.membership(cast.eve, group).role == Role.CAPTAIN
    assert Participant.objects.filter(profile__person=cast.eve, voice="captain", active=True).count() == 2
    assert {room.kind for room in (cast.talk(group), cast.notices(group))} == {"talk", "notices"}


def test_naming_another_captain_ends_the_earlier_link(cast: Cast) -> None:
    _, first = _brands_invite(cast, "eve@example.org")
    assert load_invite(first, cast.eve)
    _, second = _brands_invite(cast, "eve@example.org")
    with pytest.raises(NotFound):
        _ask(cast.eve, first)
    assert _ask(cast.eve, second).state == JoinRequest.State.ADMITTED
    assert cast.membership(cast.eve, cast.harbour).role == Role.CAPTAIN


def test_a_member_named_captain_becomes_it_by_the_link(cast: Cast) -> None:
    invite, token = _brands_invite(cast, "ana@example.org")
    with pytest.raises(NotFound):
        _ask(cast.eve, token)
    _ask(cast.ana, token, name="Ana")
    assert cast.membership(cast.ana, cast.harbour).role == Role.CAPTAIN
    assert _left(invite) == 0
    assert Membership.objects.filter(profile__person=cast.ana).count() == 1


def test_coming_back_with_kept_words_is_the_same_profile_again(cast: Cast) -> None:
    before = cast.profile(cast.ben, cast.harbour)
    leaving.leave(_place(cast.ben, cast.harbour, Action.LEAVE), words="keep")
    _, token = _invite(cast)
    _ask(cast.ben, token, name="Benno")
    after = cast.profile(cast.ben, cast.harbour)
    assert (after.pk, after.name) == (before.pk, "Benno")
    assert cast.membership(cast.ben, cast.harbour).profile == before


def test_a_join_is_one_line_in_each_room(cast: Cast) -> None:
    _, token = _invite(cast)
    _ask(cast.eve, token)
    profile = cast.profile(cast.eve, cast.harbour)
    assert RoomEvent.objects.filter(actor=profile, kind="member.join").count() == 2


def _invite(
    cast: Cast, *, maker: Person | None = None, uses: int = 1, email: str = "", vouch: str = ""
) -> tuple[Invite, str]:
    place = _place(maker or cast.cara, cast.harbour, Action.INVITE)
    return invites.create(place, uses=uses, email=email, vouch=vouch)


def _brands_invite(cast: Cast, email: str) -> tuple[Invite, str]:
    return invites.name_captain(cast.maya, cast.harbour, email)


def _ask(
    person: Person, token: str, *, version: int = 1, name: str = "Eve", consents: list[Purpose] | None = None
) -> JoinRequest:
    return joining.ask(person, token, name=name, charter_version=version, consents=consents or [], surface="test")


def _place(person: Person, group: Group, action: Action):
    return load_group(person, group.pk, action)


def _approval(cast: Cast) -> None:
    charters.change(_place(cast.cara, cast.harbour, Action.CHANGE_CHARTER), approval=Charter.Approval.CAPTAIN)


def _left(invite: Invite) -> int:
    return Invite.objects.get(pk=invite.pk).uses_left


def _spoil(cast: Cast, invite: Invite, fault: str) -> None:
    row = Invite.objects.filter(pk=invite.pk)
    if fault == "expired":
        row.update(expires_at=timezone.now())
    elif fault == "used up":
        row.update(uses_left=0)
    elif fault == "revoked":
        invites.revoke(_place(cast.cara, cast.harbour, Action.REVOKE_INVITE), invite)
    elif fault == "bound to another":
        row.update(email="someone@example.org")
    elif fault == "maker left":
        place = _place(cast.cara, cast.harbour, Action.HAND_OVER)
        leaving.hand_over(place, cast.membership(cast.ana, cast.harbour))
        leaving.leave(_place(cast.cara, cast.harbour, Action.LEAVE), words="keep")
