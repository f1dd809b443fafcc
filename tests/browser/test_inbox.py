"""The inbox and the switches as hands and eyes meet them: every size, day and night, by keyboard, without script."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.actions import reach
from community.models import Dispatch, Person
from community.notifications import inbox, planning, sending
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, invites, joining
from groups.models import Charter, Group, Invite, JoinRequest, Role
from groups.notifications import joining as told_of
from messaging.actions import messages
from messaging.models import Message
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.talking import TALK, open_talk
from tests.browser.test_pages import faults_of
from tests.cast import Cast, join, make_group, make_person

Shoot = Callable[[Page, str], None]
INBOX, SWITCHES = "/inbox/", "/me/notifications/"
SIZES = {"phone": PHONE, "desk": DESK}


@pytest.fixture
def week(cast: Cast) -> Cast:
    """Yesterday Ana was let into Trail Sundays; today she has become its captain and has a notice to read. Cara is
    asked to let somebody in."""
    cast.names["yan"] = make_person("yan")
    trail = make_group(cast.brand, "Trail Sundays")
    Group.objects.filter(pk=trail.pk).update(emblem="mountain")
    Group.objects.filter(pk=cast.harbour.pk).update(emblem="anchor")
    join(cast.ana, trail, Role.CAPTAIN)
    _was_let_in(cast, trail)
    clock()
    Dispatch.objects.filter(state="sent").update(sent_at=timezone.now() - timedelta(days=1))
    inbox.read(cast.ana)
    becomes_captain(cast, trail)
    _notice(cast, "Bring a light from now on.")
    _asks_to_come_in(cast)
    clock()
    return cast


def clock() -> None:
    planning.plan_due()
    sending.send_due()


def becomes_captain(cast: Cast, group: Group) -> None:
    told_of.now_captain(cast.membership(cast.ana, group))


def _was_let_in(cast: Cast, group: Group) -> None:
    invite = Invite.objects.create(
        group=group, token_hash=b"7" * 32, uses=1, uses_left=0, expires_at=timezone.now() + timedelta(days=7)
    )
    charter = Charter.objects.get(group=group)
    request = JoinRequest.objects.create(
        group=group, invite=invite, person=cast.ana, name="Ana", charter=charter, state="admitted",
        decided_at=timezone.now(),
    )  # fmt: skip
    told_of.decided(request)


def _notice(cast: Cast, words: str) -> None:
    sent = messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), words)
    Message.objects.filter(pk=sent.mid).update(created_at=timezone.now() - timedelta(minutes=5))


def _asks_to_come_in(cast: Cast) -> None:
    place = load_group(cast.cara, cast.harbour.slug, Action.INVITE)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _made, token = invites.create(place, vouch="From the Tuesday track")
    joining.ask(cast.eve, token, name="Eve Larsen", charter_version=2, surface="join")


@pytest.mark.parametrize("size", SIZES)
def test_inbox_and_switches_are_for_everybody_by_day_and_by_night(
    week: Cast, visit: Visit, shoot: Shoot, size: str
) -> None:
    for who, path, name in (
        ("ana", INBOX, "inbox"),
        ("cara", INBOX, "inbox-captain"),
        ("yan", INBOX, "inbox-empty"),
        ("ana", SWITCHES, "switches"),
        ("ana", "/", "home-bell"),
    ):
        page = visit(week.names[who], size=SIZES[size])
        page.goto(path)
        page.emulate_media(color_scheme="light")
        if path == INBOX and who == "ana":
            page.get_by_text("Why did I get this?").first.click()
        shoot(page, f"{name}.{size}.light")
        assert faults_of(page) == [], name
        page.emulate_media(color_scheme="dark")
        shoot(page, f"{name}.{size}.dark")
        assert faults_of(page, "color-contrast") == [], name


def test_the_pages_read_from_right_to_left_and_on_a_small_phone(week: Cast, visit: Visit, shoot: Shoot) -> None:
    Person.objects.filter(pk=week.ana.pk).update(language="ar")
    page = visit(week.ana, size={"width": 320, "height": 640})
    for path, name in ((INBOX, "inbox"), (SWITCHES, "switches")):
        page.goto(path)
        shoot(page, f"rtl-{name}.small")
        assert faults_of(page) == [], name


def test_an_item_is_followed_by_keyboard_and_is_read_then(week: Cast, visit: Visit) -> None:
    page = visit(week.ana, size=DESK)
    page.goto(INBOX)
    expect(page.get_by_role("main").get_by_text("New", exact=True)).to_have_count(2)
    page.get_by_role("button", name="A notice in Harbour Runners").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You get this because notices are meant for everybody in the group.")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/g/harbour-runners/notices/")
    page.goto(INBOX)
    expect(page.get_by_role("main").get_by_text("New", exact=True)).to_have_count(1)


def test_the_way_to_a_switch_leads_to_that_switch(week: Cast, visit: Visit) -> None:
    page = visit(week.ana)
    page.goto(INBOX)
    row = page.locator(".told", has_text="A notice in Harbour Runners")
    row.get_by_text("Why did I get this?").click()
    row.get_by_role("link", name="Its switches").click()
    page.wait_for_url("**/me/notifications/#notice")
    assert page.locator("#notice").bounding_box() is not None
    assert page.evaluate("document.querySelector('#notice').getBoundingClientRect().top < innerHeight")


def test_switches_are_kept_without_script(week: Cast, visit: Visit) -> None:
    page = visit(week.ana, java_script_enabled=False)
    page.goto(SWITCHES)
    page.get_by_label("Keep quiet hours").uncheck()
    page.get_by_label("7 days", exact=True).check()
    page.get_by_label("Reminders of what you go to: Mail").select_option("off")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    expect(page.get_by_label("Keep quiet hours")).not_to_be_checked()
    assert reach.modes_of(week.ana)["event.reminder", "mail"] == "off"
    assert reach.reach_of(week.ana).leads == [10080, 1440, 120]


def test_a_refused_switch_stands_beside_its_field(week: Cast, visit: Visit, shoot: Shoot) -> None:
    page = visit(week.ana)
    page.goto(SWITCHES)
    page.get_by_label("Until").fill("16:00")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Quiet hours last fourteen hours at most.")).to_be_visible()
    assert page.get_by_label("Until").input_value() == "16:00"
    shoot(page, "switches-refused.phone")
    assert faults_of(page) == []


def test_the_bell_follows_what_comes_and_what_is_read_elsewhere(week: Cast, visit: Visit) -> None:
    page = open_talk(visit(week.ana, size=DESK), TALK)
    page.evaluate(
        "navigator.serviceWorker.getRegistration ="
        " async () => ({ active: { postMessage: (said) => { window.told = said } } })"
    )
    bell = page.locator(".rail [data-bell]")
    expect(bell).to_have_text("2 unread")
    becomes_captain(week, Group.objects.get(slug="trail-sundays"))
    clock()
    expect(bell).to_have_text("3 unread")
    read = [item.dispatch.pk for item in inbox.page(week.ana) if item.unread]
    inbox.read(week.ana)
    expect(bell).to_be_hidden()
    page.wait_for_function("window.told")
    told = json.loads(page.evaluate("JSON.stringify(window.told)"))
    assert told["type"] == "read"
    assert set(told["tags"]) == {str(pk) for pk in read}


def test_a_page_tells_the_server_the_zone_of_its_device(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ana, timezone_id="Asia/Tokyo")
    page.goto("/inbox/")
    page.wait_for_function("document.cookie.includes('tz=Asia/Tokyo')")
