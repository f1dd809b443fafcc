"""Somebody about whom something was reported or decided, and who goes on all the same (trust.md R33, R35, R36)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from community.models import Person, Profile
from groups.actions import hosting, invites, joining, leaving
from groups.models import Group, Membership, Occurrence
from moderation import access, evidence
from moderation.actions import reports
from moderation.actions.decisions import Step
from moderation.models import Case, Sanction
from tests.cast import Cast, join, make_people
from tests.groups.plans import plan_one, plan_series, seat
from tests.moderation.casework import decides, let_in, reports_, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]
PLACE = "/g/harbour-runners"
Kind = Sanction.Kind


def crowd(cast: Cast, kind: str, subject: UUID) -> Case:
    """Three from two branches report it: out of sight until somebody decides."""
    people = make_people(["kim", "lee", "max"])
    for person in people:
        join(person, cast.harbour)
    let_in(cast, people[0], by=cast.nia)
    for person in people:
        reports.file(person, kind, subject, category="unkind")
    case = Case.objects.get(kind=kind)
    assert case.held_at is not None, "the precondition: it is hidden"
    return case


def rename(cast: Cast, person: Person, name: str, bio: str = "") -> Any:
    return cast.client(person).post(f"{PLACE}/profile/", {"name": name, "bio": bio})


def called(cast: Cast, person: Person) -> str:
    return Profile.objects.get(person=person, space=cast.harbour.pk).name


def test_a_hidden_name_is_not_put_back_by_who_bears_it(cast: Cast) -> None:
    assert rename(cast, cast.ben, "Ana smells").status_code == 302
    case = crowd(cast, "profile", cast.profile(cast.ben, cast.harbour).pk)
    for name in ("Ana smells", "Ana smells bad"):
        answer = rename(cast, cast.ben, name)
        assert (answer.status_code, called(cast, cast.ben)) == (422, "A member")
        assert "after a report" in answer.content.decode()
    path = f"/api/v1/groups/{cast.harbour.pk}/profile"
    told = cast.api(cast.ben).put(path, {"name": "Ana smells", "bio": ""}, format="json")
    assert (told.status_code, told.json()["code"]) == (403, "hidden")
    decides(cast.cara, case, Kind.REMOVE_ITEM)
    assert rename(cast, cast.ben, "Ana smells").status_code == 422
    assert rename(cast, cast.ben, "Ben").status_code == 302
    assert called(cast, cast.ben) == "Ben"


def test_nor_by_leaving_and_coming_back_under_it(cast: Cast) -> None:
    assert rename(cast, cast.ben, "Ana smells").status_code == 302
    crowd(cast, "profile", cast.profile(cast.ben, cast.harbour).pk)
    _invite, token = invites.create(cast.place(cast.cara, cast.harbour))
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    again = joining.ask(cast.ben, token, name="Ana smells", charter_version=1, surface="join")
    assert (again.state, called(cast, cast.ben)) == ("admitted", "A member")


def test_a_hidden_plan_is_not_put_back_by_who_hosts_it_on_any_day(cast: Cast) -> None:
    one = plan_one(cast, title="Run from Ana")
    case = crowd(cast, "event", one.pk)
    edit = {"day": one.day, "clock": "07:00", "minutes": 60, "about": "", "area": one.area, "zone": one.zone}
    answer = cast.client(cast.cara).post(f"{PLACE}/events/{one.pk}/edit/", edit | {"title": "Run from Ana"})
    assert answer.status_code == 422 and "after a report" in answer.content.decode()
    Case.objects.update(escalated_at=timezone.now())
    decides(cast.maya, case, Kind.REMOVE_ITEM)
    path = f"/api/v1/groups/{cast.harbour.pk}/events/{one.pk}"
    told = cast.api(cast.cara).patch(path, {"title": "Run from Ana", "about": "", "question": ""}, format="json")
    assert (told.status_code, told.json()["code"]) == (403, "hidden")
    assert Occurrence.objects.get(pk=one.pk).title == "An event"
    told = cast.api(cast.cara).patch(path, {"title": "Run to the lighthouse", "about": ""}, format="json")
    assert told.status_code == 200, told.json()


def test_a_hidden_card_is_not_put_back_by_the_brand(cast: Cast) -> None:
    crowd(cast, "group", cast.harbour.pk)
    desk = f"/brand/groups/group/{cast.harbour.pk}/change/"
    face = {"name": "Harbour Runners", "about": "", "place": "", "emblem": "users", "time_zone": "Europe/Berlin"}
    answer = cast.client(cast.maya).post(desk, face)
    assert answer.status_code == 200 and "after a report" in answer.content.decode()
    assert Group.objects.get(pk=cast.harbour.pk).name != "Harbour Runners"


def test_who_is_paused_says_nothing_by_their_name_and_votes_for_nothing(cast: Cast) -> None:
    assert rename(cast, cast.ben, "Benny").status_code == 302
    case = reports_(cast.ana, says(cast, cast.ben)).case
    decides(cast.cara, case, Step(Kind.SUSPEND, 7))
    assert rename(cast, cast.ben, "Ana told on me").status_code == 403
    assert called(cast, cast.ben) == "Benny"
    assert cast.client(cast.ben).post(f"{PLACE}/brand/vote/").status_code == 403


def test_a_captain_who_is_paused_judges_nobody(cast: Cast) -> None:
    mine = reports_(cast.ana, says(cast, cast.cara)).case
    friends = reports_(cast.ana, says(cast, cast.ben)).case
    assert access.judges(friends) == [cast.cara.pk]
    decides(cast.maya, mine, Step(Kind.SUSPEND, 7))
    assert access.judges(friends) == [cast.maya.pk]
    assert access.queue(cast.cara) == []
    assert cast.client(cast.cara).get(f"/review/{friends.pk}/").status_code == 404


def test_words_of_a_plan_are_whose_who_wrote_them_not_whose_who_planned_it(cast: Cast) -> None:
    """A host who changes what the captain wrote is the accused, and judges it no more than anybody their own."""
    one = plan_one(cast)
    hosting.add_cohost(seat(cast.cara, one), cast.profile(cast.ben, cast.harbour))
    path = f"/api/v1/groups/{cast.harbour.pk}/events/{one.pk}"
    assert cast.api(cast.ben).patch(path, {"about": "Not for slow people like Ana"}, format="json").status_code == 200
    Membership.objects.filter(profile__person=cast.ben, group=cast.harbour).update(role="captain")
    case = reports.file(cast.ana, "event", one.pk, category="unkind").case
    assert (case.author, access.judges(case)) == (cast.profile(cast.ben, cast.harbour), [cast.cara.pk])
    decides(cast.cara, case, Kind.REMOVE_ITEM, Kind.WARNING)
    assert set(Sanction.objects.values_list("profile__person", flat=True)) == {cast.ben.pk}
    assert cast.api(cast.cara).patch(path, {"title": "Run by the river", "about": ""}, format="json").status_code == 200


def test_whoever_changes_the_hour_alone_takes_no_words_upon_them(cast: Cast) -> None:
    days = plan_series(cast)
    hosting.add_cohost(seat(cast.cara, days[0]), cast.profile(cast.ben, cast.harbour), scope="onwards")
    path = f"/api/v1/groups/{cast.harbour.pk}/events/{days[0].pk}"
    told = {"title": days[0].title, "clock": "08:00", "scope": "onwards"}
    assert cast.api(cast.ben).patch(path, told, format="json").status_code == 200
    case = reports.file(cast.ana, "event", days[1].pk, category="unkind").case
    assert case.author == cast.profile(cast.cara, cast.harbour)


def test_no_field_of_a_plan_is_out_of_reach_of_a_report(cast: Cast) -> None:
    """Once it was found right, each that becomes other is another matter, and its judge reads it."""
    one = plan_one(cast)
    path = f"/api/v1/groups/{cast.harbour.pk}/events/{one.pk}"
    for n, told in enumerate(({"area": "Where Ana fell"}, {"paces": [{"name": "Slow like Ana"}]}), 1):
        assert cast.api(cast.cara).patch(path, told, format="json").status_code == 200
        case = reports.file(cast.nia, "event", one.pk, category="unkind").case
        assert (Case.objects.count(), "Ana" in evidence.snapshots(case)[0]["item"]["words"]) == (n, True)
        decides(cast.maya, case)
