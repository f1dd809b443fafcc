"""A tour of every page of the house, on a phone and on a desk, by day and by night: axe finds nothing, the content
policy refuses nothing, nothing foreign is asked for, nothing runs over the edge. SNUG_SHOTS keeps what was seen."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from community.models import Person, Profile
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, invites, joining
from groups.models import BrandSeat, Charter, Group
from messaging.actions import messages
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import Cast, join, make_group, make_person, seat_brand

Shoot = Callable[[Page, str], None]
SIZES = {"phone": PHONE, "desk": DESK}
KILO = 1000
NAMES = {"cara": "Cara Lind", "ana": "Ana Pohl", "ben": "Ben Okafor", "nia": "Nia Brandt", "bea": "Bea Sommer"}


class Stop(NamedTuple):
    name: str
    who: str  # of the cast; "" is signed out
    path: str


class House(NamedTuple):
    cast: Cast
    token: str
    paths: dict[str, str]


GROUP = "/g/harbour-runners/"
TOUR = [
    Stop("home", "ana", "/"),
    Stop("home-captain", "cara", "/"),
    Stop("home-empty", "yan", "/"),
    Stop("home-waiting", "eve", "/"),
    Stop("signin", "", "/signin/"),
    Stop("invite", "", "invite"),
    Stop("invite-signed-in", "yan", "invite"),
    Stop("join", "yan", "join"),
    Stop("younger", "yan", "younger"),
    Stop("talk", "ana", GROUP),
    Stop("notices", "ana", f"{GROUP}notices/"),
    Stop("notices-empty", "cleo", "/g/hill-club/notices/"),
    Stop("people", "ana", f"{GROUP}people/"),
    Stop("people-captain", "cara", f"{GROUP}people/"),
    Stop("trust", "ana", f"{GROUP}trust/"),
    Stop("trust-seat", "maya", f"{GROUP}trust/"),
    Stop("seat-leave", "maya", f"{GROUP}leave/"),
    Stop("invites", "cara", f"{GROUP}invites/"),
    Stop("remove", "cara", "remove"),
    Stop("hand-over", "cara", f"{GROUP}hand-over/"),
    Stop("charter", "cara", f"{GROUP}charter/"),
    Stop("leave", "ana", f"{GROUP}leave/"),
    Stop("profile", "ana", f"{GROUP}profile/"),
    Stop("me", "ana", "/me/"),
    Stop("devices", "ana", "/me/devices/"),
    Stop("calendar", "ana", "/me/calendar/"),
    Stop("missing", "ana", "/no/such/page/"),
]


@pytest.fixture
def house(cast: Cast) -> House:
    """Harbour Runners as on an ordinary evening: names, a talk in three scripts, notices, a request, an invitation."""
    for name, full in NAMES.items():
        Profile.objects.filter(person=cast.names[name]).update(name=full)
    Group.objects.filter(pk=cast.harbour.pk).update(
        emblem="anchor", place="Hamburg", about="Easy miles along the water, cake after."
    )
    type(cast.brand).objects.filter(pk=cast.brand.pk).update(colour="#0e6b4f")
    trail = make_group(cast.brand, "Trail Sundays")
    Group.objects.filter(pk=trail.pk).update(emblem="mountain")
    for name in ("cara", "ana"):
        join(cast.names[name], trail)
    cast.names["yan"] = make_person("yan")
    cast.names["yan"].ages.all().delete()  # has not said how old they are
    seat_brand(cast.maya, cast.harbour, BrandSeat.State.LISTENING)
    _talk(cast)
    paths, token = _doors(cast)
    return House(cast, token, paths)


def _talk(cast: Cast) -> None:
    talk, notices = cast.talk(cast.harbour).pk, cast.notices(cast.harbour).pk
    for name, words in (
        ("ben", "Quiet as anything this morning"),
        ("ana", "I’m in the chatty group. And there is cake after."),
        ("nia", "صباح الخير! سأتأخر خمس دقائق غداً، ابدؤوا من دوني."),
        ("ben", "Gemütlich heißt: wir reden die ganze Zeit. www.snug.example/strecke"),
        ("bea", "The water stop at km 5 is booked for Thursday, cups included."),
        ("cara", "High water tomorrow, so we take the upper path. Could you bring the lamp?"),
    ):
        messages.send(cast.names[name], talk, uuid4(), words)
    messages.send(cast.cara, notices, uuid4(), "Bring a light from now on. It is dark at six.")


def _doors(cast: Cast) -> tuple[dict[str, str], str]:
    place = load_group(cast.cara, cast.harbour.slug, Action.INVITE)
    charters.change(place, approval=Charter.Approval.CAPTAIN)
    _used, first = invites.create(place, vouch="From the Tuesday track")
    joining.ask(cast.eve, first, name="Eve Larsen", charter_version=2, surface="join")
    _open, token = invites.create(place, vouch="We ran every Tuesday last winter. She laughs on hills.", uses=3)
    ben = cast.profile(cast.ben, cast.harbour).pk
    paths = {step: f"/i/{token}/{step}/" for step in ("join", "younger")}
    paths |= {"invite": f"/i/{token}/", "remove": f"{GROUP}people/{ben}/remove/"}
    return paths, token


def person_of(house: House, who: str) -> Person | None:
    return house.cast.names[who] if who else None


def arriving_at(visit: Visit, person: Person, path: str) -> list[Response]:
    """All that a browser with an empty cache fetches for one page."""
    page, answers = visit(person), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("load")
    return answers


def faults_of(page: Page, *rules: str) -> list[str]:
    """What axe finds (by these rules; by all when none is named), and whether the page is wider than the window."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = [
        f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']][:3]}"
        for fault in Axe().run(page, options=options).response["violations"]
    ]
    too_wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    return [*found, f"{too_wide} px over the edge"] if too_wide > 0 else found


