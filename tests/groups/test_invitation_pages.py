"""The invitation, from the captain's form to the last step in, as a browser without JavaScript uses it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.surface import Action
from groups.access import load_group
from groups.actions import charters, invites, joining, leaving
from groups.models import Charter, Invite, JoinRequest
from tests.cast import Cast
from tests.groups.pages import INVITES, captains_place, make_invite, text


def test_the_invitation_says_who_lets_you_in_and_what_the_brand_may(cast: Cast) -> None:
    _invite, token = make_invite(cast, vouch="She laughs on hills.")
    html = text(Client(), f"/i/{token}/")
    for words in ("Cara", "Harbour Runners", "She laughs on hills.", "Stride may not", "365 days"):
        assert words in html
    assert 'name="email"' in html


def test_looking_spends_nothing(cast: Cast) -> None:
    invite, token = make_invite(cast)
    for _ in range(3):
        text(Client(), f"/i/{token}/")
        text(cast.client(cast.eve), f"/i/{token}/join/")
    invite.refresh_from_db()
    assert invite.uses_left == 1


def test_a_member_who_opens_the_link_just_lands_in_the_group(cast: Cast) -> None:
    _invite, token = make_invite(cast)
    answer = cast.client(cast.ana).get(f"/i/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/g/harbour-runners/")


def test_whatever_is_wrong_with_an_invitation_looks_the_same(cast: Cast) -> None:
    revoked, revoked_token = make_invite(cast)
    invites.revoke(captains_place(cast), revoked)
    late, late_token = make_invite(cast)
    Invite.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    used, used_token = make_invite(cast)
    Invite.objects.filter(pk=used.pk).update(uses_left=0)
    answers = [Client().get(f"/i/{token}/") for token in (revoked_token, late_token, used_token, "never-made")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_one_tap_lets_a_signed_in_person_in_and_records_the_charter_shown(cast: Cast) -> None:
    _invite, token = make_invite(cast)
    client = cast.client(cast.eve)
    shown = re.search(r'name="charter" value="(\d+)"', text(client, f"/i/{token}/"))
    assert shown
    answer = client.post(f"/i/{token}/join/", {"name": "Eve", "charter": shown[1]})
    assert (answer.status_code, answer["Location"]) == (302, "/g/harbour-runners/")
    assert cast.membership(cast.eve, cast.harbour).charter.version == int(shown[1])


def test_a_charter_changed_meanwhile_is_shown_anew_and_the_name_stays_typed(cast: Cast) -> None:
    _invite, token = make_invite(cast)
    place = load_group(cast.cara, cast.harbour.slug, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    answer = cast.client(cast.eve).post(f"/i/{token}/join/", {"name": "Evelyn", "charter": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The charter has changed" in html
    assert 'value="Evelyn"' in html
    assert 'name="charter" value="2"' in html


def test_who_waits_to_be_let_in_is_told_so_at_home(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.slug, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _invite, token = make_invite(cast)
    client = cast.client(cast.eve)
    answer = client.post(f"/i/{token}/join/", {"name": "Eve", "charter": "2"}, follow=True)
    assert "You asked to come in" in answer.content.decode()
    captain = cast.client(cast.cara)
    assert "asks to come in" in text(captain, "/")
    (asked,) = JoinRequest.objects.filter(person=cast.eve)
    captain.post(f"/g/harbour-runners/requests/{asked.pk}/admit/")
    assert cast.membership(cast.eve, cast.harbour)


def test_who_waits_can_think_better_of_it_and_nobody_else_for_them(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.slug, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    invite, token = make_invite(cast)
    client = cast.client(cast.eve)
    client.post(f"/i/{token}/join/", {"name": "Eve", "charter": "2"})
    (asked,) = JoinRequest.objects.filter(person=cast.eve)
    url = f"/requests/{asked.pk}/withdraw/"
    assert url in text(client, "/")
    assert cast.client(cast.cleo).post(url).status_code == 404
    assert "You no longer wait" in client.post(url, follow=True).content.decode()
    invite.refresh_from_db()
    assert invite.uses_left == 1
    assert client.post(url).status_code == 404


@pytest.mark.parametrize(
    "form",
    [{}, {"name": "", "charter": "1"}, {"name": "x" * 41, "charter": "1"}, {"name": "a\x00b", "charter": "1"},
     {"name": "Eve", "charter": "one"}, {"name": "Eve", "charter": "1", "consents": "everything"},
     {"name": "Eve", "charter": "9" * 40}, {"name": "Stride", "charter": "1"}],
)  # fmt: skip
def test_a_join_form_filled_in_wrongly_is_answered_and_spends_nothing(cast: Cast, form: dict[str, str]) -> None:
    invite, token = make_invite(cast)
    answer = cast.client(cast.eve).post(f"/i/{token}/join/", form)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode() or 'role="alert"' in answer.content.decode()
    invite.refresh_from_db()
    assert invite.uses_left == 1


# ---- made and taken back by a captain -------------------------------------------------------------------------------


def test_the_link_is_shown_once_with_its_code_and_never_again(cast: Cast) -> None:
    client = cast.client(cast.cara)
    html = client.post(INVITES, {"vouch": "From the track", "uses": "2"}).content.decode()
    link = re.search(r'value="(http[^"]*/i/[^"]+)"', html)
    assert link
    assert 'class="qr"' in html
    assert link[1].rsplit("/", 2)[1] not in text(client, INVITES)
    assert Invite.objects.get(vouch="From the track").uses_left == 2


def test_a_revoked_invitation_opens_nothing(cast: Cast) -> None:
    invite, token = make_invite(cast)
    client = cast.client(cast.cara)
    assert "Take back" in text(client, INVITES)
    client.post(f"{INVITES}{invite.pk}/revoke/")
    assert Client().get(f"/i/{token}/").status_code == 404
    assert "Taken back" in text(client, INVITES)


@pytest.mark.parametrize(
    "form",
    [{"uses": "0"}, {"uses": "11"}, {"uses": "many"}, {"email": "nobody"}, {"vouch": "x" * 141}, {"vouch": "a\x00b"}],
)
def test_an_invitation_asked_for_wrongly_is_answered_beside_its_field(cast: Cast, form: dict[str, str]) -> None:
    answer = cast.client(cast.cara).post(INVITES, form)
    html = answer.content.decode()
    assert answer.status_code == 422
    (name,) = form
    assert f'id="id_{name}_error"' in html
    assert 'aria-invalid="true"' in html
    assert not Invite.objects.filter(group=cast.harbour).exists()


def test_where_the_captain_says_yes_the_button_asks(cast: Cast) -> None:
    _invite, token = invites.create(load_group(cast.cara, cast.harbour.slug, Action.INVITE))
    assert ">Ask to join</button>" not in cast.client(cast.eve).get(f"/i/{token}/").content.decode()
    charters.change(load_group(cast.cara, cast.harbour.slug, Action.CHANGE_CHARTER), approval="captain")
    assert ">Ask to join</button>" in cast.client(cast.eve).get(f"/i/{token}/").content.decode()


def test_whose_invitations_rest_is_told_so_instead_of_a_form(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.slug, Action.CHANGE_CHARTER), inviters="members")
    _invite, token = invites.create(load_group(cast.ben, cast.harbour.slug, Action.INVITE))
    joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")
    assert "Make an invitation" in text(cast.client(cast.ben), INVITES)
    place = load_group(cast.cara, cast.harbour.slug, Action.REMOVE_MEMBER)
    leaving.remove(place, cast.membership(cast.eve, cast.harbour), reason="Enough.")
    html = text(cast.client(cast.ben), INVITES)
    assert "Your invitations rest until" in html
    assert "Make an invitation" not in html
