"""Events on a phone and on a desk: looked at, planned, answered, changed, checked in; with scripts, without, by hand
and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.models import Person, Profile
from community.surface import Action
from groups.actions import events, rsvps
from groups.models import Attendance, Group, Occurrence, Rsvp
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast, join, make_person
from tests.groups.plans import again, days_of, in_days, move_start, plan, plan_one, seat

Shoot = Callable[[Page, str], None]
SIZES = {"phone": PHONE, "desk": DESK}
GROUP = "/g/harbour-runners/"
LIST = f"{GROUP}events/"
NAMES = {"cara": "Cara Lind", "ana": "Ana Pohl", "ben": "Ben Okafor", "nia": "Nia Brandt"}
MORE = ("Lena Voss", "Jonas Bäcker", "Mei Tan", "Paula Nunes", "Ilse Hartmann", "Yusuf Hadi")


def page_of(one: Occurrence, rest: str = "") -> str:
    return f"{LIST}{one.pk}/{rest}"


def goes(person: Person, one: Occurrence, state: str = "going", **more: str) -> None:
    rsvps.answer(seat(person, one, Action.ANSWER_EVENT), state, **more)


@pytest.fixture
def week(cast: Cast) -> dict[str, Occurrence]:
    """Harbour Runners with an ordinary fortnight before them, and one that was."""
    for name, full in NAMES.items():
        Profile.objects.filter(person=cast.names[name]).update(name=full)
    Group.objects.filter(pk=cast.harbour.pk).update(emblem="anchor", place="Hamburg")
    crowd = [make_person(f"runner{number}") for number in range(len(MORE))]
    for person, name in zip(crowd, MORE, strict=True):
        join(person, cast.harbour)
        Profile.objects.filter(person=person).update(name=name)
    week = dict(zip(("loop", "long", "night", "off", "past"), _planned(cast), strict=True))
    _answered(cast, week, crowd)
    events.cancel(seat(cast.cara, week["off"]), reason="The track is under water")
    past = move_start(week["past"], timezone.now() - timedelta(days=3))
    host = cast.profile(cast.cara, cast.harbour)
    tick = {"occurrence": past, "there": True, "ticked_at": past.starts_at, "ticked_by": host}
    for rsvp in past.rsvps.all():
        Attendance.objects.create(profile=rsvp.profile, **tick)
    return {name: again(one) for name, one in week.items()}


def _planned(cast: Cast) -> list[Occurrence]:
    loop = {"title": "Easy harbour loop", "area": "Landungsbrücken", "clock": time(18, 30), "minutes": 75}
    long = {"title": "Long run to Blankenese", "area": "Near Landungsbrücken", "clock": time(9), "minutes": 120}
    long |= {"point": "Brücke 3, under the clock tower", "capacity": 14, "question": "Do you need a lift home?"}
    long["about"] = "Flat, easy to follow, nobody left behind. We stop once for photos and end at Elbgold for coffee."
    leader = cast.profile(cast.ben, cast.harbour).pk
    long["paces"] = [{"name": "5:30", "cap": 4}, {"name": "6:00"}, {"name": "6:30", "leader": leader}]
    night = {"title": "Midsummer night run", "area": "Altona", "clock": time(22, 15), "capacity": 3}
    off = {"title": "Track evening", "area": "Jahnkampfbahn", "clock": time(18, 30)}
    return [
        days_of(plan(cast, repeats="weekly", **loop))[0],
        plan_one(cast, day=in_days(2), **long),
        plan_one(cast, day=in_days(10), **night),
        plan_one(cast, day=in_days(4), **off),
        plan_one(cast, title="Stairs and cake", area="Blankenese"),
    ]


def _answered(cast: Cast, week: dict[str, Occurrence], crowd: list[Person]) -> None:
    named = {pace.name: str(pace.pk) for pace in week["long"].paces.all()}
    chosen = ["6:30", "6:00", "6:00", "5:30", "5:30", "6:00", "6:30", "6:00"]
    for person, pace in zip((cast.cara, cast.ben, *crowd), chosen, strict=True):
        goes(person, week["long"], pace=named[pace])
    for name, people in {
        "loop": [cast.cara, cast.ana, *crowd[:2]],
        "night": [cast.cara, *crowd[:2], cast.ben, cast.ana],
        "past": [cast.cara, cast.ana, *crowd[:3]],
    }.items():
        for person in people:
            goes(person, week[name])


def seen(page: Page, shoot: Shoot, name: str, faults: list[str]) -> None:
    page.emulate_media(color_scheme="light")
    shoot(page, f"{name}.light")
    faults += [f"{name}: {fault}" for fault in faults_of(page)]
    page.emulate_media(color_scheme="dark")
    shoot(page, f"{name}.dark")
    faults += [f"{name} dark: {fault}" for fault in faults_of(page, "color-contrast")]


@pytest.mark.parametrize("size", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_every_page_of_events_is_in_order(
    cast: Cast, week: dict[str, Occurrence], visit: Visit, shoot: Shoot, size: str
) -> None:
    faults: list[str] = []
    member, captain = (visit(person, size=SIZES[size]) for person in (cast.ana, cast.cara))
    for name, page, path in [
        ("home-next", member, "/"),
        ("events", member, LIST),
        ("event-open", member, page_of(week["long"])),
        ("event-going", member, page_of(week["loop"])),
        ("event-waitlist", member, page_of(week["night"])),
        ("event-cancelled", member, page_of(week["off"])),
        ("event-past", member, page_of(week["past"])),
        ("event-moves", member, page_of(week["night"], "moves/")),
        ("event-talk", member, page_of(week["loop"], "talk/")),
        ("events-past", member, f"{LIST}?past=1"),
        ("events-captain", captain, LIST),
        ("event-captain", captain, page_of(week["long"])),
        ("event-new", captain, f"{LIST}new/"),
        ("event-edit", captain, page_of(week["loop"], "edit/")),
        ("event-cancel", captain, page_of(week["loop"], "cancel/")),
        ("event-hosting", captain, page_of(week["loop"], "hosting/")),
    ]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        seen(page, shoot, f"{name}.{size}", faults)
    captain.goto(page_of(week["loop"], "edit/"))
    captain.get_by_label("Time", exact=True).fill("19:00")
    captain.get_by_role("radio", name="From here on").check()
    captain.get_by_role("button", name="Save").click()
    expect(captain.get_by_text("days would change")).to_be_visible()
    seen(captain, shoot, f"event-preview.{size}", faults)
    move_start(week["long"], timezone.now() + timedelta(minutes=30))
    captain.goto(page_of(week["long"], "check-in/"))
    seen(captain, shoot, f"check-in.{size}", faults)
    assert faults == []


@pytest.mark.parametrize("path", ["", "long", "night", "new/", "check"])
def test_pages_of_events_read_from_right_to_left_and_fit_an_old_phone(
    cast: Cast, week: dict[str, Occurrence], visit: Visit, shoot: Shoot, path: str
) -> None:
    Person.objects.filter(pk=cast.cara.pk).update(language="ar")
    if path == "check":
        move_start(week["long"], timezone.now() + timedelta(minutes=30))
    paths = {"check": page_of(week["long"], "check-in/"), "new/": f"{LIST}new/", "": LIST}
    page = visit(cast.cara, size={"width": 320, "height": 640})
    page.goto(paths[path] if path in paths else page_of(week[path]))
    assert page.locator("html").get_attribute("dir") == "rtl"
    shoot(page, f"events-rtl.{path.strip('/') or 'list'}")
    assert faults_of(page) == []


def test_words_without_an_end_fit_a_phone(cast: Cast, visit: Visit) -> None:
    word = {"title": "W" * 80, "area": "A" * 80, "point": "P" * 160, "about": "B" * 600, "question": "Q" * 140}
    run = plan_one(cast, **word, capacity=1, paces=[{"name": "N" * 40}])
    pace = str(run.paces.get().pk)
    goes(cast.ana, run, pace=pace)
    goes(cast.ben, run, pace=pace)
    page = visit(cast.cara, size={"width": 320, "height": 640})
    run = move_start(run, timezone.now() + timedelta(minutes=30))
    for path in ("", "edit/", "cancel/", "hosting/", "moves/", "check-in/", "check-in/code/", "../", "talk/"):
        page.goto(page_of(run, path))
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_a_captain_plans_and_a_member_answers_without_scripts(cast: Cast, visit: Visit) -> None:
    captain = visit(cast.cara, java_script_enabled=False)
    captain.goto(LIST)
    captain.get_by_role("link", name="Plan an event").click()
    captain.get_by_label("What", exact=True).fill("Hills and buns")
    captain.get_by_label("Time", exact=True).fill("18:30")
    captain.get_by_label("Name of the pace").first.fill("6:00")
    captain.get_by_label("How often").select_option("weekly")
    captain.get_by_role("button", name="Plan it").click()
    expect(captain.get_by_text("It is planned.")).to_be_visible()
    member = visit(cast.ana, java_script_enabled=False)
    member.goto(LIST)
    member.get_by_role("link", name="Hills and buns").first.click()
    member.get_by_role("button", name="I’m going").click()
    expect(member.get_by_text("Choose a pace.")).to_be_visible()
    member.get_by_role("radio", name="6:00").check()
    member.get_by_role("button", name="I’m going").click()
    expect(member.get_by_text("You are going.")).to_be_visible()
    member.get_by_role("button", name="I’m a regular").click()
    expect(member.get_by_text("You come every time")).to_be_visible()
    captain.get_by_role("link", name="Change").click()
    captain.get_by_label("Time", exact=True).fill("19:00")
    captain.get_by_role("radio", name="From here on").check()
    captain.get_by_role("button", name="Save").click()
    expect(captain.get_by_text("1 person would be told")).to_be_visible()
    captain.get_by_role("button", name="Change them").click()
    expect(captain.get_by_text("days were changed.")).to_be_visible()
    captain.get_by_role("link", name="Cancel").click()
    captain.get_by_label("Why").fill("Ice")
    captain.get_by_role("button", name="Cancel it").click()
    expect(captain.get_by_text("Cancelled. Whoever had answered is told.")).to_be_visible()
    captain.get_by_role("button", name="It takes place after all").click()
    expect(captain.get_by_text("It takes place after all. Whoever")).to_be_visible()
    member.reload()
    expect(member.get_by_text("19:00 to 20:00")).to_be_visible()
    assert Occurrence.objects.filter(clock=time(19)).count() > 10


def test_an_offered_place_is_taken_with_the_keyboard(cast: Cast, visit: Visit) -> None:
    run = plan_one(cast, capacity=1)
    goes(cast.ben, run)
    goes(cast.ana, run)
    goes(cast.ben, run, "declined")
    page = visit(cast.ana)
    page.goto(page_of(run))
    button = page.get_by_role("button", name="Take the place")
    for _ in range(40):
        if button.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The place is yours.")).to_be_visible()
    assert Rsvp.objects.get(profile__person=cast.ana).state == "going"


def test_an_open_page_follows_and_keeps_what_was_typed(cast: Cast, visit: Visit) -> None:
    run = plan_one(cast, capacity=5, question="A lift?", paces=[{"name": "6:00"}, {"name": "Walk"}])
    page = visit(cast.ana)
    page.goto(page_of(run))
    expect(page.locator("html[data-live]")).to_be_attached()
    page.get_by_label("A lift?").fill("From Altona")
    page.get_by_role("radio", name="Walk").check()
    goes(cast.ben, run, pace=str(run.paces.get(name="6:00").pk))
    expect(page.get_by_text("4 left").first).to_be_visible()
    expect(page.get_by_role("radio", name="Walk")).to_be_checked()
    expect(page.get_by_label("A lift?")).to_have_value("From Altona")
    expect(page.get_by_role("radio", name="Walk")).to_be_focused()


def test_an_open_list_follows(cast: Cast, visit: Visit) -> None:
    page = visit(cast.ana)
    page.goto(LIST)
    expect(page.get_by_text("Nothing planned yet")).to_be_visible()
    expect(page.locator("html[data-live]")).to_be_attached()
    plan_one(cast, title="Out of the blue")
    expect(page.get_by_text("Out of the blue")).to_be_visible()


def test_those_who_come_talk_about_it(cast: Cast, visit: Visit) -> None:
    run = plan_one(cast)
    goes(cast.ana, run)
    page = visit(cast.ana)
    page.goto(page_of(run))
    page.get_by_role("link", name="Talk about it").click()
    page.get_by_role("textbox", name="Message those who come").fill("I bring the lamp")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log").get_by_text("I bring the lamp")).to_be_visible()
    page.reload()
    expect(page.get_by_role("log").get_by_text("I bring the lamp")).to_be_visible()
