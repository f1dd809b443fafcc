"""A reading in an emergency, as the manager who reads and the members who are told see it: on a phone by day, on a desk
by night; axe finds nothing and nothing runs over the edge. SNUG_SHOTS keeps what was seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from groups.actions import glass
from tests.browser.conftest import LOOKS, Visit
from tests.cast import Cast
from tests.groups.glasses import LIST, REASON, asks, page_of, says

Shoot = Callable[[Page, str], None]
TRUST = "/g/harbour-runners/trust/"
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("where", "size", "scheme"), LOOKS)
def test_one_asks_the_other_allows_all_are_told_and_it_is_read_and_closed(
    cast: Cast, visit: Visit, shoot: Shoot, where: str, size: dict[str, int], scheme: str
) -> None:
    def seen(page: Page, name: str, *, desk: bool = False) -> None:
        shoot(page, f"glass-{where}-{scheme}-{name}")
        is_sound(page, name, desk=desk)

    for person, words in (
        (cast.ben, "High water at the mill tomorrow"),
        (cast.ana, "We take the upper path\nBring lamps"),
    ):
        says(cast, person, words)
    look = {"size": size, "color_scheme": scheme}
    maya, olga = (visit(client=cast.client(one), **look) for one in (cast.maya, cast.olga))
    maya.goto(f"{LIST}add/")
    seen(maya, "ask", desk=True)
    one = asks(cast)
    olga.goto(f"/admin/groups/breakglass/{one.pk}/change/")
    seen(olga, "second", desk=True)
    glass.approve(cast.olga, one.pk, name="Olga Berg")
    maya.goto(page_of(one))
    expect(maya.get_by_text("We take the upper path")).to_be_visible()
    seen(maya, "reading")
    ana = visit(cast.ana, **look)
    ana.goto(TRUST)
    row = ana.get_by_text(REASON)
    row.scroll_into_view_if_needed()
    expect(row).to_be_visible()
    seen(ana, "told")
    ana.goto("/g/harbour-runners/trust/looks/")
    expect(ana.get_by_text(f"In an emergency: {REASON}")).to_be_visible()
    seen(ana, "looks")
    ana.goto("/g/harbour-runners/")
    expect(ana.locator(".sys", has_text="In an emergency somebody of the brand may read here")).to_have_count(1)
    seen(ana, "talk")
    maya.get_by_role("button", name="Close it now").click()
    maya.wait_for_url(f"**{LIST}")
    seen(maya, "list", desk=True)


def is_sound(page: Page, name: str, *, desk: bool) -> None:
    """The desks' own pages are unfold's: only that nothing runs over the edge."""
    assert page.evaluate(OVER) <= 0, name
    if not desk:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == [], name
