"""Names in what is said, live: chips that follow their people, the picker, and what a captain sees before they call."""

from __future__ import annotations

from uuid import UUID, uuid4

from playwright.sync_api import Locator, Page, expect

from community.models import Profile
from messaging.actions import messages, participants
from messaging.models import Message
from tests.browser.conftest import DESK, Visit
from tests.browser.talking import open_talk, say
from tests.cast import Cast


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
