"""From a report to its decision: one case per subject, deadlines, leases, versions, hiding (trust.md R30-R35)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from community.models import AccessLogEntry, Dispatch
from groups.actions import leaving
from groups.models import Membership, Role
from moderation import access, evidence
from moderation.actions import cases, decisions, reports
from moderation.actions.decisions import Step
from moderation.models import Case, CaseEntry, Category, Evidence, Report, Sanction
from tests.cast import Cast, join, make_person
from tests.moderation.casework import UNKIND, changes, decides, let_in, now_in, reports_, says, takes_back

pytestmark = pytest.mark.django_db


def history(case: Case) -> list[str]:
    return list(case.history.values_list("what", flat=True))


def test_a_report_gets_its_receipt_and_its_deadline(cast: Cast) -> None:
    message = says(cast, cast.ben)
    report = reports_(cast.ana, message, words="He means Nia.")
    assert report.receipt.startswith("R-")
    assert report.case.deadline - report.case.opened_at == timedelta(hours=24)
    assert history(report.case) == ["reported"]
    assert reports_(cast.ana, message, "spam") == report  # said again it is the same
    assert Dispatch.objects.filter(kind="report.received", person=cast.ana, subject=report.pk).exists()
    assert set(Dispatch.objects.filter(kind="case.waiting").values_list("person", flat=True)) == {cast.cara.pk}


def test_many_reports_of_one_thing_are_one_case_with_the_nearest_deadline(cast: Cast) -> None:
    message = says(cast, cast.ben)
    first, second = reports_(cast.ana, message, "other"), reports_(cast.nia, message, "threat")
    assert first.case_id == second.case_id
    case = now_in(first.case)
    assert (case.severity, case.deadline - case.opened_at < timedelta(hours=2)) == (Case.Severity.HOUR, True)
    assert Dispatch.objects.filter(kind="case.urgent", person=cast.cara).exists()


def test_words_that_were_changed_can_be_reported_anew(cast: Cast) -> None:
    message = says(cast, cast.ben)
    first = reports_(cast.ana, message)
    message.refresh_from_db()
    changes(cast.ben, message, "Worse still.")
    again = reports_(cast.ana, message)
    assert again.pk != first.pk
    assert [one["item"]["words"] for one in evidence.snapshots(first.case)] == ["Worse still.", UNKIND]
    assert evidence.snapshots(first.case)[0]["item"]["earlier"] == [UNKIND]


def test_ones_own_words_and_too_many_reports_are_refused(cast: Cast) -> None:
    own = says(cast, cast.ana)
    with pytest.raises(Invalid):
        reports_(cast.ana, own)
    with pytest.raises(Invalid):
        reports_(cast.ana, says(cast, cast.ben), Category.MISUSE)
    for n in range(reports.MOST_AN_HOUR):
        reports_(cast.ana, says(cast, cast.ben, f"Number {n}"))
    last = says(cast, cast.ben, "One more")
    with pytest.raises(RateLimited):
        reports_(cast.ana, last)


def test_what_was_deleted_can_be_reported_for_thirty_days_and_is_read_in_the_case_alone(cast: Cast) -> None:
    message = says(cast, cast.ben)
    says(cast, cast.nia, "Not nice, Ben.")
    takes_back(cast, cast.ben, message)
    report = reports_(cast.ana, message)
    bench = access.load_case(cast.cara, report.case_id)
    (seen,) = cases.look(cast.cara, bench)
    assert seen["item"]["words"] == UNKIND
    assert [one["words"] for one in seen["after"]] == ["Not nice, Ben."]
    logged = AccessLogEntry.objects.filter(viewer=cast.cara.pk).values_list("subject", flat=True)
    assert set(logged) == {cast.profile(one, cast.harbour).pk for one in (cast.ben, cast.nia)}
    type(message).objects.filter(pk=message.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    with pytest.raises(NotFound):
        reports_(cast.nia, message)


def test_a_case_shows_five_on_either_side_and_no_more(cast: Cast) -> None:
    lines = [says(cast, cast.nia, f"Line {n}") for n in range(15)]
    report = reports_(cast.ana, lines[7])
    (seen,) = evidence.snapshots(report.case)
    assert [one["words"] for one in seen["before"]] == [f"Line {n}" for n in range(2, 7)]
    assert [one["words"] for one in seen["after"]] == [f"Line {n}" for n in range(8, 13)]
    assert UNKIND.encode() not in bytes(Evidence.objects.get().body)


def test_who_left_can_report_for_thirty_days(cast: Cast) -> None:
    room = cast.talk(cast.harbour)
    old = says(cast, cast.ben)
    leaving.leave(cast.place(cast.nia, cast.harbour), words="keep")
    later = says(cast, cast.ben, "After Nia left")
    with pytest.raises(NotFound):
        reports_(cast.nia, later)
    assert reports_(cast.nia, old).receipt
    room.events.filter(kind="member.leave").update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(NotFound):
        reports_(cast.nia, old)


def test_a_lease_holds_for_fifteen_minutes_and_can_be_handed_back(cast: Cast) -> None:
    Membership.objects.filter(profile=cast.profile(cast.nia, cast.harbour)).update(role=Role.CAPTAIN)
    case = reports_(cast.ana, says(cast, cast.ben)).case
    cases.claim(cast.cara, case.pk)
    with pytest.raises(Conflict, match="claimed"):
        cases.claim(cast.nia, case.pk)
    with pytest.raises(Conflict, match="claimed"):
        decides(cast.nia, case)
    cases.release(cast.cara, case.pk)
    assert cases.claim(cast.nia, case.pk).claimed_by == cast.nia
    Case.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert cases.claim(cast.cara, case.pk).claimed_by == cast.cara


def test_a_decision_on_an_older_version_is_none(cast: Cast) -> None:
    message = says(cast, cast.ben)
    case = now_in(reports_(cast.ana, message).case)
    seen = case.version
    reports_(cast.nia, message)
    with pytest.raises(Conflict):
        decisions.decide(cast.cara, case.pk, version=seen, ruling=decisions.Ruling())
    decides(cast.cara, case)
    with pytest.raises(Conflict, match="decided"):
        decides(cast.cara, case)


def test_three_reporters_from_two_branches_hide_it_until_decided(cast: Cast) -> None:
    let_in(cast, cast.nia, by=cast.ana)
    message = says(cast, cast.ben)
    for person in (cast.ana, cast.nia, cast.bea):
        message.refresh_from_db()
        assert message.hidden_at is None
        report = reports_(person, message)
    message.refresh_from_db()
    assert (message.body, message.hidden_at is None) == ("Taken out of sight.", False)
    assert now_in(report.case).held_at is not None
    with pytest.raises(Forbidden, match="hidden"):
        changes(cast.ben, message, "I put it back")
    decides(cast.cara, report.case)
    message.refresh_from_db()
    assert (message.body, message.hidden_at, message.edited_at) == (UNKIND, None, None)


def test_one_branch_hides_nothing(cast: Cast) -> None:
    let_in(cast, cast.nia, by=cast.ana)
    kim = make_person("kim")
    join(kim, cast.harbour)
    let_in(cast, kim, by=cast.nia)
    message = says(cast, cast.ben)
    for person in (cast.ana, cast.nia, kim):
        report = reports_(person, message)
    assert now_in(report.case).held_at is None
    assert Report.objects.values("branch").distinct().count() == 1
    message.refresh_from_db()
    assert message.body == UNKIND


def test_a_deadline_that_is_over_passes_the_case_on(cast: Cast) -> None:
    case = reports_(cast.ana, says(cast, cast.ben)).case
    assert access.judges(case) == [cast.cara.pk]
    Case.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    assert cases.escalate(timezone.now()) == 1
    assert cases.escalate(timezone.now()) == 0
    assert set(access.judges(now_in(case))) == {cast.cara.pk, cast.maya.pk}
    assert history(case)[-1] == CaseEntry.What.ESCALATED
    assert {bench.case for bench in access.queue(cast.maya)} == {case}


def test_misuse_of_reporting_is_a_case_for_somebody_else(cast: Cast) -> None:
    report = reports_(cast.ana, says(cast, cast.ben, "Good morning"))
    case = now_in(report.case)
    ruling = decisions.Ruling((), "", [report.pk])
    decisions.decide(cast.cara, case.pk, version=case.version, ruling=ruling)
    about = Case.objects.get(kind="report")
    assert (about.author, access.judges(about)) == (report.reporter, [cast.maya.pk])
    decides(cast.maya, about, Sanction.Kind.WARNING, reason="Reports are for what harms.")
    assert Sanction.objects.get().profile == report.reporter


def test_evidence_is_shredded_when_its_time_is_over(cast: Cast) -> None:
    harmless = reports_(cast.ana, says(cast, cast.ben, "Fine")).case
    other = reports_(cast.ana, says(cast, cast.ben)).case
    decides(cast.cara, harmless)
    decides(cast.cara, other, Step(Sanction.Kind.REMOVE_ITEM))
    month = timezone.now() + timedelta(days=31)
    assert evidence.shred_due(month) == 1
    assert Evidence.objects.filter(case=other).exists()
    assert evidence.shred_due(timezone.now() + timedelta(days=220)) == 2
