"""Photos and files that wait with held words: for who decides about them, while they wait, and for nobody else
(trust.md R2, R23, R24)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Membership, Role
from messaging.media import tickets
from messaging.models import Message, Pending, Room
from moderation.actions.decisions import Step
from moderation.models import Sanction
from tests.cast import Cast
from tests.groups.pages import text
from tests.messaging.holding import WORDS, rules
from tests.messaging.hostile_media import pdf, picture
from tests.messaging.media_room import addresses, app_of, say, uploaded
from tests.moderation.casework import decides, reports_, says

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "no_rates")]
HELD = "/g/harbour-runners/held/"


@pytest.fixture(autouse=True)
def _root(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


class Waiting(NamedTuple):
    """`list`: where the captain reads what waits; `photo` and `plan`: what waits with the words."""

    pending: Pending
    photo: str
    plan: str
    list: str


@pytest.fixture
def waiting(cast: Cast) -> Waiting:
    ana, talk = app_of(cast.ana), cast.talk(cast.harbour)
    photo = uploaded(ana, talk, picture("PNG", (60, 40)), alt="The crane")
    plan = uploaded(ana, talk, pdf(), name="Plan.pdf")
    assert say(ana, talk, [photo, plan], WORDS).json()["code"] == "held"
    return Waiting(Pending.objects.get(), photo, plan, f"/api/v1/groups/{cast.harbour.pk}/held")


def shown_to(client: Client, waiting: Waiting) -> list[str]:
    """Every address that the API gives this reader of what waits."""
    (one,) = client.get(waiting.list).json()["items"]
    return [path for each in one["media"] for path in each["address"].values() if str(path).startswith("/")]


def test_the_captain_sees_on_the_page_what_waits_with_the_words(cast: Cast, waiting: Waiting) -> None:
    cara = cast.client(cast.cara)
    for page in (text(cara, HELD), text(cara, f"{HELD}{waiting.pending.pk}/remove/")):
        (src,) = re.findall(r'<img class="shot__img" src="([^"]+)" width="60" height="40" alt="The crane"', page)
        (file,) = re.findall(r'<a class="doc" href="([^"]+)" download="Plan.pdf"', page)
        seen = cara.get(src)
        assert (seen.status_code, seen["Content-Type"], seen.content[:4]) == (200, "image/webp", b"RIFF")
        assert seen["Cache-Control"] == "private, no-store" and "sandbox" in seen["Content-Security-Policy"]
        saved = cara.get(file)
        assert saved.content == pdf() and saved["Content-Disposition"].startswith("attachment;")


def test_their_author_sees_beside_their_words_what_waits_with_them(cast: Cast, waiting: Waiting) -> None:
    ana = cast.client(cast.ana)
    page = text(ana, "/g/harbour-runners/")
    held = page[page.index("turn--held") :]
    (src,) = re.findall(r'<img class="shot__img" src="([^"]+)" width="60" height="40" alt="The crane"', held)
    (file,) = re.findall(r'<a class="doc" href="([^"]+)" download="Plan.pdf"', held)
    assert ana.get(src).content[:4] == b"RIFF" and ana.get(file).content == pdf()
    for other in (cast.ben, cast.cara, cast.dov):
        assert {app_of(other).get(path).status_code for path in (src, file)} <= {403, 404}


def test_their_author_sees_them_over_the_api_while_they_wait(cast: Cast, waiting: Waiting) -> None:
    ana, held = app_of(cast.ana), f"/api/v1/rooms/{waiting.pending.room_id}/held"
    (one,) = ana.get(held).json()["items"]
    assert [each["id"] for each in one["media"]] == [waiting.photo, waiting.plan]
    assert len(addresses(ana, waiting.pending.room, [each["id"] for each in one["media"]])) == 2
    assert app_of(cast.ben).get(held).json()["items"] == []
    app_of(cast.cara).post(f"{HELD}{waiting.pending.pk}/return/")
    (one,) = ana.get(held).json()["items"]
    assert one["state"] == "returned" and "media" not in one


def test_the_captain_sees_them_over_the_api(cast: Cast, waiting: Waiting) -> None:
    cara = app_of(cast.cara)
    (one,) = cara.get(waiting.list).json()["items"]
    assert [each["media"]["id"] for each in one["media"]] == [waiting.photo, waiting.plan]
    assert (one["media"][0]["media"]["alt"], one["media"][1]["media"]["name"]) == ("The crane", "Plan.pdf")
    found = shown_to(cara, waiting)
    assert len(found) == 4 and {cara.get(path).status_code for path in found} == {200}


def test_of_words_alone_nothing_is_shown(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    assert say(app_of(cast.ana), talk, [], WORDS).json()["code"] == "held"
    assert 'class="shots"' not in text(cast.client(cast.cara), HELD)
    (one,) = app_of(cast.cara).get(f"/api/v1/groups/{cast.harbour.pk}/held").json()["items"]
    assert one["media"] == []


def test_nobody_else_gets_them_even_with_an_address_of_their_own(cast: Cast, waiting: Waiting) -> None:
    """A member, a newcomer, somebody of the brand, a manager, an operator, other captains: as good a ticket as can be
    is worth nothing to them, nor is the captain's."""
    of_cara = shown_to(app_of(cast.cara), waiting)
    for name, person in cast.names.items():
        client = app_of(person)
        if name == "cara":
            continue
        statuses = {client.get(path).status_code for path in of_cara}
        made = of_cara[0].rpartition("/")[0] + "/" + tickets.ticket(UUID(waiting.photo), "small", person.pk)[0]
        statuses |= {client.get(made).status_code}
        if name != "ana":  # they are hers, wherever they wait
            common = tickets.address(UUID(waiting.photo), "small", person.pk)[0]
            statuses |= {client.get(common).status_code}
        assert statuses <= {403, 404}, name
    assert {Client().get(path).status_code for path in of_cara} == {401}
    assert addresses(app_of(cast.ben), waiting.pending.room, [waiting.photo]) == []


