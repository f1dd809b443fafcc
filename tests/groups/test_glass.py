"""Somebody of the brand reads a group in an emergency, with two keys, for a day at most, and all are told (R10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from community.actions import factors, roles
from community.models import AccessLogEntry, AuditLogEntry, Dispatch, Person
from community.models import Role as Duty
from community.notifications import sending
from groups.actions import glass
from groups.models import BreakGlass
from groups.notifications.glass import ASKED, BROKEN
from messaging.models import RoomEvent
from messaging.turns import day_label
from tests.cast import Cast, join, make_person
from tests.groups.glasses import HOUSE, LIST, REASON, asks, opens, page_of, says, second_manager, time_passes
from tests.groups.pages import text

ADD = f"{LIST}add/"
TALK, TRUST, LOOKS = "/g/harbour-runners/", "/g/harbour-runners/trust/", "/g/harbour-runners/trust/looks/"


def told(person: Person) -> list[str]:
    """What their inbox says of it."""
    rows = list(Dispatch.objects.filter(kind=BROKEN.name, person=person, channel="app"))
    return ["\n".join(said.lines) for said in BROKEN.words(rows).values()]


def verbs() -> list[str]:
    return list(AuditLogEntry.objects.filter(verb__startswith="glass.").order_by("seq").values_list("verb", flat=True))


def test_from_the_request_to_the_end_at_the_desks(cast: Cast) -> None:
    says(cast, cast.ana, "The gate code is under the third stone")
    maya, olga = cast.client(cast.maya), cast.client(cast.olga)
    words = {"group": cast.harbour.pk, "reason": REASON, "hours": 4, "asked_name": "Maya Lind"}
    assert maya.post(ADD, words).status_code == 302
    one = BreakGlass.objects.get()
    assert one.closes_at - one.asked_at == timedelta(hours=24)
    assert maya.get(page_of(one)).status_code == 404, "one key opens nothing"
    change = f"{HOUSE}{one.pk}/change/"
    assert REASON in text(olga, change)
    assert olga.post(change, {"approved_name": "Olga Berg"}).status_code == 302
    one.refresh_from_db()
    assert one.approved_at and one.closes_at - one.approved_at == timedelta(hours=4)
    assert page_of(one) in text(maya, LIST)
    assert "under the third stone" in text(maya, page_of(one))
    assert maya.post(f"{page_of(one)}end/").status_code == 302
    assert maya.get(page_of(one)).status_code == 404
    assert verbs() == ["glass.asked", "glass.approved", "glass.opened", "glass.ended"]


def test_what_is_wrong_with_a_request_is_said_beside_its_field_and_loses_nothing(cast: Cast) -> None:
    page = cast.client(cast.maya).post(ADD, {"group": cast.harbour.pk, "reason": "  ", "hours": 4, "asked_name": "M L"})
    assert page.status_code == 200
    assert "This field is required" in page.content.decode() and 'value="M L"' in page.content.decode()
    again = cast.client(cast.maya).post(
        ADD, {"group": cast.harbour.pk, "reason": REASON, "hours": 4, "asked_name": "Captain"}
    )
    assert REASON in again.content.decode() and not BreakGlass.objects.exists()


def test_whoever_may_turn_the_second_key_is_told_at_once_and_nobody_else(cast: Cast) -> None:
    vic, wim = second_manager(cast), make_person("wim")
    Duty.objects.create(person=wim, kind=Duty.Kind.OPERATOR)
    join(wim, cast.harbour)  # who is part of the group holds no key
    sending.send_due()
    one = asks(cast)
    rows = Dispatch.objects.filter(kind=ASKED.name, channel="app")
    assert set(rows.values_list("person", flat=True)) == {vic.pk, cast.olga.pk}
    assert "second key" not in text(cast.client(cast.maya), "/brand/")
    for person, page in ((vic, f"{LIST}{one.pk}/change/"), (cast.olga, f"{HOUSE}{one.pk}/change/")):
        (said,) = ASKED.words(rows.filter(person=person)).values()
        assert (said.title, said.url) == ("Somebody asks to read Harbour Runners in an emergency", page)
        assert REASON not in said.line and not said.lines
        assert "1 request to read a group in an emergency waits for a second key" in text(
            cast.client(person), page.split("groups/")[0]
        )
    roles.end(Duty.objects.current().get(person=vic), by=cast.olga)
    assert ASKED.words(rows.filter(person=vic)) == {}, "who has lost the duty hears nothing of it"
    glass.end(cast.olga, one.pk)
    sending.send_due()
    assert not rows.filter(state="sent").exists() and not mail.outbox, "answered before it was sent"


def test_everybody_is_told_who_why_and_until_when_and_talk_says_so(cast: Cast) -> None:
    asks(cast)
    assert told(cast.ana) == [] and REASON not in text(cast.client(cast.ana), TRUST), "asking alone is nobody's matter"
    one = glass.approve(cast.olga, BreakGlass.objects.get().pk, name="Olga Berg")
    for person in (cast.ana, cast.ben, cast.cara, cast.nia):
        (said,) = told(person)
        assert "Maya Lind, manager of Stride" in said and REASON in said
    assert told(cast.cleo) == told(cast.dov) == []
    line = RoomEvent.objects.get(room=cast.talk(cast.harbour), seq=one.notice)
    assert line.data["what"] == "glass" and line.actor is None
    zone = ZoneInfo(cast.harbour.time_zone)  # until her browser has told its own
    day = day_label(one.closes_at.astimezone(zone).date(), zone)
    page = text(cast.client(cast.ana), "/g/harbour-runners/")
    assert f"In an emergency somebody of the brand may read here. Until: {day}" in page


def test_the_trust_page_lists_every_reading_for_members_captain_and_seat_alike(cast: Cast) -> None:
    assert "None so far." in text(cast.client(cast.ana), TRUST)
    one = opens(cast)
    for person in (cast.ana, cast.cara, cast.bea):
        page = text(cast.client(person), TRUST)
        assert REASON in page and "<bdi>Maya Lind</bdi>" in page and "<bdi>Olga Berg</bdi>" in page
        assert "has not read anything" in page and "Open until" in page
    glass.read(cast.maya, one.pk)
    time_passes(one, timedelta(hours=5))
    page = text(cast.client(cast.ana), TRUST)
    assert REASON in page and "has read" in page and "Open until" not in page


def test_whose_words_were_shown_sees_the_look_with_role_and_reason(cast: Cast) -> None:
    says(cast, cast.ana, "Meet me behind the boat house")
    one = opens(cast)
    assert "Nobody has looked" in text(cast.client(cast.ana), LOOKS)
    cast.client(cast.maya).get(page_of(one))
    cast.client(cast.maya).get(page_of(one))
    looks = AccessLogEntry.objects.filter(subject=cast.profile(cast.ana, cast.harbour).pk)
    assert [(look.viewer, look.role) for look in looks] == [(cast.maya.pk, "manager")] * 2, "each page view is one"
    page = text(cast.client(cast.ana), LOOKS)
    assert "Brand manager" in page and REASON in page
    assert "Nobody has looked" in text(cast.client(cast.ben), LOOKS), "his words were not on it"


@pytest.mark.usefixtures("no_rates")
def test_a_room_is_read_in_pages_and_the_older_ones_are_written_down_too(cast: Cast) -> None:
    says(cast, cast.ben, "The very first word")
    for number in range(50):
        says(cast, cast.ana, f"Lap number {number} of the long winter")
    one = opens(cast)
    newest = glass.read(cast.maya, one.pk)
    assert len(newest.pane.messages) == 50 and newest.pane.older
    page = text(cast.client(cast.maya), page_of(one))
    assert f"before={newest.pane.older}" in page and "The very first word" not in page
    older = text(cast.client(cast.maya), f"{page_of(one)}?room={newest.room.pk}&before={newest.pane.older}")
    assert "The very first word" in older and "Lap number 0" not in older
    assert AccessLogEntry.objects.filter(subject=cast.profile(cast.ben, cast.harbour).pk).count() == 1


def test_a_manager_may_turn_the_second_key_too_and_who_could_may_refuse(cast: Cast) -> None:
    vic = second_manager(cast)
    first = asks(cast)
    glass.end(vic, first.pk)
    first.refresh_from_db()
    assert (first.state, verbs()) == ("refused", ["glass.asked", "glass.refused"])
    second = asks(cast)
    assert glass.approve(vic, second.pk, name="Vic Stern").approved_role == "manager"
    assert "manager of <bdi>Stride</bdi>" in text(cast.client(cast.ana), TRUST)


def test_a_duty_that_ends_takes_its_key_along_for_good(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    vic = second_manager(cast)
    for loser in (cast.maya, vic):
        one = glass.approve(vic, asks(cast).pk, name="Vic Stern")
        glass.read(cast.maya, one.pk)
        with django_capture_on_commit_callbacks() as after:
            roles.end(Duty.objects.current().get(person=loser), by=cast.olga)
            assert cast.client(cast.maya).get(page_of(one)).status_code == 404, "at once"
        for told in after:
            told()
        roles.give(loser, Duty.Kind.MANAGER, brand=cast.brand, by=cast.olga)
        assert cast.client(cast.maya).get(page_of(one)).status_code == 404, "and not again with a new one"


def test_who_lost_the_second_factor_reads_on_with_none(cast: Cast) -> None:
    one, browser = opens(cast), cast.client(cast.maya)
    assert browser.get(page_of(one)).status_code == 200
    factors.reset(cast.maya, by=None)
    assert browser.get(page_of(one)).status_code in (302, 404)
    assert cast.client(cast.maya).get(page_of(one)).status_code == 404


def test_a_weak_session_is_sent_to_its_second_factor(cast: Cast) -> None:
    one = opens(cast)
    answer = cast.client(cast.maya, strong=False).get(page_of(one))
    assert answer.status_code == 302 and "second-factor" in answer["Location"]
    assert not AccessLogEntry.objects.exists()


def test_a_closed_account_holds_no_key(cast: Cast) -> None:
    one = opens(cast)
    for person in (cast.maya, cast.olga):
        assert BreakGlass.objects.open().filter(pk=one.pk).exists()
        Person.objects.filter(pk=person.pk).update(is_active=False)
        assert not BreakGlass.objects.open().exists()
        Person.objects.filter(pk=person.pk).update(is_active=True)


def test_while_it_is_open_one_more_can_read_and_the_room_says_so(cast: Cast) -> None:
    before = text(cast.client(cast.ana), TALK)
    assert "5 people can read this" in before and "<b>5</b>" in text(cast.client(cast.ana), TRUST)
    one = opens(cast)
    assert "6 people can read this" in text(cast.client(cast.ana), TALK)
    assert "6 people can read this" in text(cast.client(cast.ana), f"{TALK}notices/")
    assert "<b>6</b>" in text(cast.client(cast.ana), TRUST)
    glass.end(cast.maya, one.pk)
    assert "5 people can read this" in text(cast.client(cast.ana), TALK)


def test_another_group_of_the_brand_is_told_nothing(cast: Cast) -> None:
    opens(cast)
    assert REASON in text(cast.client(cast.ana), TRUST)
    assert "None so far." in text(cast.client(cast.cleo), "/g/hill-club/trust/")
    assert told(cast.cleo) == []
