"""Attacks on the reviewers' queue at the desks (trust.md R9, R32, R33, R43): by address, filter, duty, and at once."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from community.models import AccessLogEntry, Person, Role
from moderation.models import Appeal, Case, Decision, Sanction
from tests.cast import Cast
from tests.moderation.casework import UNKIND, decides, now_in, reports_, reviewer, says

pytestmark = pytest.mark.django_db
BRAND, HOUSE = "/brand/moderation/case/", "/admin/moderation/case/"


@pytest.fixture
def case(cast: Cast) -> Case:
    """With the brand's people, its deadline being over; Maya may judge it."""
    return passed_on(reports_(cast.ana, says(cast, cast.ben)).case)


def passed_on(case: Case) -> Case:
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(escalated_at=now, deadline=now - timedelta(hours=1))
    return now_in(case)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("&#x27;", "'")


def finds(client: Client, case: Case, desk: str = BRAND) -> bool:
    """Whether the case is listed; then it also opens, and otherwise it does neither."""
    listed = str(case.pk) in text(client, desk)
    assert (client.get(f"{desk}{case.pk}/").status_code == 200) is listed
    return listed


def closed(client: Client, page: str) -> bool:
    """Every door of this page answers as that of a case which nothing bears."""
    missing = page.replace(page.rstrip("/").rpartition("/")[2], str(uuid.uuid4()))
    said = {"version": 1, "overturned": "yes", "reason": "No."}
    pairs = [(client.get(page), client.get(missing)), (client.post(page, said), client.post(missing, said))]
    return all(one.status_code == other.status_code == 404 for one, other in pairs)


def test_a_reported_manager_does_not_find_their_own_case(cast: Cast) -> None:
    other = Person.objects.create(email="mira@example.org")
    Role.objects.create(person=other, kind=Role.Kind.MANAGER, brand=cast.brand)
    (
        says(cast, cast.ben, "One"),
        says(cast, cast.ana, "Two"),
        says(cast, cast.ben, "Three"),
        says(cast, cast.ana, "Four"),
    )
    case = passed_on(reports_(cast.ana, says(cast, cast.bea, "Buy now.")).case)
    Role.objects.filter(person=cast.bea).update(kind=Role.Kind.MANAGER)
    for person in (cast.bea, cast.maya, other):  # nor do her colleagues: it is the brand's own cause
        client = cast.client(person)
        assert client.get(BRAND).status_code == 200
        assert not finds(client, case)
        assert closed(client, f"{BRAND}{case.pk}/")
    assert finds(cast.client(cast.olga), case, HOUSE)


def test_a_manager_who_reported_it_does_not_find_it(cast: Cast, case: Case) -> None:
    assert finds(cast.client(cast.maya), case)
    Role.objects.create(person=cast.ana, kind=Role.Kind.REVIEWER, brand=cast.brand)
    assert not finds(cast.client(cast.ana), case)


def test_another_brands_manager_and_reviewer_do_not_find_it(cast: Cast, case: Case) -> None:
    Role.objects.create(person=cast.eve, kind=Role.Kind.REVIEWER, brand=cast.other_brand)
    assert finds(cast.client(cast.maya), case)
    for person in (cast.otto, cast.eve):
        client = cast.client(person)
        assert client.get(BRAND).status_code == 200
        assert not finds(client, case)
        assert closed(client, f"{BRAND}{case.pk}/")


def test_a_captain_with_a_duty_for_another_brand_does_not_find_her_groups_case_at_its_desk(
    cast: Cast, case: Case
) -> None:
    Role.objects.create(person=cast.cara, kind=Role.Kind.REVIEWER, brand=cast.other_brand)
    cara = cast.client(cast.cara)
    assert cara.get(f"/review/{case.pk}/").status_code == cara.get(BRAND).status_code == 200
    assert not finds(cara, case)
    assert closed(cara, f"{BRAND}{case.pk}/")
    assert cara.post(f"{BRAND}{case.pk}/claim/").status_code == 404


