"""Who is told by mail, and what does not stand in it (product.md "Being reached")."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Person
from community.surface import Action
from groups import tasks
from groups.access import load_group, load_invite
from groups.actions import charters, groups, invites, joining, leaving
from groups.models import Charter, JoinRequest, Membership
from messaging.models import Message
from tests.cast import Cast


@pytest.fixture
def asked(cast: Cast) -> JoinRequest:
    """Eve stands at the door of a group whose captain decides."""
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _, token = invites.create(load_group(cast.cara, cast.harbour.pk, Action.INVITE))
    return joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")


def test_the_first_captain_gets_the_link_and_it_works(
    cast: Cast, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _, token = groups.open_group(cast.maya, cast.brand, name="Trail Sundays", captain_email="eve@example.org")
    (mail,) = mailoutbox
    assert mail.to == ["eve@example.org"]
    assert f"/i/{token}/" in mail.body
    assert load_invite(token, cast.eve).group.name == "Trail Sundays"
    assert Client().get(f"/i/{token}/").status_code == 200


def test_captains_hear_that_somebody_asks_and_nobody_else_does(
    cast: Cast, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _, token = invites.create(load_group(cast.cara, cast.harbour.pk, Action.INVITE))
    with django_capture_on_commit_callbacks(execute=True):
        joining.ask(cast.eve, token, name="Eve", charter_version=2, surface="test")
    assert [mail.to for mail in mailoutbox] == [["cara@example.org"]]
    assert "eve@example.org" not in mailoutbox[0].body + mailoutbox[0].subject


@pytest.mark.parametrize(("act", "words"), [("admit", "let you in"), ("refuse", "did not let you in")])
def test_the_asker_hears_the_answer(
    cast: Cast, asked: JoinRequest, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any], act: str, words: str
) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.DECIDE_REQUEST)
    decide = joining.admit if act == "admit" else joining.refuse
    with django_capture_on_commit_callbacks(execute=True):
        decide(place, asked)
    (mail,) = mailoutbox
    assert mail.to == ["eve@example.org"]
    assert words in " ".join(mail.body.split())
    with django_capture_on_commit_callbacks(execute=True):
        decide(place, asked)
    assert len(mailoutbox) == 1  # said once


def test_a_refused_answer_rolls_its_mail_back(
    cast: Cast, asked: JoinRequest, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    Person.objects.filter(pk=cast.eve.pk).update(is_active=False)
    place = load_group(cast.cara, cast.harbour.pk, Action.DECIDE_REQUEST)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Exception, match="request_gone"):
        joining.admit(place, asked)
    assert mailoutbox == []
    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.ASKED


def test_the_clock_lapses_old_requests_and_says_so(
    cast: Cast, asked: JoinRequest, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    tasks.lapse_requests()
    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.ASKED
    JoinRequest.objects.filter(pk=asked.pk).update(created_at=timezone.now() - timedelta(days=14))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.lapse_requests()
    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.LAPSED
    assert [mail.to for mail in mailoutbox] == [["eve@example.org"]]


def test_the_clock_finishes_what_a_leaver_chose(cast: Cast) -> None:
    membership = cast.membership(cast.ana, cast.harbour)
    Message.objects.create(
        room=cast.talk(cast.harbour), seq=10**6, actor=membership.profile, body="See you at the bridge"
    )
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="delete")
    assert Message.objects.filter(body="See you at the bridge").exists()
    tasks.finish_all_words()
    assert not Message.objects.filter(body="See you at the bridge").exists()
    assert not Membership.objects.exclude(words_due="").exists()
    tasks.finish_words(str(membership.pk))  # late, and harmless


def test_a_new_captain_is_told(cast: Cast, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]) -> None:
    place = load_group(cast.cara, cast.harbour.pk, Action.HAND_OVER)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.hand_over(place, cast.membership(cast.ana, cast.harbour))
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]


def test_mail_is_in_its_readers_language_direction(
    cast: Cast, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(language="ar")
    place = load_group(cast.cara, cast.harbour.pk, Action.REMOVE_MEMBER)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.remove(place, cast.membership(cast.ana, cast.harbour), reason="Enough.")
    (mail,) = mailoutbox
    page = mail.alternatives[0][0]
    assert 'dir="rtl"' in page and 'lang="ar"' in page
