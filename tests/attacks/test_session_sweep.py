"""A socket stands on a session, and falls with it: whatever ended it, and whosever it has become (trust.md R2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from community.models import Person
from messaging.actions import tickets
from messaging.realtime import limits, sessions
from messaging.realtime.handshake import holder_of
from messaging.realtime.sessions import Held
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def held(client: Client) -> Held:
    key = client.session.session_key
    assert key
    found = sessions.person_of(key)
    assert found
    return Held(found[0].pk, key, found[1])


def _lapsed(one: Held) -> None:
    Session.objects.filter(pk=one.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))


def _gone(one: Held) -> None:
    Session.objects.filter(pk=one.session_key).delete()


def _signed_out_everywhere(one: Held) -> None:
    person = Person.objects.get(pk=one.person_id)
    person.set_unusable_password()
    person.save()


@pytest.mark.parametrize("end", [_lapsed, _gone, _signed_out_everywhere])
def test_a_session_that_ended_holds_no_socket_and_opens_no_page(cast: Cast, end: Callable[[Held], None]) -> None:
    browser, other = cast.client(cast.ana), held(cast.client(cast.ben))
    one = held(browser)
    assert sessions.check([one, other]) == [None, None]
    assert browser.get("/me/").status_code == 200
    end(one)
    assert sessions.check([one, other]) == [limits.SESSION_ENDED, None]
    assert sessions.person_of(one.session_key) is None
    assert browser.get("/me/").status_code == 302


def test_what_changed_in_a_session_that_still_signs_in_ends_nothing(cast: Cast) -> None:
    browser = cast.client(cast.ana)
    one = held(browser)
    session = browser.session
    session["more"] = "of it"
    session.save()
    assert sessions.check([one]) == [None]


def test_a_session_that_signs_in_somebody_else_holds_no_socket(cast: Cast) -> None:
    browser = cast.client(cast.ana)
    one = held(browser)
    row = Session.objects.get(pk=held(cast.client(cast.ben)).session_key)
    Session.objects.filter(pk=one.session_key).update(session_data=row.session_data)
    assert sessions.check([one]) == [limits.SESSION_ENDED]


@pytest.mark.parametrize("with_session", [True, False])
def test_a_closed_account_holds_no_socket(cast: Cast, with_session: bool) -> None:
    one = held(cast.client(cast.ana)) if with_session else Held(cast.ana.pk, "", None)
    assert sessions.check([one]) == [None]
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert sessions.check([one]) == [limits.DISABLED]
    assert not with_session or sessions.person_of(one.session_key) is None


def test_a_ticket_lets_in_nobody_whose_account_is_closed_nor_on_anothers_session(cast: Cast) -> None:
    key, other = held(cast.client(cast.ana)).session_key, held(cast.client(cast.ben)).session_key
    ways = [tickets.issue(cast.ana, one) for one in (key, "", other)]
    assert [found and found.person_id for found in map(holder_of, ways)] == [cast.ana.pk, cast.ana.pk, None]
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert [holder_of(one) for one in ways] == [None, None, None]
