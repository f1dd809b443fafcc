"""Events over the API: planned, changed, answered, waited for, hosted, ticked off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Event, Rsvp
from tests.api.conftest import Api
from tests.api.eventful import at, base, in_days, profile_id, put, seen
from tests.cast import Cast
from tests.groups.answering import pace
from tests.groups.occurrences import answer, make_event, make_occurrence

pytestmark = pytest.mark.django_db


# ---- planning -------------------------------------------------------------------------------------------------------


def test_a_captain_plans_a_series_that_keeps_its_clock(cast: Cast, api: Api) -> None:
    body = {"title": "Run before work", "day": "2026-03-26", "clock": "07:00", "repeats": "weekly", "capacity": 20}
    with time_machine.travel("2026-03-20T12:00:00Z", tick=False):
        made = api(cast.cara).post(base(cast), {**body, "zone": "Europe/Berlin", "point": "Pier 3"}).json()
    days = made["occurrences"]
    assert len(days) == 12
    assert {one["event"] for one in days} == {made["event"]}
    assert {(one["clock"], one["zone"], one["capacity"], one["point"]) for one in days} == {
        ("07:00", "Europe/Berlin", 20, "Pier 3")
    }
    # Summer time begins between the first two.
    assert [one["starts_at"] for one in days[:2]] == ["2026-03-26T06:00:00Z", "2026-04-02T05:00:00Z"]
    assert days[0]["hosts"] == [{"profile": {"id": profile_id(cast, cast.cara), "name": "Cara"}, "lead": True}]


def test_the_same_key_plans_it_once(cast: Cast, api: Api) -> None:
    body, key = {"title": "Run", "day": in_days(3), "clock": "07:00"}, {"Idempotency-Key": str(uuid4())}
    first = api(cast.cara).post(base(cast), body, headers=key)
    again = api(cast.cara).post(base(cast), body, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2026-W48-4"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"clock": "25:00"}, "clock"),
        ({"clock": "07:00:30"}, "clock"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"capacity": 0}, "capacity"),
        ({"title": ""}, "title"),
        ({"paces": [{"name": "Easy"}, {"name": "easy"}]}, "paces"),
        ({"lead": str(uuid4())}, "lead"),
        ({"repeats": "daily"}, "repeats"),
        ({"repeats": "weekly", "until": "9999-12-31"}, "until"),
    ],
)
def test_what_cannot_be_planned_is_said_on_its_field(cast: Cast, api: Api, wrong: dict[str, Any], field: str) -> None:
    refused = api(cast.cara).post(base(cast), {"title": "Run", "day": in_days(3), "clock": "07:00", **wrong})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == field
    assert not Event.objects.exists()


def test_the_lists_hold_what_comes_and_what_was_page_by_page(cast: Cast, api: Api) -> None:
    coming = [make_occurrence(cast.harbour, ahead=timedelta(days=n)) for n in (3, 1, 2)]
    past = [make_occurrence(cast.harbour, ahead=timedelta(days=-n)) for n in (3, 1)]
    make_occurrence(cast.hill)
    order = [str(coming[1].pk), str(coming[2].pk), str(coming[0].pk)]
    first = api(cast.ana).get(f"{base(cast)}?limit=2").json()
    second = api(cast.ana).get(f"{base(cast)}?limit=2&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + second["items"]] == order
    assert second["next"] is None
    was = api(cast.ana).get(f"{base(cast)}?when=past&limit=1").json()
    before = api(cast.ana).get(f"{base(cast)}?when=past&limit=1&cursor={was['next']}").json()
    assert [was["items"][0]["id"], before["items"][0]["id"]] == [str(past[1].pk), str(past[0].pk)]
    assert api(cast.ana).get(f"{base(cast)}?when=soon").status_code == 400


def test_a_list_of_many_asks_no_more_than_a_list_of_one(cast: Cast, api: Api) -> None:
    def cost() -> int:
        client = api(cast.ana)
        client.get(base(cast))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(base(cast)).status_code == 200
        return len(asked)

    def one_more() -> None:
        run = make_occurrence(cast.harbour, event=make_event(cast.harbour, repeats="weekly"), paces={"Easy": 2})
        for person, state in ((cast.ana, "going"), (cast.ben, "going"), (cast.nia, "waitlisted")):
            answer(run, person, state, pace=run.paces.get())

    one_more()
    few = cost()
    for _ in range(7):
        one_more()
    assert cost() == few


def test_one_and_the_same_thing_stands_in_the_list_and_alone(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour, capacity=1, ahead=timedelta(hours=5))
    put(cast.ana, run)
    put(cast.ben, run)
    for person in (cast.ana, cast.ben, cast.cara, cast.bea):
        assert api(person).get(base(cast)).json()["items"] == [seen(person, run)]


def test_a_change_is_shown_before_it_is_made(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    put(cast.ana, run)
    later = run.day + timedelta(days=1)
    told = api(cast.cara).post(at(run, "/preview"), {"day": later.isoformat(), "title": "Late run"}).json()
    assert [(one["occurrence"], one["fields_changed"], one["told"], one["going"]) for one in told["items"]] == [
        (str(run.pk), ["day", "title"], ["time"], 1)
    ]
    assert seen(cast.ana, run)["title"] == "Thursday run"
    made = api(cast.cara).patch(at(run), {"day": later.isoformat(), "title": "Late run"}).json()
    assert made["changed"] == [str(run.pk)]
    assert (made["occurrence"]["title"], made["occurrence"]["sequence"]) == ("Late run", 1)
    assert made["occurrence"]["starts_at"] == told["items"][0]["starts_at"]
    assert seen(cast.ana, run)["mine"]["state"] == "going"


def test_onwards_leaves_what_was_before(cast: Cast, api: Api) -> None:
    body = {"title": "Run", "day": in_days(3), "clock": "07:00", "repeats": "weekly"}
    days = api(cast.cara).post(base(cast), body).json()["occurrences"]
    third = f"{base(cast)}/{days[2]['id']}"
    changed = api(cast.cara).patch(third, {"scope": "onwards", "clock": "08:00"}).json()["changed"]
    assert changed == [one["id"] for one in days[2:]]
    now = api(cast.ana).get(base(cast)).json()["items"]
    assert [one["clock"] for one in now] == ["07:00"] * 2 + ["08:00"] * (len(days) - 2)


@pytest.mark.parametrize("tail", ["", "/preview"])
def test_a_change_of_nothing_is_none(cast: Cast, api: Api, tail: str) -> None:
    run = make_occurrence(cast.harbour)
    ask = api(cast.cara).post if tail else api(cast.cara).patch
    for body in ({}, {"scope": "onwards"}):
        assert ask(at(run, tail), body).status_code == 400
    assert ask(at(run, tail), {"scope": "all", "title": "Run"}).json()["errors"][0]["field"] == "scope"


def test_what_somebody_else_changed_meanwhile_is_neither_written_over_nor_answered_unseen(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    was = seen(cast.cara, run)
    mine = {"version": was["version"], "clock": "09:00"}
    api(cast.cara).patch(at(run), {"version": was["version"], "clock": "08:00"})
    assert api(cast.cara).patch(at(run), mine).json()["code"] == "event_changed"
    assert api(cast.cara).post(at(run, "/preview"), mine).json()["code"] == "event_changed"
    assert put(cast.ana, run, sequence=was["sequence"]).json()["code"] == "event_changed"
    now = seen(cast.cara, run)
    assert now["clock"] == "08:00"
    assert put(cast.ana, run, sequence=now["sequence"]).json()["state"] == "going"
    assert api(cast.cara).patch(at(run), {**mine, "version": now["version"]}).status_code == 200
    assert api(cast.cara).patch(at(run), {"version": now["version"]}).status_code == 400


def test_it_is_cancelled_and_on_again(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    put(cast.ana, run)
    cancelled = api(cast.cara).post(at(run, "/cancellation"), {"reason": "Storm"})
    assert cancelled.status_code == 201
    assert cancelled.json()["changed"] == [str(run.pk)]
    assert (seen(cast.ana, run)["status"], seen(cast.ana, run)["reason"]) == ("cancelled", "Storm")
    assert put(cast.ben, run).json()["code"] == "event_cancelled"
    assert api(cast.cara).post(at(run, "/cancellation"), {}).json()["changed"] == []
    assert api(cast.cara).delete(at(run, "/cancellation")).status_code == 204
    again = seen(cast.ana, run)
    assert (again["status"], again["reason"], again["mine"]["state"]) == ("planned", "", "going")


# ---- answering ------------------------------------------------------------------------------------------------------


def test_an_answer_is_given_changed_and_taken_back(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour, question="What do you bring?", paces={"Easy": None})
    assert put(cast.ana, run).json()["errors"][0]["field"] == "pace"
    said = put(cast.ana, run, pace=str(pace(run, "Easy")), seen="host", answer="A torch").json()
    assert (said["state"], said["seen"], said["answer"]) == ("going", "host", "A torch")
    again = put(cast.ana, run, seen="name").json()
    assert {**said, "seen": "name"} == again == seen(cast.ana, run)["mine"]
    assert run.moves.count() == 1
    assert api(cast.ana).delete(at(run, "/rsvp")).status_code == 204
    assert seen(cast.ana, run)["mine"]["state"] == "declined"
    assert put(cast.ana, run, "waitlisted").status_code == 400


def test_who_waits_sees_the_line_the_offer_and_how_it_came(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    put(cast.ana, run)
    first, second = put(cast.ben, run).json(), put(cast.nia, run).json()
    assert (first["state"], first["line"]) == ("waitlisted", {"place": 1, "waiting": 1, "held": 0})
    assert second["line"] == {"place": 2, "waiting": 2, "held": 0}
    api(cast.ana).delete(at(run, "/rsvp"))
    offered = seen(cast.ben, run)["mine"]
    assert (offered["state"], offered["line"]) == ("waitlisted", None)
    assert offered["offer"]["until"] > timezone.now().isoformat()
    assert seen(cast.nia, run)["mine"]["line"] == {"place": 1, "waiting": 1, "held": 1}
    assert seen(cast.nia, run)["counts"] == {"going": 0, "held": 1, "waiting": 1, "left": 0}
    moves = api(cast.nia).get(at(run, "/moves")).json()["items"]
    assert [(one["name"], one["after"], one["mine"]) for one in moves] == [
        ("Ana", "going", False),
        ("Ben", "waitlisted", False),
        ("Nia", "waitlisted", True),
        ("Ana", "declined", False),
        ("Ben", "offered", False),
    ]


@pytest.mark.parametrize(("tail", "state"), [("acceptance", "going"), ("refusal", "declined")])
def test_an_offer_is_answered_once(cast: Cast, api: Api, tail: str, state: str) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    put(cast.ana, run)
    put(cast.ben, run)
    assert api(cast.ben).post(at(run, f"/offer/{tail}"), {}).json()["code"] == "offer_over"
    api(cast.ana).delete(at(run, "/rsvp"))
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        answered = api(cast.ben).post(at(run, f"/offer/{tail}"), {}, headers=key)
        assert (answered.status_code, answered.json()["state"], answered.json()["offer"]) == (201, state, None)
    assert Rsvp.objects.get(profile__person=cast.ben).state == state


def test_an_offer_is_taken_at_the_time_that_was_seen_and_in_a_pace(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour, capacity=1)
    put(cast.ana, run)
    put(cast.ben, run)
    api(cast.ana).delete(at(run, "/rsvp"))
    was = seen(cast.ben, run)["sequence"]
    api(cast.cara).patch(at(run), {"day": in_days(9), "paces": [{"name": "Easy"}]})
    take, easy = at(run, "/offer/acceptance"), str(pace(run, "Easy"))
    assert api(cast.ben).post(take, {"pace": easy, "sequence": was}).json()["code"] == "event_changed"
    now = seen(cast.ben, run)["sequence"]
    assert api(cast.ben).post(take, {"sequence": now}).json()["errors"][0]["field"] == "pace"
    taken = api(cast.ben).post(take, {"pace": easy, "sequence": now}).json()
    assert (taken["state"], taken["pace"]) == ("going", easy)


def test_a_standing_yes_and_no_longer_one(cast: Cast, api: Api) -> None:
    body = {"title": "Run", "day": in_days(3), "clock": "07:00", "repeats": "weekly"}
    days = api(cast.cara).post(base(cast), body).json()["occurrences"]
    here = f"{base(cast)}/{days[0]['id']}"
    assert api(cast.ana).put(f"{here}/regular", {"seen": "plus_one"}).json()["seen"] == "plus_one"
    assert api(cast.ana).put(f"{here}/regular", {}).json()["seen"] == "plus_one"
    items = api(cast.ana).get(base(cast)).json()["items"]
    assert {one["mine"]["state"] for one in items} == {"going"}
    assert {one["regular"]["seen"] for one in items} == {"plus_one"}
    assert api(cast.ana).delete(f"{here}/regular").status_code == 204
    items = api(cast.ana).get(base(cast)).json()["items"]
    assert [one["mine"]["state"] for one in items] == ["going"] + ["declined"] * (len(days) - 1)
    once = make_occurrence(cast.harbour)
    assert api(cast.ana).put(at(once, "/regular"), {}).json()["code"] == "not_a_series"


def test_the_meeting_point_opens_for_who_goes_a_day_before(cast: Cast) -> None:
    run = make_occurrence(cast.harbour, point="Under the crane", ahead=timedelta(hours=25))
    put(cast.ana, run)
    assert seen(cast.ana, run)["point"] is None
    assert seen(cast.cara, run)["point"] == "Under the crane", "who hosts knows it always"
    with time_machine.travel(run.starts_at - timedelta(hours=23)):
        found = {person: seen(cast.names[person], run)["point"] for person in ("ana", "ben", "bea")}
    assert found == {"ana": "Under the crane", "ben": None, "bea": None}


def test_the_conversation_of_an_event_is_named_to_who_is_in_it(cast: Cast, api: Api) -> None:
    run = make_occurrence(cast.harbour)
    assert put(cast.ana, run).json()["state"] == "going"
    room = seen(cast.ana, run)["room"]
    assert api(cast.ana).get(f"/api/v1/rooms/{room}/messages").status_code == 200
    assert seen(cast.ben, run)["room"] is None
