"""Beside the conversation: the last words of other groups, their counts and the notices go the way of the messages."""

from __future__ import annotations

import re
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from community.actions.people import rename
from community.models import Person
from messaging.actions import fading, messages, participants
from messaging.models import Message, Room
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import TALK, fill_room, open_talk, turn
from tests.cast import Cast, join, remove


@pytest.fixture
def two_groups(cast: Cast) -> Cast:
    """Ana is in Hill Club, too."""
    join(cast.ana, cast.hill)
    return cast


def said(person: Person, room: Room, body: str) -> UUID:
    ack = messages.send(person, room.pk, uuid4(), body)
    assert ack.mid is not None
    return ack.mid


def row(page: Page, group: str) -> Locator:
    return page.locator(".rail__list a", has_text=group)


def line(page: Page, group: str) -> Locator:
    return row(page, group).locator(".row__line")


def count(page: Page, group: str) -> Locator:
    return row(page, group).locator(".count")


@pytest.mark.parametrize("before", [True, False], ids=["before the page was opened", "while it is open"])
def test_words_of_another_group_go_from_the_rail_and_from_its_count_when_they_are_taken_back(
    visit: Visit, two_groups: Cast, before: bool
) -> None:
    hill = two_groups.talk(two_groups.hill)
    said(two_groups.hal, hill, "Still unread")
    ana = visit(two_groups.ana, size=DESK)
    if not before:
        open_talk(ana)
    mid = said(two_groups.cleo, hill, "Between us")
    if before:
        open_talk(ana)
    expect(line(ana, "Hill Club")).to_have_text("Cleo: Between us")
    expect(count(ana, "Hill Club")).to_have_text("2 unread")
    messages.delete(two_groups.cleo, hill.pk, mid, uuid4())
    expect(line(ana, "Hill Club")).to_have_text("No longer there")
    expect(count(ana, "Hill Club")).to_have_text("1 unread")
    assert "Between us" not in ana.content()


def test_an_older_message_that_is_taken_back_leaves_the_last_words_alone(visit: Visit, two_groups: Cast) -> None:
    hill = two_groups.talk(two_groups.hill)
    mid = said(two_groups.hal, hill, "The first")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    said(two_groups.cleo, hill, "The last")
    messages.delete(two_groups.hal, hill.pk, mid, uuid4())
    expect(count(ana, "Hill Club")).to_have_text("1 unread")
    expect(line(ana, "Hill Club")).to_have_text("Cleo: The last")


def test_changed_words_change_in_the_rail(visit: Visit, two_groups: Cast) -> None:
    hill = two_groups.talk(two_groups.hill)
    mid = said(two_groups.cleo, hill, "At sevn")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    messages.edit(two_groups.cleo, hill.pk, mid, uuid4(), "At seven")
    expect(line(ana, "Hill Club")).to_have_text("Cleo: At seven")
    expect(count(ana, "Hill Club")).to_have_text("1 unread")
    assert "At sevn" not in ana.content()


def test_the_name_in_the_rail_changes_and_goes_with_its_person(visit: Visit, two_groups: Cast) -> None:
    hill, space = two_groups.talk(two_groups.hill), two_groups.hill.pk
    said(two_groups.cleo, hill, "Who am I?")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    profile = two_groups.profile(two_groups.cleo, two_groups.hill)
    participants.tell_renamed(space, rename(profile, "Clea", ""))
    expect(line(ana, "Hill Club")).to_have_text("Clea: Who am I?")
    remove(two_groups.cleo, two_groups.hill)
    fading.fade_words(space, profile, "anonymise")
    expect(line(ana, "Hill Club")).to_have_text("Former member: Who am I?")
    assert "Clea" not in ana.content()


def test_all_words_of_somebody_who_takes_them_along_go_from_rail_and_count(visit: Visit, two_groups: Cast) -> None:
    hill, space = two_groups.talk(two_groups.hill), two_groups.hill.pk
    said(two_groups.cleo, hill, "One")
    said(two_groups.hal, hill, "Two")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    said(two_groups.cleo, hill, "Three")
    expect(count(ana, "Hill Club")).to_have_text("3 unread")
    profile = two_groups.profile(two_groups.cleo, two_groups.hill)
    remove(two_groups.cleo, two_groups.hill)
    fading.fade_words(space, profile, "delete")
    expect(line(ana, "Hill Club")).to_have_text("No longer there")
    expect(count(ana, "Hill Club")).to_have_text("1 unread")


