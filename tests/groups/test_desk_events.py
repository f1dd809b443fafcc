"""Events at the managers' desk: numbers, and nothing of who comes, what they said or where exactly they meet (R9)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.models import Attendance, Host, Membership, Occurrence
from tests.cast import Cast
from tests.groups.occurrences import answer, make_event, make_occurrence

pytestmark = pytest.mark.django_db
LIST = reverse("admin:groups_occurrence_changelist", current_app="brand")


def page(cast: Cast, query: str = "", who: str = "maya") -> str:
    found = cast.client(cast.names[who]).get(f"{LIST}?{query}")
    assert found.status_code == 200, found.status_code
    return str(found.content.decode())


def one(run: Occurrence) -> str:
    return reverse("admin:groups_occurrence_change", args=[run.pk], current_app="brand")


def lived_in(cast: Cast) -> Occurrence:
    """Ana and Nia go, Ben waits, a third of them was there; Cara leads and Ana helps."""
    run = make_occurrence(cast.harbour, capacity=2, point="Under the crane", question="Allergies?")
    answer(run, cast.ana, answer="Peanuts", seen="name")
    answer(run, cast.nia, seen="host")
    answer(run, cast.ben, "waitlisted")
    Host.objects.create(occurrence=run, profile=cast.profile(cast.ana, cast.harbour))
    by = cast.profile(cast.cara, cast.harbour)
    for person, there in ((cast.ana, True), (cast.ben, False)):
        profile = cast.profile(person, cast.harbour)
        Attendance.objects.create(occurrence=run, profile=profile, there=there, ticked_at=timezone.now(), ticked_by=by)
    return run


def cells(html: str, name: str) -> list[str]:
    """The plain text of a column."""
    parts = html.split(f"field-{name}")[1:]
    return [part.split(">", 1)[1].split("</td>")[0].strip() for part in parts]


def test_the_list_tells_in_tens_who_goes_waits_and_was_there(cast: Cast) -> None:
    lived_in(cast)
    html = page(cast)
    assert (cells(html, "going"), cells(html, "waiting"), cells(html, "came")) == (["fewer than 10"],) * 3
    assert "Thursday run" in html
    assert "Harbour Runners" in html
    assert "Numbers only" in html


def test_neither_page_says_who_comes_what_they_answered_or_where_they_meet(cast: Cast) -> None:
    run = lived_in(cast)
    single = cast.client(cast.maya).get(one(run)).content.decode()
    for html in (page(cast), single):
        assert "Thursday run" in html
        assert "Cara" in html, "a captain who hosts is named: the brand appoints captains"
        for hidden in ("Ana", "Ben", "Nia", "crane", "Peanuts", "Allergies", "example.org"):
            assert f">{hidden}" not in html and f" {hidden}" not in html.replace("\n", " "), hidden


def test_a_captain_of_once_is_a_member_like_any_other(cast: Cast) -> None:
    lived_in(cast)
    assert "Cara" in page(cast)
    Membership.objects.filter(profile=cast.profile(cast.cara, cast.harbour)).update(role="member")
    assert "Cara" not in page(cast)


def test_the_time_is_that_of_the_place(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    Occurrence.objects.filter(pk=run.pk).update(
        starts_at="2026-12-31T22:30:00Z", ends_at="2026-12-31T23:30:00Z", zone="Pacific/Auckland", day="2027-01-01"
    )
    assert "Fri 1 Jan 2027, 11:30 (Pacific/Auckland)" in page(cast)
    assert "Thursday run" in page(cast, "month=2027-01-01")
    assert "December 2026" not in page(cast), "there the new year has begun"


def test_it_is_filtered_by_group_month_and_status(cast: Cast) -> None:
    make_occurrence(cast.harbour, event=make_event(cast.harbour, title="Dawn run"))
    make_occurrence(cast.hill, event=make_event(cast.hill, title="Hill walk"))
    gone = make_occurrence(
        cast.harbour, event=make_event(cast.harbour, title="Stormy run"), ahead=timedelta(days=70), status="cancelled"
    )
    titles = ("Dawn run", "Hill walk", "Stormy run")

    def listed(query: str) -> set[str]:
        html = page(cast, query)
        return {title for title in titles if title in html}

    assert listed("") == set(titles)
    assert listed(f"group__id__exact={cast.hill.pk}") == {"Hill walk"}
    assert listed("status__exact=cancelled") == {"Stormy run"}
    assert listed(f"month={gone.day.replace(day=1).isoformat()}") == {"Stormy run"}
    assert listed("q=dawn") == {"Dawn run"}


def test_a_month_that_nobody_offered_filters_nothing_and_breaks_nothing(cast: Cast) -> None:
    make_occurrence(cast.harbour)
    for month in ("2026-13-01", "1-1-1", "x", "%00", ""):
        assert "Thursday run" in page(cast, f"month={month}"), month


def test_no_lookup_besides_the_filters_can_be_asked(cast: Cast) -> None:
    run = lived_in(cast)
    client = cast.client(cast.maya)
    assert client.get(f"{LIST}?status__exact=planned").status_code == 200
    for oracle in (
        "point__startswith=Under",
        "rsvps__profile__name=Ana",
        "rsvps__answer__contains=Pea",
        f"rsvps__profile={cast.profile(cast.ana, cast.harbour).pk}",
        f"hosts__profile={cast.profile(cast.ana, cast.harbour).pk}",
        "question__contains=All",
    ):
        answered = client.get(f"{LIST}?{oracle}")
        assert answered.status_code in (302, 400), oracle
        assert str(run.pk) not in answered.content.decode(), oracle


def test_another_brands_manager_sees_nothing_of_it(cast: Cast) -> None:
    run = lived_in(cast)
    make_occurrence(cast.lake, event=make_event(cast.lake, title="Lake walk"))
    assert cast.client(cast.maya).get(one(run)).status_code == 200
    html = page(cast, who="otto")
    assert "Lake walk" in html
    assert "Thursday run" not in html and "Harbour" not in html
    for query in (f"group__id__exact={cast.harbour.pk}", "q=Thursday", f"month={run.day.replace(day=1)}"):
        assert "Thursday run" not in page(cast, query, who="otto"), query
    otto = cast.client(cast.otto)
    missing = one(run).replace(str(run.pk), str(uuid.uuid4()))
    assert otto.get(one(run)).status_code == otto.get(missing).status_code == 404
    assert otto.get(f"{one(run)[: -len('change/')]}history/").status_code == 404


@pytest.mark.parametrize("who", ["ana", "cara", "bea", "eve", "olga"])
def test_nobody_else_finds_the_page(cast: Cast, who: str) -> None:
    run = lived_in(cast)
    assert cast.client(cast.maya).get(LIST).status_code == 200
    assert cast.client(cast.names[who]).get(LIST).status_code == 404
    assert cast.client(cast.names[who]).get(one(run)).status_code == 404


def test_it_is_to_read_and_nothing_else(cast: Cast) -> None:
    run = lived_in(cast)
    maya = cast.client(cast.maya)
    assert maya.get(one(run)).status_code == 200
    add = reverse("admin:groups_occurrence_add", current_app="brand")
    delete = reverse("admin:groups_occurrence_delete", args=[run.pk], current_app="brand")
    assert maya.get(add).status_code == 403
    for url in (add, one(run), delete):
        assert maya.post(url, {"title": "Ours", "post": "yes"}).status_code == 403
    maya.post(LIST, {"action": "delete_selected", "_selected_action": [str(run.pk)], "post": "yes"})
    assert Occurrence.objects.get(pk=run.pk).title == "Thursday run"


def test_the_page_costs_the_same_with_one_event_and_with_ten(cast: Cast) -> None:
    client = cast.client(cast.maya)

    def cost() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    lived_in(cast)
    first = cost()
    for _ in range(9):
        lived_in(cast)
    assert cost() == first
    assert first <= 14


def test_what_comes_next_stands_first_and_then_what_was_last(cast: Cast) -> None:
    for title, ahead in (("Later", 30), ("Long ago", -30), ("Next", 1), ("Lately", -1)):
        run = make_occurrence(cast.harbour, ahead=timedelta(days=ahead))
        Occurrence.objects.filter(pk=run.pk).update(title=title)
    shown = page(cast)
    assert sorted(("Long ago", "Later", "Next", "Lately"), key=shown.index) == ["Next", "Later", "Lately", "Long ago"]


def test_a_host_who_is_a_member_is_not_taken_for_nobody(cast: Cast) -> None:
    run = make_occurrence(cast.harbour)
    run.hosts.all().delete()
    assert cells(page(cast), "captains") == ["nobody yet"]
    Host.objects.create(occurrence=run, profile=cast.profile(cast.ana, cast.harbour), lead=True)
    assert cells(page(cast), "captains") == ["a member"]