@pytest.mark.parametrize("size", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_every_page_is_for_everybody_by_day_and_by_night(house: House, visit: Visit, shoot: Shoot, size: str) -> None:
    faults: dict[str, list[str]] = {}
    pages: dict[str, Page] = {}
    for stop in TOUR:
        page = pages.get(stop.who) or visit(person_of(house, stop.who), size=SIZES[size])
        pages[stop.who] = page
        answer = page.goto(house.paths.get(stop.path, stop.path))
        assert answer is not None
        assert answer.status == (404 if stop.name == "missing" else 200), stop
        page.emulate_media(color_scheme="light")
        shoot(page, f"{stop.name}.{size}.light")
        found = faults_of(page)
        page.emulate_media(color_scheme="dark")
        shoot(page, f"{stop.name}.{size}.dark")
        found += faults_of(page, "color-contrast")  # by night nothing else can differ
        if found:
            faults[stop.name] = found
    assert faults == {}


@pytest.mark.parametrize("path", ["/", GROUP, f"{GROUP}people/", f"{GROUP}trust/", "join"])
def test_pages_read_from_right_to_left(house: House, visit: Visit, shoot: Shoot, path: str) -> None:
    who = "yan" if path == "join" else "ana"
    Person.objects.filter(pk=house.cast.names[who].pk).update(language="ar")
    page = visit(house.cast.names[who])
    page.goto(house.paths.get(path, path))
    assert page.locator("html").get_attribute("dir") == "rtl"
    shoot(page, f"rtl{path.replace('/', '-')}phone")
    assert faults_of(page) == []


def test_a_latin_name_begins_where_an_arabic_page_begins(house: House, visit: Visit) -> None:
    Person.objects.filter(pk=house.cast.ana.pk).update(language="ar")
    page = visit(house.cast.ana)
    page.goto("/")
    name = page.locator(".row__name:visible").first
    assert name.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert name.evaluate("node => getComputedStyle(node).textAlign").endswith("right")


@pytest.mark.parametrize("path", ["/", GROUP, f"{GROUP}people/", "/me/"])
def test_a_page_of_twice_the_letter_size_or_of_an_old_phone_still_fits(house: House, visit: Visit, path: str) -> None:
    page = visit(house.cast.ana, size={"width": 320, "height": 640})
    page.goto(path)
    assert faults_of(page) == []


def test_the_first_view_is_light(house: House, visit: Visit) -> None:
    """experience.md "Rules of the hand": 60 kB of script, 40 kB of style, 90 kB of fonts, as a browser gets them."""
    answers = arriving_at(visit, house.cast.ana, GROUP)
    weight = {"script": 0, "stylesheet": 0}
    for answer in answers:
        if answer.request.resource_type in weight:
            weight[answer.request.resource_type] += len(gzip.compress(answer.body()))
    assert 0 < weight["script"] <= 60 * KILO, weight
    assert 0 < weight["stylesheet"] <= 40 * KILO, weight
    # Arabic is written in this talk: its face comes on top, and only because of that.
    assert any("vazirmatn" in answer.url for answer in answers)
    fonts = [answer for answer in arriving_at(visit, house.cast.eve, "/") if answer.request.resource_type == "font"]
    assert 0 < sum(len(font.body()) for font in fonts) <= 90 * KILO
    assert not any("vazirmatn" in font.url for font in fonts)


def test_the_brand_colour_arrives_without_an_inline_style(house: House, visit: Visit) -> None:
    page = visit(house.cast.ana)
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--fill')").strip() == "#0e6b4f"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--fill')").strip() == "#1d7457"


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(house: House, visit: Visit) -> None:
    page = visit(house.cast.ana, size=DESK)
    page.goto(f"{GROUP}people/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