def test_an_operator_does_not_find_what_is_with_the_brand(cast: Cast, case: Case) -> None:
    """Nor is there anything above an operator: no flag of the framework's opens a desk."""
    assert not {"is_superuser", "is_staff"} & {field.name for field in Person._meta.get_fields()}
    olga = cast.client(cast.olga)
    assert olga.get(HOUSE).status_code == 200
    assert not finds(olga, case, HOUSE)
    assert closed(olga, f"{HOUSE}{case.pk}/")


def test_a_captain_who_may_judge_it_finds_no_desk_nor_does_the_brands_voice(cast: Cast, case: Case) -> None:
    assert cast.client(cast.cara).get(f"/review/{case.pk}/").status_code == 200
    for person in (cast.cara, cast.bea, cast.eve):
        client = cast.client(person)
        for path in (BRAND, HOUSE, f"{BRAND}{case.pk}/", f"{HOUSE}{case.pk}/"):
            assert client.get(path).status_code == 404


def test_a_duty_that_ended_finds_nothing_from_then_on(cast: Cast, case: Case) -> None:
    vera = cast.client(reviewer(cast, cast.eve))
    assert finds(vera, case)
    Role.objects.filter(person=cast.eve).update(ended_at=timezone.now())
    assert vera.get(BRAND).status_code == vera.get(f"{BRAND}{case.pk}/").status_code == 404


def test_without_the_second_factor_nothing_is_shown_and_nothing_decided(cast: Cast, case: Case) -> None:
    weak = cast.client(cast.maya, strong=False)
    for answer in (weak.get(BRAND), weak.get(f"{BRAND}{case.pk}/"), weak.post(f"{BRAND}{case.pk}/", {"version": 1})):
        assert answer.status_code == 302
        assert UNKIND.encode() not in answer.content
    assert not AccessLogEntry.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "subject__text__contains=home",
        "reports__words__startswith=H",
        "author__name__startswith=B",
        "evidence__body__isnull=False",
        "q=stay+home",
        "o=-author__name",
        "show=done&reports__reporter__name=Ana",
        "_to_field=author",
    ],
)
def test_no_filter_order_or_search_of_the_list_answers_about_the_matter(cast: Cast, case: Case, query: str) -> None:
    maya = cast.client(cast.maya)
    plain = "show=done" if "show=done" in query else ""
    rows = [text(maya, f"{BRAND}?{one}").split('class="review"')[1] for one in (query, plain)]
    without = [row.split("csrfmiddlewaretoken")[0] + row.rpartition("</form>")[2] for row in rows]
    assert without[0] == without[1]
    assert "stay home" not in rows[0]


@pytest.mark.parametrize("end", ["history/", "delete/", "change/", "messages/", "?_popup=1&_to_field=subject"])
def test_there_is_no_other_page_of_a_case(cast: Cast, case: Case, end: str) -> None:
    maya = cast.client(cast.maya)
    page = f"{BRAND}{case.pk}/"
    assert maya.get(page).status_code == 200
    if end.startswith("?"):
        assert "autocomplete" not in text(maya, page + end)
    else:
        assert maya.get(page + end).status_code == 404
    assert maya.get("/brand/autocomplete/?app_label=moderation&model_name=case&field_name=author").status_code == 404
    assert maya.get(f"{BRAND}add/").status_code == 404


def test_a_case_leads_nowhere_near_the_conversation(cast: Cast) -> None:
    for n in range(7):
        says(cast, cast.ana if n % 2 else cast.nia, f"Before, number {n}")
    message = says(cast, cast.ben)
    for n in range(7):
        says(cast, cast.ana if n % 2 else cast.nia, f"After, number {n}")
    case = passed_on(reports_(cast.ana, message).case)
    page = text(cast.client(cast.maya), f"{BRAND}{case.pk}/")
    shown = [f"{side}, number {n}" in page for side in ("Before", "After") for n in range(7)]
    assert shown == [False, False, *[True] * 5, *[True] * 5, False, False]
    for way in (str(message.pk), str(message.room_id), f'/g/{cast.harbour.slug}/"', "/rooms/", "/message/"):
        assert way not in page, way


