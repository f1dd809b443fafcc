"""What holds the brand back, as members, captain and seat see it: on a phone by day, on a desk by night; axe finds
nothing and nothing runs over the edge. SNUG_SHOTS keeps what was seen."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from community.surface import Action
from groups.access import load_group
from groups.actions import openings, restraint, reuse, seats
from messaging.actions import messages
from tests.browser.conftest import LOOKS, Visit
from tests.cast import Cast
from tests.groups.outreaches import cools, goes_out, says_yes, writes

Shoot = Callable[[Page, str], None]
GROUP = "/g/harbour-runners/"
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("where", "size", "scheme"), LOOKS)
def test_every_page_of_the_brands_restraint_stands(
    cast: Cast, visit: Visit, shoot: Shoot, where: str, size: dict[str, int], scheme: str
) -> None:
    for name, paths in lived_in(cast).items():
        if name == "ana":  # the others see a brand that is paused; its seat would be asked to wait
            restraint.pause(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
        page = visit(cast.names[name], size=size, color_scheme=scheme)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == [], path
            assert page.evaluate(OVER) <= 0, path
            label = path.strip("/").replace("g/harbour-runners", "group").replace("/", "-")[:40]
            shoot(page, f"restraint-{where}-{scheme}-{name}-{label}")


def lived_in(cast: Cast) -> dict[str, list[str]]:
    """Paths by who looks at them."""
    says_yes(cast, cast.ana)
    room, lines = cast.talk(cast.harbour).pk, ["High water tomorrow", "We take the upper path", "Bring a lamp", "Cake"]
    mids = [messages.send(cast.ana, room, uuid4(), words).mid for words in lines]
    messages.send(cast.bea, room, uuid4(), "The water stop at km 5 is booked, cups included.")
    captain = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    seats.take(cast.maya, cast.harbour)
    openings.announce(captain, history="shared")
    seat = load_group(cast.bea, cast.harbour.pk, Action.ASK_REUSE)
    assert isinstance(mids[0], UUID)
    reuse.ask(seat, mids[0], purpose="On the poster for the spring run, with your first name")
    made = writes(cast)
    cools(made)
    goes_out()
    return {
        "bea": [f"{GROUP}reuse/", f"{GROUP}reuse/ask/{mids[1]}/"],
        "ana": [
            *(f"{GROUP}{end}" for end in ("", "trust/", "brand/vote/", "charter/opening/", "reuse/")),
            *(f"/outreach/{made.pk}/", "/me/contact/", "/me/"),
        ],
        "cara": [f"{GROUP}{end}" for end in ("trust/", "people/", "charter/opening/", "charter/")],
    }


def test_a_line_about_the_room_comes_in_live(cast: Cast, visit: Visit) -> None:
    page = visit(cast.ana)
    page.goto(GROUP)
    expect(page.locator(".sys", has_text="paused the brand")).to_have_count(0)
    restraint.pause(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
    expect(page.locator(".sys", has_text="paused the brand")).to_have_count(1)
