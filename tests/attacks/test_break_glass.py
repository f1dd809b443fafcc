"""Attempts to get hold of both keys to a group (trust.md R10), or to turn them with nobody being told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Dispatch
from community.models import Role as Duty
from groups.actions import glass
from groups.models import BreakGlass
from groups.notifications.glass import BROKEN
from messaging.actions import rooms
from messaging.log import Note
from messaging.models import RoomEvent
from tests.cast import Cast
from tests.groups.glasses import (
    HOUSE,
    LIST,
    REASON,
    asks,
    opens,
    refused,
    second_manager,
    stored,
    time_passes,
)
from tests.groups.pages import text
from tests.groups.parallel import at_once

HOUR = timedelta(hours=1)


def notices(cast: Cast) -> int:
    return RoomEvent.objects.filter(room=cast.talk(cast.harbour), data__what=Note.GLASS).count()


# ---- the keys -------------------------------------------------------------------------------------------------------


def test_who_asks_does_not_allow_it(cast: Cast) -> None:
    one = asks(cast)
    with pytest.raises(Forbidden):
        glass.approve(cast.maya, one.pk, name="Maya Lind")
    told = rooms.note(cast.harbour.pk, Note.GLASS, timezone.now() + HOUR)
    key = {"approved_at": timezone.now(), "approved_role": "manager", "notice": told}
    assert refused(stored(one, approved_by=cast.maya, **key))
    assert not refused(stored(one, approved_by=second_manager(cast), **key)), "somebody else's key turns"


def test_a_second_session_is_no_second_person(cast: Cast) -> None:
    one = asks(cast)
    Duty.objects.create(person=cast.maya, kind=Duty.Kind.OPERATOR)
    for browser in (cast.client(cast.maya), cast.client(cast.maya)):
        for desk in (LIST, HOUSE):
            assert browser.post(f"{desk}{one.pk}/change/", {"approved_name": "Somebody"}).status_code == 403
    assert cast.client(cast.olga).post(f"{HOUSE}{one.pk}/change/", {"approved_name": "Olga B"}).status_code == 302


def test_who_belongs_to_the_group_or_did_holds_no_key_to_it(cast: Cast) -> None:
    one = asks(cast)
    for person in (cast.ana, cast.dov, cast.cara):  # of whom Dov was removed
        Duty.objects.create(person=person, kind=Duty.Kind.OPERATOR)
        with pytest.raises(Forbidden):
            glass.approve(person, one.pk, name="Somebody")
        told = rooms.note(cast.harbour.pk, Note.GLASS, timezone.now() + HOUR)
        key = {"approved_at": timezone.now(), "approved_role": "operator", "notice": told}
        assert refused(stored(one, approved_by=person, **key))
    Duty.objects.create(person=cast.bea, kind=Duty.Kind.MANAGER, brand=cast.brand)
    with pytest.raises(Forbidden):
        glass.ask(cast.bea, cast.harbour, reason=REASON, hours=1, name="Bea Ross")
    assert glass.ask(cast.bea, cast.hill, reason=REASON, hours=1, name="Bea Ross"), "where she has no seat, she may"


def test_who_manages_another_brand_neither_asks_nor_allows_nor_learns_of_it(cast: Cast) -> None:
    one, otto = asks(cast), cast.client(cast.otto)
    with pytest.raises(NotFound):
        glass.ask(cast.otto, cast.harbour, reason=REASON, hours=1, name="Otto")
    for act in (lambda: glass.approve(cast.otto, one.pk, name="Otto"), lambda: glass.end(cast.otto, one.pk)):
        with pytest.raises(NotFound):
            act()
    assert REASON in text(cast.client(cast.maya), f"{LIST}{one.pk}/change/")
    assert REASON not in text(otto, LIST) and otto.get(f"{LIST}{one.pk}/change/").status_code == 404
    words = {"asked_by": cast.otto, "asked_name": "Otto", "reason": REASON, "closes_at": timezone.now()}
    assert refused(lambda: BreakGlass.objects.create(group=cast.harbour, **words))
    assert not refused(lambda: BreakGlass.objects.create(group=cast.lake, **words))


def test_neither_members_nor_voices_come_to_the_second_key(cast: Cast) -> None:
    one = asks(cast)
    for person in (cast.cara, cast.ana, cast.bea, cast.eve):
        with pytest.raises(NotFound):
            glass.approve(person, one.pk, name="Somebody")


def test_what_was_taken_back_refused_or_left_for_a_day_is_not_allowed_any_more(cast: Cast) -> None:
    for close in (
        lambda one: glass.end(cast.maya, one.pk),
        lambda one: glass.end(cast.olga, one.pk),
        lambda one: time_passes(one, timedelta(hours=24)),
    ):
        one = asks(cast)
        close(one)
        with pytest.raises(Conflict):
            glass.approve(cast.olga, one.pk, name="Olga Berg")
        told = rooms.note(cast.harbour.pk, Note.GLASS, timezone.now() + HOUR)
        key = {"approved_at": timezone.now(), "approved_role": "operator", "notice": told}
        assert refused(stored(one, approved_by=cast.olga, **key))
    assert opens(cast).approved_at


def test_a_request_says_a_reason_and_stands_alone(cast: Cast) -> None:
    one = asks(cast)
    with pytest.raises(Conflict):
        asks(cast)
    glass.end(cast.maya, one.pk)
    words = {"asked_by": cast.maya, "asked_name": "Maya", "closes_at": timezone.now()}
    assert refused(lambda: BreakGlass.objects.create(group=cast.harbour, reason=" \n ", **words))
    assert not refused(lambda: BreakGlass.objects.create(group=cast.harbour, reason="A threat", **words))


@pytest.mark.django_db(transaction=True)
def test_six_second_keys_at_once_turn_one_lock_and_tell_the_group_once(cast: Cast) -> None:
    from_outside = [second_manager(cast, f"vic{n}") for n in range(5)]
    one = asks(cast)
    jobs = [lambda by=by: glass.approve(by, one.pk, name="Vic Stern") for by in (*from_outside, cast.olga)]  # type: ignore[misc]
    outcomes = at_once(jobs)
    assert sorted(type(one).__name__ for one in outcomes) == ["BreakGlass", *["Conflict"] * 5]
    assert notices(cast) == 1
    inbox = Dispatch.objects.filter(kind=BROKEN.name, channel="app")
    assert inbox.count() == inbox.values("person").distinct().count() == 4


# ---- the group is told ----------------------------------------------------------------------------------------------


def test_no_key_turns_before_the_notice_stands(cast: Cast) -> None:
    one = asks(cast)
    key = {"approved_at": timezone.now(), "approved_by": cast.olga, "approved_role": "operator"}
    assert refused(stored(one, **key)), "without any"
    assert refused(stored(one, notice=999, **key)), "one that is not there"
    other = rooms.note(cast.hill.pk, Note.GLASS, timezone.now() + HOUR)
    assert refused(stored(one, notice=other, **key)), "another group's"
    paused = rooms.note(cast.harbour.pk, Note.BRAND_PAUSED, timezone.now() + HOUR)
    assert refused(stored(one, notice=paused, **key)), "a line about something else"
    told = rooms.note(cast.harbour.pk, Note.GLASS, timezone.now() + HOUR)
    assert not refused(stored(one, notice=told, **key))


def test_a_second_key_that_breaks_half_way_opens_nothing_and_has_told_nobody(cast: Cast) -> None:
    one = asks(cast)
    with pytest.raises(Invalid):
        glass.approve(cast.olga, one.pk, name="Captain")  # the line in Talk stands by then
    one.refresh_from_db()
    assert (one.state, notices(cast), Dispatch.objects.filter(kind=BROKEN.name).count()) == ("waiting", 0, 0)
    glass.approve(cast.olga, one.pk, name="Olga Berg")
    assert notices(cast) == 1 and Dispatch.objects.filter(kind=BROKEN.name, channel="app").count() == 4


def test_one_notice_does_not_serve_for_two_readings(cast: Cast) -> None:
    first = opens(cast)
    second = glass.ask(second_manager(cast), cast.harbour, reason=REASON, hours=1, name="Vic Stern")
    key = {"approved_at": timezone.now(), "approved_by": cast.olga, "approved_role": "operator"}
    assert refused(stored(second, notice=first.notice, **key))


def test_nobody_takes_a_reading_off_the_list(cast: Cast) -> None:
    one = opens(cast)
    glass.end(cast.maya, one.pk)
    assert refused(lambda: BreakGlass.objects.filter(pk=one.pk).delete())
    assert refused(stored(one, reason="Nothing much"))
    assert refused(stored(one, asked_by=None, asked_name="")), "nobody is let go of who stays"
    assert refused(stored(one, approved_name="Somebody else"))
    assert REASON in text(cast.client(cast.ana), "/g/harbour-runners/trust/")
    for desk, client in ((LIST, cast.client(cast.maya)), (HOUSE, cast.client(cast.olga))):
        assert client.post(f"{desk}{one.pk}/delete/", {"post": "yes"}).status_code == 403