def test_what_was_said_while_the_page_was_being_made_is_not_missed(visit: Visit, two_groups: Cast) -> None:
    hill = two_groups.talk(two_groups.hill)
    mid = said(two_groups.cleo, hill, "Gone in between")
    ana = visit(two_groups.ana, size=DESK)
    ana.route(re.compile(r"/conversation(\.\w+)?\.js$"), lambda route: (taken_back(), route.continue_()))

    def taken_back() -> None:
        messages.delete(two_groups.cleo, hill.pk, mid, uuid4())

    open_talk(ana)
    expect(line(ana, "Hill Club")).to_have_text("No longer there")
    expect(count(ana, "Hill Club")).to_have_count(0)


def test_after_too_much_was_missed_another_group_stands_as_it_is_now(visit: Visit, two_groups: Cast) -> None:
    hill = two_groups.talk(two_groups.hill)
    mid = said(two_groups.cleo, hill, "Before the tunnel")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    ana.context.set_offline(True)
    expect(ana.locator(".strip")).to_be_visible()
    messages.delete(two_groups.cleo, hill.pk, mid, uuid4())
    fill_room(two_groups, 520, "cleo", hill)
    ana.context.set_offline(False)
    expect(line(ana, "Hill Club")).to_have_text("Cleo: number 519")
    expect(count(ana, "Hill Club")).to_have_text("99+ unread")
    said(two_groups.hal, hill, "Go on")
    expect(line(ana, "Hill Club")).to_have_text("Hal: Go on")


def test_notices_beside_talk_change_and_go_with_their_message(visit: Visit, cast: Cast) -> None:
    notices = cast.notices(cast.harbour)
    first, second = said(cast.cara, notices, "Bring a lamp"), said(cast.cara, notices, "Not for long")
    ana = open_talk(visit(cast.ana, size=DESK))
    beside = ana.locator(".aside [data-words]")
    expect(beside).to_have_text(["Not for long", "Bring a lamp"])
    messages.edit(cast.cara, notices.pk, first, uuid4(), "Bring a light")
    messages.delete(cast.cara, notices.pk, second, uuid4())
    expect(beside).to_have_text(["Bring a light"])
    assert "Not for long" not in ana.content()


def test_a_group_one_was_removed_from_leaves_the_rail_of_every_open_page(visit: Visit, two_groups: Cast) -> None:
    said(two_groups.cleo, two_groups.talk(two_groups.hill), "Hill words")
    in_harbour = open_talk(visit(two_groups.ana, size=DESK))
    in_hill = open_talk(in_harbour.context.new_page(), "/g/hill-club/")
    remove(two_groups.ana, two_groups.hill)
    for page in (in_harbour, in_hill):
        expect(row(page, "Hill Club")).to_have_count(0)
        expect(row(page, "Harbour Runners")).to_have_count(1)
        assert "Hill words" not in page.locator("body").inner_text()


def test_a_signed_out_page_shows_the_words_of_no_group(visit: Visit, two_groups: Cast) -> None:
    said(two_groups.cleo, two_groups.talk(two_groups.hill), "Hill words")
    ana = open_talk(visit(two_groups.ana, size=DESK))
    other = ana.context.new_page()
    other.goto("/me/")
    other.locator("form[action='/signout/'] button").first.click()
    expect(ana.get_by_text("You are signed out here")).to_be_visible()
    expect(ana.locator(".rail__list li")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_notices_beside_talk_keep_the_same_clock_as_talk_on_the_first_page_of_a_device(
    visit: Visit, cast: Cast, scripts: bool
) -> None:
    """With scripts both by the device's clock, without by the group's: nobody has told the account a zone yet."""
    said(cast.ben, cast.talk(cast.harbour), "Who is coming?")
    said(cast.cara, cast.notices(cast.harbour), "Bring a light")
    ana = visit(cast.ana, size=DESK, java_script_enabled=scripts, timezone_id="Asia/Tokyo")
    ana.goto(TALK)
    zone = ZoneInfo("Asia/Tokyo" if scripts else cast.harbour.time_zone)
    for body, place in (("Who is coming?", turn(ana, "Who is coming?")), ("Bring a light", ana.locator(".aside .row"))):
        at = Message.objects.get(body=body).created_at.astimezone(zone)
        expect(place.locator("time")).to_have_text(f"{at:%H:%M}")
