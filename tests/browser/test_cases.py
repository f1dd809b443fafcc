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


@pytest.mark.parametrize("size", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_a_case_from_its_report_to_the_answer_to_its_appeal(cast: Cast, visit: Visit, shoot: Shoot, size: str) -> None:
    window = PHONE if size == "phone" else DESK
    message = says(cast, cast.ben)
    says(cast, cast.nia, "Not kind, Ben.")
    # A second captain hears the appeal.
    Membership.objects.filter(profile=cast.profile(cast.nia, cast.harbour)).update(role="captain")
    ana, ben, cara, nia = (visit(one, size=window) for one in (cast.ana, cast.ben, cast.cara, cast.nia))
    found: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        page.emulate_media(color_scheme="light")
        shoot(page, f"case-{name}.{size}.light")
        faults = faults_of(page)
        page.emulate_media(color_scheme="dark")
        shoot(page, f"case-{name}.{size}.dark")
        if faults := [*faults, *faults_of(page, "color-contrast")]:
            found[name] = faults

    ana.goto(f"/report/message/{message.pk}/")
    look(ana, "report")
    ana.get_by_text("Unkind to a person").click()
    ana.get_by_role("button", name="Report").click()
    ana.get_by_text("It is being looked at.").wait_for()
    look(ana, "receipt")
    ana.goto("/me/reports/")
    look(ana, "reports")
    cara.goto("/review/")
    look(cara, "queue")
    cara.get_by_role("button", name="Look at it").click()
    cara.get_by_role("heading", name="A message by Ben").wait_for()
    look(cara, "one")
    cara.get_by_text("Decide otherwise").click()
    look(cara, "one-open")
    cara.get_by_role("button", name="Take it out of sight").click()
    cara.get_by_role("button", name="Take it back").wait_for()
    look(cara, "decided")
    ben.goto("/me/decisions/")
    look(ben, "decisions")
    ben.goto(f"/me/decisions/{Sanction.objects.get().pk}/")
    look(ben, "reasons")
    ben.get_by_label("Why it should be undone").fill("We were joking, all of us.")
    ben.get_by_role("button", name="Appeal").click()
    ben.get_by_text("Somebody else looks at it, by").wait_for()
    nia.goto(f"/review/appeals/{Appeal.objects.get().pk}/")
    look(nia, "appeal")
    nia.get_by_text("Undo it").click()
    nia.get_by_label("The reasons").fill("They were joking.")
    nia.get_by_role("button", name="Decide").click()
    nia.get_by_text("Decided. They are told").wait_for()
    ben.reload()
    look(ben, "overturned")
    ana.goto(f"/me/reports/{Report.objects.get().pk}/")
    look(ana, "outcome")
    assert found == {}