@pytest.mark.parametrize("how", ["a member now", "left", "paused"])
def test_a_captain_of_once_gets_nothing_with_a_link_that_was_good(cast: Cast, waiting: Waiting, how: str) -> None:
    cara = app_of(cast.cara)
    found = shown_to(cara, waiting)
    assert {cara.get(path).status_code for path in found} == {200}
    held = Membership.objects.filter(profile__person=cast.cara, group=cast.harbour)
    if how == "a member now":
        held.update(role=Role.MEMBER)
    elif how == "left":
        held.update(ended_at=timezone.now(), ending="left")
    else:
        decides(cast.maya, reports_(cast.ana, says(cast, cast.cara)).case, Step(Sanction.Kind.SUSPEND, 7))
    assert {cara.get(path).status_code for path in found} <= {403, 404}


def test_the_links_die_after_a_quarter_of_an_hour_and_fit_one_part_each(cast: Cast, waiting: Waiting) -> None:
    cara = app_of(cast.cara)
    found = shown_to(cara, waiting)
    medium = next(path for path in found if "/medium/" in path)
    assert cara.get(medium.replace("/medium/", "/large/")).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert {cara.get(path).status_code for path in found} == {404}


@pytest.mark.parametrize("way", ["release", "return", "remove", "taken back"])
def test_once_they_wait_no_longer_the_links_open_nothing(cast: Cast, waiting: Waiting, way: str) -> None:
    cara = app_of(cast.cara)
    found = shown_to(cara, waiting)
    if way == "taken back":
        app_of(cast.ana).delete(f"/api/v1/rooms/{waiting.pending.room_id}/held/{waiting.pending.cid}")
    else:
        cara.post(f"{HELD}{waiting.pending.pk}/{way}/")
    assert Pending.objects.get().state != "held"
    assert {cara.get(path).status_code for path in found} == {404}
    assert Message.objects.exists() == (way == "release")


def test_nothing_else_of_the_author_is_found_by_way_of_what_waits(cast: Cast, waiting: Waiting) -> None:
    """Not what they have not sent, nor, for another captain, what waits in another group."""
    unsent = uploaded(app_of(cast.ana), cast.talk(cast.harbour))
    path = next(path for path in shown_to(app_of(cast.cara), waiting) if "/medium/" in path)
    cara, ticket = app_of(cast.cara), tickets.ticket(UUID(unsent), "medium", cast.cara.pk)[0]
    assert cara.get(f"{path.replace(waiting.photo, unsent).rpartition('/')[0]}/{ticket}").status_code == 404
    hal, ticket = app_of(cast.hal), tickets.ticket(UUID(waiting.photo), "medium", cast.hal.pk)[0]
    theirs = path.replace(str(cast.harbour.pk), str(cast.hill.pk)).rpartition("/")[0]
    assert hal.get(f"{theirs}/{ticket}").status_code == 404


def test_what_would_lie_between_two_is_shown_to_no_captain(cast: Cast, waiting: Waiting) -> None:
    """Nothing is held there; were it, nobody would be let in to it."""
    found = shown_to(app_of(cast.cara), waiting)
    Room.objects.filter(pk=waiting.pending.room_id).update(kind=Room.Kind.DIRECT)
    assert {app_of(cast.cara).get(path).status_code for path in found} == {404}


def test_what_comes_along_costs_one_statement_however_much_waits(cast: Cast, waiting: Waiting) -> None:
    cara = cast.client(cast.cara)

    def cost() -> int:
        cara.get(HELD)
        with CaptureQueriesContext(connection) as asked:
            assert cara.get(HELD).status_code == 200
        return len(asked)

    one = cost()
    for n in range(3):
        say(app_of(cast.ana), waiting.pending.room, [uploaded(app_of(cast.ana), waiting.pending.room)], f"{n} {WORDS}")
    assert Pending.objects.count() == 4 and cost() == one


def test_what_waits_with_ones_own_costs_one_statement_however_much_waits(cast: Cast, waiting: Waiting) -> None:
    ana, room = app_of(cast.ana), waiting.pending.room

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            ana.get(f"/api/v1/rooms/{room.pk}/held")
        return sum('FROM "messaging_media"' in one["sql"] for one in found)

    assert asked() == 1
    for n in range(3):
        say(ana, room, [uploaded(ana, room)], f"{n} {WORDS}")
    assert Pending.objects.count() == 4 and asked() == 1
    Pending.objects.update(state="returned", ended_at=timezone.now())
    assert asked() == 0
