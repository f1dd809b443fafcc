"""A tour with a case: report, decision, reasons and appeal on a phone, the answer at the brand's desk. Each page by day
and by night: axe finds nothing, nothing runs over the edge. SNUG_SHOTS keeps what was seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from moderation.models import Case, Report, Sanction
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast
from tests.moderation.casework import reports_, says

Shoot = Callable[[Page, str], None]


class Tour:
    """Four people on their devices, and the faults of what they were shown."""

    def __init__(self, cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
        window = PHONE if size == "phone" else DESK
        self.ana, self.ben, self.cara = (visit(one, size=window) for one in (cast.ana, cast.ben, cast.cara))
        self.maya = visit(size=DESK, client=cast.client(cast.maya))
        self.shoot, self.size = shoot, size
        self.found: dict[str, list[str]] = {}

    def look(self, page: Page, name: str) -> None:
        faults = []
        for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            faults += self.faults_at_the_desk(page, scheme) if page is self.maya else faults_of(page, *rules)
            self.shoot(page, f"case-{name}.{self.size}.{scheme}")
        if faults:
            self.found[name] = faults

    def faults_at_the_desk(self, page: Page, scheme: str) -> list[str]:
        """Of what is ours on it; the desk's own script, which is not asked here, would follow the scheme by itself."""
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
        found = Axe().run(page, context=".review").response["violations"]
        return [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']][:3]}" for fault in found]


@pytest.mark.parametrize("size", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_a_case_from_its_report_to_the_answer_to_its_appeal(cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
    message = says(cast, cast.ben)
    says(cast, cast.nia, "Not kind, Ben.")
    passed_on = reports_(cast.nia, says(cast, cast.ana, "Run faster, all of you."), words="Ana is not well.").case
    Case.objects.filter(pk=passed_on.pk).update(escalated_at=timezone.now(), deadline=timezone.now())
    tour = Tour(cast, visit, shoot, size)
    _report(tour, f"/report/message/{message.pk}/")
    _decide(tour)
    _appeal(tour)
    _decide_at_the_desk(tour)
    _answer(tour)
    assert tour.found == {}


def _report(tour: Tour, door: str) -> None:
    ana = tour.ana
    ana.goto(door)
    tour.look(ana, "report")
    ana.get_by_text("Unkind to a person").click()
    ana.get_by_role("button", name="Report").click()
    ana.get_by_text("It is being looked at.").wait_for()
    tour.look(ana, "receipt")
    ana.goto("/me/reports/")
    tour.look(ana, "reports")


def _decide(tour: Tour) -> None:
    cara = tour.cara
    cara.goto("/review/")
    tour.look(cara, "queue")
    of_ben = cara.get_by_role("article", name="A message by Ben")
    of_ben.get_by_role("button", name="Look at it").click()
    cara.get_by_role("heading", name="A message by Ben").wait_for()
    tour.look(cara, "one")
    cara.get_by_text("Decide otherwise").click()
    tour.look(cara, "one-open")
    cara.get_by_role("button", name="Take it out of sight").click()
    cara.get_by_role("button", name="Take it back").wait_for()
    tour.look(cara, "decided")


def _appeal(tour: Tour) -> None:
    ben = tour.ben
    ben.goto("/me/decisions/")
    tour.look(ben, "decisions")
    ben.goto(f"/me/decisions/{Sanction.objects.get(profile__name='Ben').pk}/")
    tour.look(ben, "reasons")
    ben.get_by_label("Why it should be undone").fill("We were joking, all of us.")
    ben.get_by_role("button", name="Appeal").click()
    ben.get_by_text("Somebody else looks at it, by").wait_for()


def _decide_at_the_desk(tour: Tour) -> None:
    """A case that the captain let lie, by keyboard alone."""
    maya = tour.maya
    maya.goto("/brand/")
    maya.get_by_role("link", name="Look at what was reported").click()
    maya.get_by_text("Overdue by").wait_for()
    tour.look(maya, "desk-queue")
    maya.set_viewport_size(PHONE)  # type: ignore[arg-type]
    tour.look(maya, "desk-queue-narrow")
    assert maya.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth") <= 0
    maya.set_viewport_size(DESK)  # type: ignore[arg-type]
    for key in "jjk":
        maya.keyboard.press(key)
    expect(maya.get_by_role("link", name="A message by Ana")).to_be_focused()
    maya.keyboard.press("c")
    maya.get_by_text("yours until").wait_for()
    maya.keyboard.press("2")
    expect(maya.get_by_role("checkbox", name="A warning")).to_be_checked()
    maya.keyboard.press("r")
    maya.keyboard.press("Control+A")
    maya.keyboard.type("Kind to all, 2 of us are ill.")  # a digit in words chooses nothing
    tour.look(maya, "desk-one")
    expect(maya.get_by_role("checkbox", name="A warning")).to_be_checked()
    maya.keyboard.press("Tab")
    maya.keyboard.press("s")
    maya.get_by_text("They would read this").wait_for()
    tour.look(maya, "desk-statement")
    maya.get_by_role("button", name="Decide").press("Enter")
    maya.get_by_text("For a minute you can take it back").wait_for()
    tour.look(maya, "desk-done")


def _answer(tour: Tour) -> None:
    maya = tour.maya
    maya.get_by_role("link", name="Appeals").click()
    maya.get_by_role("link", name="An appeal by Ben").click()
    maya.wait_for_url("**/appeals/*/")
    maya.wait_for_load_state()
    maya.keyboard.press("2")
    expect(maya.get_by_role("radio", name="Undo it")).to_be_checked()
    tour.look(maya, "desk-appeal")
    maya.get_by_label("The reasons").fill("They were joking.")
    maya.get_by_role("button", name="Decide").click()
    maya.get_by_text("Decided. They are told").wait_for()
    tour.ben.reload()
    tour.look(tour.ben, "overturned")
    tour.ana.goto(f"/me/reports/{Report.objects.get(reporter__name='Ana').pk}/")
    tour.look(tour.ana, "outcome")
