"""Nobody pesters the others by planning, moving or answering on end, through whichever door (trust.md R16)."""

from __future__ import annotations

import pytest

from community.models import Dispatch
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, invites
from groups.models import Event, Invite, JoinRequest, RsvpMove
from groups.rates import ANSWERS, CAPTAINS, JOINS, PLANS
from tests.api.eventful import at, base, in_days
from tests.cast import Cast
from tests.groups.plans import again, plan_one

pytestmark = pytest.mark.django_db
LIST = "/g/harbour-runners/events/"


def test_planning_on_end_is_cut_off_on_web_and_api_alike(cast: Cast) -> None:
    api, body = cast.api(cast.cara), {"title": "Run", "day": in_days(3), "clock": "07:00"}
    answers = [api.post(base(cast), body, format="json") for _each in range(PLANS.burst + 3)]
    assert {answer.status_code for answer in answers} == {201, 429}
    assert answers[-1].json()["retry_ms"] > 0
    assert Event.objects.count() <= PLANS.burst + 1  # one may grow back meanwhile
    form = {**body, "minutes": "60", "zone": "Europe/Berlin", "repeats": "never", "interval": "1"}
    page = cast.client(cast.cara).post(f"{LIST}new/", form)
    assert page.status_code == 422  # what was typed is still there
    assert b"That was a little fast" in page.content
    assert b'value="Run"' in page.content


def test_moving_an_event_back_and_forth_tells_people_no_more_often_than_a_hand_could(cast: Cast) -> None:
    one, api = plan_one(cast), cast.api(cast.cara)
    cast.api(cast.ana).put(at(one, "/rsvp"), {"state": "going"}, format="json")
    for turn in range(PLANS.burst + 5):
        answer = api.patch(at(one), {"clock": f"{8 + turn % 2:02}:00"}, format="json")
    assert answer.status_code == 429
    assert again(one).sequence <= PLANS.burst + 1
    told = Dispatch.objects.filter(kind="event.changed", person=cast.ana, channel="mail").exclude(state="cancelled")
    assert told.count() == 1  # what has not gone yet is replaced by what is true now


def test_flipping_an_answer_on_end_is_cut_off(cast: Cast) -> None:
    one, client = plan_one(cast), cast.client(cast.ana)
    page = f"{LIST}{one.pk}/answer/"
    statuses = [
        client.post(page, {"state": ("going", "declined")[n % 2]}).status_code for n in range(ANSWERS.burst + 5)
    ]
    assert set(statuses) == {302, 422}
    assert RsvpMove.objects.count() <= ANSWERS.burst + 2
    assert cast.api(cast.ana).put(at(one, "/rsvp"), {"state": "going"}, format="json").status_code == 429


def test_asking_to_come_in_and_thinking_better_of_it_on_end_is_cut_off(cast: Cast) -> None:
    charters.change(load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER), approval="captain")
    _invite, token = invites.create(load_group(cast.cara, cast.harbour.pk, Action.INVITE))
    eve, body = cast.api(cast.eve), {"token": token, "name": "Eve", "charter_version": 2, "consents": []}
    for _each in range(JOINS.burst + 2):
        asked = eve.post("/api/v1/join", body, format="json")
        cast.client(cast.eve).post(f"/requests/{asked.json().get('id')}/withdraw/")
    assert asked.status_code == 429 and asked.json()["retry_ms"] > 0
    assert 2 < JoinRequest.objects.count() <= JOINS.burst + 1


def test_letters_to_an_address_that_is_named_captain_on_end_are_cut_off(cast: Cast) -> None:
    maya = cast.client(cast.maya)
    named = {"group": cast.harbour.pk, "captain_email": "somebody@example.com"}
    for _each in range(CAPTAINS.burst + 2):
        page = maya.post("/brand/groups/invite/add/", named)
    assert page.status_code == 200 and "a little fast" in page.content.decode()
    assert 2 < Invite.objects.filter(email="somebody@example.com").count() <= CAPTAINS.burst + 1
