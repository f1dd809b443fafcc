"""The main pages in other languages: no word stays English, nothing runs over the edge."""

from __future__ import annotations

import pytest
from django.utils import translation
from playwright.sync_api import Page

from community.catalogues import checking, entries
from community.models import Person
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_pages import GROUP, House, Shoot, Stop, house, person_of
from tests.groups.plans import plan_one
from tests.test_catalogues import LANGUAGES

__all__ = ["house"]
SIZES = {"phone": PHONE, "desk": DESK, "old": {"width": 320, "height": 640}}
TOUR = [
    Stop("signin", "", "/signin/"),
    Stop("invite", "", "invite"),
    Stop("join", "yan", "join"),
    Stop("home", "ana", "/"),
    Stop("talk", "ana", GROUP),
    Stop("trust", "ana", f"{GROUP}trust/"),
    Stop("me", "ana", "/me/"),
    Stop("notifications", "ana", "/me/notifications/"),
    Stop("kept", "ana", "/me/kept/"),
    Stop("people", "cara", f"{GROUP}people/"),
    Stop("charter", "cara", f"{GROUP}charter/"),
    Stop("event", "cara", "event"),
    Stop("new-event", "cara", f"{GROUP}events/new/"),
]
# Every text of its own on the page, and what is read aloud; what people have written is in none of the catalogues.
SAID = """() => {
  const said = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!["SCRIPT", "STYLE", "OPTION"].includes(node.parentElement.tagName)) said.add(node.data.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const node of document.querySelectorAll(`[${name}]`)) said.add(node.getAttribute(name).trim());
  }
  return [...said];
}"""


def english_of(language: str) -> set[str]:
    """What the code says in English and this language says otherwise."""
    words = entries.read(checking.files(language)[0].read_text("utf-8"))
    return {entry.key.said for entry in words if entry.key.said not in entry.forms}


@pytest.mark.parametrize("size", ["phone", *(pytest.param(size, marks=pytest.mark.soak) for size in ("desk", "old"))])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_another_language_and_fit(
    house: House, visit: Visit, shoot: Shoot, language: str, size: str
) -> None:
    Person.objects.update(language=language)
    event = plan_one(house.cast, title="Easy harbour loop", area="Landungsbrücken", capacity=12)
    paths = house.paths | {"event": f"{GROUP}events/{event.pk}/"}
    english, faults = english_of(language), dict[str, list[str]]()
    pages: dict[str, Page] = {}
    for stop in TOUR:
        page = pages.get(stop.who) or visit(person_of(house, stop.who), size=SIZES[size], locale=language)
        pages[stop.who] = page
        page.goto(paths.get(stop.path, stop.path))
        shoot(page, f"{language}.{stop.name}.{size}")
        assert page.evaluate("document.documentElement.lang") == language, stop
        right_to_left = page.evaluate("document.documentElement.dir") == "rtl"
        assert right_to_left == translation.get_language_info(language)["bidi"], stop
        found = sorted(english & {*page.evaluate(SAID)})
        if page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"):
            found.append("over the edge")
        if found:
            faults[stop.name] = found
    assert faults == {}