def test_the_list_shows_no_words_of_anybody(cast: Cast) -> None:
    case = passed_on(reports_(cast.ana, says(cast, cast.ben), words="He means Nia.").case)
    maya = cast.client(cast.maya)
    opened = text(maya, f"{BRAND}{case.pk}/")
    assert UNKIND in opened
    assert "He means Nia." in opened
    before = AccessLogEntry.objects.count()
    for show in ("open", "mine", "appeals", "done"):
        page = text(maya, f"{BRAND}?show={show}")
        assert UNKIND not in page
        assert "He means Nia." not in page
        assert ">Ana<" not in page
    assert AccessLogEntry.objects.count() == before > 0


def test_nobody_takes_back_a_colleagues_decision(cast: Cast, case: Case) -> None:
    reviewer(cast, cast.eve)
    made = decides(cast.maya, case, "note")
    undo = f"{BRAND}decisions/{made.pk}/undo/"
    assert cast.client(cast.eve).post(undo).status_code == 404
    assert cast.client(cast.olga).post(undo.replace(BRAND, HOUSE)).status_code == 404
    assert cast.client(cast.maya).post(undo).status_code == 302


def test_who_decided_at_the_desk_does_not_hear_the_appeal_there(cast: Cast, case: Case) -> None:
    reviewer(cast, cast.eve)
    maya, vera = cast.client(cast.maya), cast.client(cast.eve)
    said = {"version": case.version, "steps": ["warning"], "reason": "Be kind."}
    assert maya.post(f"{BRAND}{case.pk}/", said).status_code == 302
    cast.client(cast.ben).post(f"/me/decisions/{Sanction.objects.get().pk}/", {"words": "We were joking."})
    Appeal.objects.update(escalated_at=timezone.now())  # so that it is with the captain and the brand's people
    page = f"{BRAND}appeals/{Appeal.objects.get().pk}/"
    assert vera.get(page).status_code == 200
    assert closed(maya, page)


def test_a_case_that_somebody_holds_is_not_read_at_the_desk_meanwhile(cast: Cast, case: Case) -> None:
    eve, maya = cast.client(reviewer(cast, cast.eve)), cast.client(cast.maya)
    assert UNKIND in text(maya, f"{BRAND}{case.pk}/")
    before = AccessLogEntry.objects.count()
    eve.post(f"/review/{case.pk}/claim/")
    page = maya.get(f"{BRAND}{case.pk}/", follow=True).content.decode()
    assert UNKIND not in page.replace("&#x27;", "'")
    assert "Somebody else is looking at this case." in page
    assert "A reviewer, until" in page
    assert maya.post(f"{BRAND}{case.pk}/", {"version": now_in(case).version}).status_code == 302
    assert not Decision.objects.exists()
    assert AccessLogEntry.objects.count() == before > 0


@pytest.mark.django_db(transaction=True)
def test_of_a_captain_on_the_page_and_a_manager_at_the_desk_at_once_one_decides(cast: Cast) -> None:
    case = passed_on(reports_(cast.ana, says(cast, cast.ben)).case)
    doors = [(cast.client(cast.cara), f"/review/{case.pk}/"), (cast.client(cast.maya), f"{BRAND}{case.pk}/")]
    said = {"version": case.version, "steps": ["warning"], "reason": "Be kind."}
    gate = threading.Barrier(2)

    def rule(client: Client, page: str) -> None:
        gate.wait()
        try:
            client.post(page, said)
        finally:
            connection.close()

    threads = [threading.Thread(target=rule, args=one) for one in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Decision.objects.count(), Sanction.objects.count()) == (1, 1)
    assert now_in(case).state == Case.State.DECIDED
