"""Working for the brand without the badge, and doors left open by who is gone (trust.md R8, R9)."""

import re

import pytest
from django.core import mail

from community.actions import roles
from community.models import Role
from community.surface import Standing
from groups.access import standings
from groups.models import JoinRequest, Membership
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def asked_by(cast: Cast, who: str, kind: Role.Kind, email: str) -> str:
    """The link that the desk's form has mailed."""
    desk = "admin" if who == "olga" else "brand"
    form = {"brand": str(cast.brand.pk), "kind": kind.value, "email": email}
    answer = cast.client(cast.names[who]).post(f"/{desk}/community/staffinvite/add/", form)
    assert answer.status_code == 302, answer.content
    found = re.search(r"/staff/[\w-]+/", str(mail.outbox[-1].body))
    assert found and mail.outbox[-1].to == [email]
    return found[0]


def messages_of(cast: Cast) -> str:
    return f"/api/v1/rooms/{cast.talk(cast.harbour).pk}/messages"


@pytest.mark.parametrize("kind", [Role.Kind.MANAGER, Role.Kind.VOICE])
def test_a_member_does_not_come_to_read_for_the_brand_unseen(cast: Cast, kind: Role.Kind) -> None:
    link = asked_by(cast, "olga", kind, cast.ana.email)
    browser = cast.client(cast.ana)
    assert cast.api(cast.ana).get(messages_of(cast)).status_code == 200
    assert browser.get(link).status_code == 200, "she is asked"
    assert browser.post(link).status_code == 409
    assert not Role.objects.current().filter(person=cast.ana).exists()
    assert browser.post("/g/harbour-runners/leave/", {"words": "keep"}).status_code == 302
    assert browser.post(link).status_code == 302, "the link was not spent by the refusal"
    assert cast.api(cast.ana).get(messages_of(cast)).status_code == 404


def test_a_seat_that_was_given_up_opens_nothing_while_the_duty_lasts(cast: Cast) -> None:
    bea, own = cast.api(cast.bea), f"/api/v1/groups/{cast.harbour.pk}"
    assert bea.get(messages_of(cast)).status_code == bea.get(own).status_code == 200
    assert cast.client(cast.bea).post("/g/harbour-runners/leave/", {"words": "keep"}).status_code == 302
    assert Role.objects.current().filter(person=cast.bea, kind=Role.Kind.VOICE).exists()
    assert standings(cast.bea, cast.harbour) == {Standing.VOICE}
    assert bea.get(messages_of(cast)).status_code == bea.get(f"{own}/people").status_code == 404


def test_a_duty_for_another_brand_is_none_here(cast: Cast) -> None:
    assert standings(cast.otto, cast.harbour) == {Standing.STRANGER}
    assert standings(cast.otto, cast.lake) == {Standing.MANAGER}


def test_a_duty_that_opens_no_seat_is_no_reason_to_leave(cast: Cast) -> None:
    link = asked_by(cast, "olga", Role.Kind.REVIEWER, cast.ana.email)
    assert cast.client(cast.ana).post(link).status_code == 302
    assert cast.api(cast.ana).get(messages_of(cast)).status_code == 200


def test_who_waits_and_comes_to_work_for_the_brand_meanwhile_is_not_let_in(cast: Cast) -> None:
    captain, eve = cast.api(cast.cara), cast.api(cast.eve)
    charter = captain.post(f"/api/v1/groups/{cast.harbour.pk}/charter", {"approval": "captain"}, format="json").json()
    token = captain.post(f"/api/v1/groups/{cast.harbour.pk}/invites", {}, format="json").json()["token"]
    asked = {"token": token, "name": "Eve", "charter_version": charter["version"]}
    assert eve.post("/api/v1/join", asked, format="json").json()["state"] == "asked"
    waiting = JoinRequest.objects.get(person=cast.eve)
    assert cast.client(cast.eve).post(asked_by(cast, "olga", Role.Kind.MANAGER, cast.eve.email)).status_code == 302
    decisions = f"/api/v1/groups/{cast.harbour.pk}/requests/{waiting.pk}/decisions"
    refused = captain.post(decisions, {"decision": "admit"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "request_gone")
    assert not Membership.objects.filter(profile__person=cast.eve).exists()


def test_the_links_of_a_dismissed_manager_open_nothing(cast: Cast) -> None:
    link = asked_by(cast, "maya", Role.Kind.VOICE, cast.eve.email)
    accomplice = cast.client(cast.eve)
    assert accomplice.get(link).status_code == 200
    roles.end(Role.objects.current().get(person=cast.maya), by=cast.olga)
    missing = accomplice.post("/staff/never-made/")
    answer = accomplice.post(link)
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert cast.client(None).get(link).status_code == 404
    assert not Role.objects.current().filter(person=cast.eve).exists()
