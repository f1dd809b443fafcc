"""Whom a report was about wants to judge it, once somebody has called it misuse (trust.md R30, R33, R38)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import NotFound
from community.models import Person
from moderation import access
from moderation.actions import cases, decisions
from moderation.models import Case, Decision, Report
from tests.cast import Cast
from tests.moderation.casework import decides, let_in, now_in, reports_, reviewer, says

pytestmark = pytest.mark.django_db


def misused(report: Report, by: Person) -> Case:
    """The case about a report that its judge has called misuse."""
    case = now_in(report.case)
    decisions.decide(by, case.pk, version=case.version, ruling=decisions.Ruling((), "", [report.pk]))
    return Case.objects.get(kind="report", subject=report.pk)


def refused(case: Case, person: Person) -> None:
    """Neither found nor decided, by SQL neither."""
    assert person.pk not in access.judges(case)
    assert case.pk not in [bench.subject.pk for bench in access.queue(person)]
    with pytest.raises(NotFound):
        decides(person, case)
    case.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(case=case, version=case.version, reviewer=person, role="captain")


def test_a_captain_does_not_judge_who_reported_her(cast: Cast) -> None:
    report = reports_(cast.ana, says(cast, cast.cara, "Good morning"))
    assert access.judges(report.case) == [cast.maya.pk]
    about = misused(report, cast.maya)
    assert access.judges(about) == [cast.olga.pk]
    refused(about, cast.cara)
    page = cast.client(cast.cara).get(f"/review/{about.pk}/")
    assert (page.status_code, page.content.decode().count("Ana")) == (404, 0)


def test_nor_does_a_friend_of_whom_it_was_about(cast: Cast) -> None:
    report = reports_(cast.ana, says(cast, cast.ben, "Good morning"))
    let_in(cast, cast.ben, by=cast.cara)
    about = misused(report, cast.maya)
    refused(about, cast.cara)


def test_nor_does_the_brands_team_whoever_reported_the_brand(cast: Cast) -> None:
    reviewer(cast, cast.eve)
    for n in range(4):  # so that the brand has a share left
        says(cast, cast.ben, f"{n} by bike")
    report = reports_(cast.ana, says(cast, cast.bea, "Buy now"))
    assert access.judges(report.case) == [cast.cara.pk]
    about = misused(report, cast.cara)
    Case.objects.update(escalated_at=timezone.now())
    assert access.judges(now_in(about)) == [cast.olga.pk]
    refused(about, cast.eve)


def test_nobody_keeps_a_case_to_themselves_past_its_deadline(cast: Cast) -> None:
    """A captain who would rather not decide about a friend goes on taking it, again and again."""
    case = reports_(cast.ana, says(cast, cast.ben)).case
    cara, maya = cast.client(cast.cara), cast.api(cast.maya)
    lease = f"/api/v1/review/{case.pk}/lease"
    assert cara.post(f"/review/{case.pk}/claim/").status_code == 302
    assert now_in(case).claimed_by == cast.cara
    Case.objects.update(deadline=timezone.now())
    assert cases.escalate(timezone.now()) == 1
    for _again in range(2):
        cara.post(f"/review/{case.pk}/release/")
        cara.post(f"/review/{case.pk}/claim/")
    assert now_in(case).claimed_by is None
    assert maya.put(lease).status_code == 200
    assert cara.get(f"/review/{case.pk}/").status_code == 302, "somebody else looks at it"
    decides(cast.maya, case)
