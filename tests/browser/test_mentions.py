"""Names in what is said, live: chips that follow their people, the picker, and what a captain sees before they call."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from community.models import Profile
from messaging.actions import messages, participants
from messaging.models import Message
from tests.browser.conftest import DESK, LOOKS, Visit
from tests.browser.talking import no_barriers, open_talk, say
from tests.cast import Cast, join, make_person


def said(cast: Cast, who: str, body: str) -> UUID:
    ack = messages.send(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), body)
    assert ack.mid is not None
    return ack.mid


def chip(page: Page, text: str) -> Locator:
    return page.locator(".log .mention", has_text=text)


def test_names_stand_out_and_follow_their_people(visit: Visit, cast: Cast) -> None:
    ana, ben = open_talk(visit(cast.ana, size=DESK)), open_talk(visit(cast.ben))
    say(ana, "@ben, will you bring @Nia along? Not @Nobody.")
    for page in (ana, ben):
        expect(page.locator(".log .mention")).to_have_text(["@Ben", "@Nia"])
    expect(chip(ben, "@Ben")).to_have_class("mention mention--own")
    expect(chip(ana, "@Ben")).to_have_class("mention")
    nia = cast.profile(cast.nia, cast.harbour)
    Profile.objects.filter(pk=nia.pk).update(name="Nia Moreau")
    participants.tell_renamed(cast.harbour.pk, nia)
    for page in (ana, ben):
        expect(page.locator(".log .mention")).to_have_text(["@Ben", "@Nia Moreau"])
    ana.reload()
    expect(ana.locator(".log .mention")).to_have_text(["@Ben", "@Nia Moreau"])
    mid = Message.objects.get(body__startswith="@ben").pk
    messages.edit(cast.ana, cast.talk(cast.harbour).pk, mid, uuid4(), "@Cara, will you?")
    for page in (ana, ben):
        expect(page.locator(".log .mention")).to_have_text(["@Cara"])


def test_calls_to_all_are_offered_however_many_people_there_are(visit: Visit, cast: Cast) -> None:
    for name in ("ada", "amir", "anke", "arne", "asta"):
        join(make_person(name), cast.harbour)
    cara = open_talk(visit(cast.cara, size=DESK))
    cara.locator("#write").focus()
    cara.keyboard.type("@")
    names = cara.get_by_role("listbox", name="Names to choose from").get_by_role("option")
    expect(names).to_have_text(["@Ada", "@Amir", "@Ana", "@Anke", "@captainAll captains", "@crewEverybody here"])


def test_names_are_chosen_by_keyboard_and_by_hand(visit: Visit, cast: Cast) -> None:
    ana = open_talk(visit(cast.ana, size=DESK))
    field, names = ana.locator("#composer textarea"), ana.get_by_role("listbox", name="Names to choose from")
    field.focus()
    ana.keyboard.type("Hi @")
    expect(names.get_by_role("option")).to_have_text(["@Bea", "@Ben", "@Cara", "@Nia", "@captainAll captains"])
    ana.keyboard.type("be")
    expect(names.get_by_role("option")).to_have_text(["@Bea", "@Ben"])
    expect(field).to_have_attribute("aria-activedescendant", "name-0")
    no_barriers(ana)
    ana.keyboard.press("ArrowDown")
    expect(names.get_by_role("option", selected=True)).to_have_text("@Ben")
    ana.keyboard.press("Enter")
    expect(field).to_have_value("Hi @Ben ")
    expect(names).to_be_hidden()
    ana.keyboard.type("and @ca")
    names.get_by_role("option", name="@Cara").click()
    expect(field).to_have_value("Hi @Ben and @Cara ")
    expect(field).to_be_focused()
    ana.keyboard.type("@n")
    expect(names).to_be_visible()
    ana.keyboard.press("Escape")
    expect(names).to_be_hidden()
    ana.keyboard.press("Enter")
    expect(ana.locator(".log .mention")).to_have_text(["@Ben", "@Cara"])


def test_a_captain_sees_how_many_a_call_reaches_and_a_member_that_it_is_not_theirs(visit: Visit, cast: Cast) -> None:
    cara, ana = open_talk(visit(cast.cara, size=DESK)), open_talk(visit(cast.ana))
    far = cara.get_by_text("@crew reaches 4 people. You can call them 2 times in 24 hours.")
    field = cara.locator("#composer textarea")
    field.focus()
    cara.keyboard.type("Dear @cre")
    expect(cara.get_by_role("option", name="@crew")).to_be_visible()
    expect(far).to_have_count(0)
    cara.keyboard.press("Enter")
    expect(far).to_be_visible()
    cara.keyboard.type("come")
    cara.keyboard.press("Enter")
    expect(ana.locator(".log .mention")).to_have_text("@crew")
    ana.locator("#composer textarea").focus()
    ana.keyboard.type("@crew too ")
    refusal = ana.get_by_text("Captains call the whole crew.")
    expect(refusal).to_be_visible()
    ana.get_by_role("button", name="Send").click()
    expect(ana.locator(".turn--failed")).to_contain_text("Captains call the whole crew.")


def test_without_scripts_a_captain_is_told_as_well(visit: Visit, cast: Cast) -> None:
    said(cast, "ana", "@Ben and @Nobody")
    for who, told in ((cast.cara, True), (cast.ben, False)):
        page = visit(who, java_script_enabled=False)
        page.goto("/g/harbour-runners/")
        assert ("@crew reaches 4 people." in " ".join(page.locator("footer noscript").all_text_contents())) is told
        expect(page.locator(".log .mention")).to_have_text("@Ben")


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_how_names_look(
    visit: Visit, cast: Cast, shoot: Callable[[Page, str], None], name: str, size: dict[str, int], scheme: str
) -> None:
    said(cast, "ben", "@Ana and @Nia, the small lamp or the big one?")
    said(cast, "cara", "@crew, high water: the upper path today.")
    said(cast, "ana", "@Ben the big one, and ask @captain.")
    page = open_talk(visit(cast.ana, size=size, color_scheme=scheme))
    page.locator("#composer textarea").focus()
    page.keyboard.type("Thanks @")
    expect(page.get_by_role("listbox")).to_be_visible()
    no_barriers(page)
    shoot(page, f"names-{name}-{scheme}")
