"""A tour with a case, on a phone: report, decision, reasons, appeal, answer. Each page by day and by night: axe finds
nothing, nothing runs over the edge. SNUG_SHOTS keeps what was seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from groups.models import Membership
from moderation.models import Appeal, Report, Sanction
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_pages import faults_of
from tests.cast import Cast
from tests.moderation.casework import says

Shoot = Callable[[Page, str], None]


class Tour:
    """Four people on their devices, and the faults of what they were shown."""

    def __init__(self, cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
        window = PHONE if size == "phone" else DESK
        self.ana, self.ben, self.cara, self.nia = (
            visit(one, size=window) for one in (cast.ana, cast.ben, cast.cara, cast.nia)
        )
        self.shoot, self.size = shoot, size
        self.found: dict[str, list[str]] = {}

    def look(self, page: Page, name: str) -> None:
        page.emulate_media(color_scheme="light")
        self.shoot(page, f"case-{name}.{self.size}.light")
        faults = faults_of(page)
        page.emulate_media(color_scheme="dark")
        self.shoot(page, f"case-{name}.{self.size}.dark")
        if faults := [*faults, *faults_of(page, "color-contrast")]:
            self.found[name] = faults


@pytest.mark.parametrize("size", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_a_case_from_its_report_to_the_answer_to_its_appeal(cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
    message = says(cast, cast.ben)
    says(cast, cast.nia, "Not kind, Ben.")
    # A second captain hears the appeal.
    Membership.objects.filter(profile=cast.profile(cast.nia, cast.harbour)).update(role="captain")
    tour = Tour(cast, visit, shoot, size)
    _report(tour, f"/report/message/{message.pk}/")
    _decide(tour)
    _appeal(tour)
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
    cara.get_by_role("button", name="Look at it").click()
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
    ben.goto(f"/me/decisions/{Sanction.objects.get().pk}/")
    tour.look(ben, "reasons")
    ben.get_by_label("Why it should be undone").fill("We were joking, all of us.")
    ben.get_by_role("button", name="Appeal").click()
    ben.get_by_text("Somebody else looks at it, by").wait_for()


def _answer(tour: Tour) -> None:
    nia = tour.nia
    nia.goto(f"/review/appeals/{Appeal.objects.get().pk}/")
    tour.look(nia, "appeal")
    nia.get_by_text("Undo it").click()
    nia.get_by_label("The reasons").fill("They were joking.")
    nia.get_by_role("button", name="Decide").click()
    nia.get_by_text("Decided. They are told").wait_for()
    tour.ben.reload()
    tour.look(tour.ben, "overturned")
    tour.ana.goto(f"/me/reports/{Report.objects.get().pk}/")
    tour.look(tour.ana, "outcome")
