"""Attacks on reports, decisions and appeals (trust.md R1, R30-R38): in the code and past it, by SQL."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from community.errors import Conflict, NotFound, SnugError
from community.models import Person
from groups.models import Membership
from moderation import access, evidence
from moderation.actions import appeals, decisions, reports
from moderation.actions.decisions import Ruling
from moderation.models import Appeal, Case, CaseEntry, Decision, Evidence, Sanction, Statement
from tests.cast import Cast
from tests.moderation.casework import UNKIND, decides, let_in, now_in, reports_, reviewer, says, takes_back

pytestmark = pytest.mark.django_db
Kind = Sanction.Kind


@pytest.fixture
def case(cast: Cast) -> Case:
    return reports_(cast.ana, says(cast, cast.ben)).case


def by_sql(cast: Cast, case: Case, person: Person) -> None:
    """A decision that no code has asked about."""
    case.refresh_from_db()
    with transaction.atomic():
        Decision.objects.create(case=case, version=case.version, reviewer=person, role="captain")


def promote(cast: Cast, person: Person) -> None:
    Membership.objects.filter(profile=cast.profile(person, cast.harbour)).update(role="captain")


@pytest.mark.parametrize("name", ["ben", "ana"])
def test_neither_the_accused_nor_the_reporter_judges(cast: Cast, case: Case, name: str) -> None:
    person = cast.names[name]
    promote(cast, person)
    assert access.judges(case) == [cast.cara.pk]
    assert access.queue(person) == []
    with pytest.raises(NotFound):
        decides(person, case)
    with pytest.raises(IntegrityError, match="own cause"):
        by_sql(cast, case, person)


@pytest.mark.parametrize(("guest", "host"), [("ben", "cara"), ("ana", "cara"), ("cara", "ana"), ("cara", "ben")])
def test_who_invited_one_of_them_or_was_invited_by_one_does_not_judge(
    cast: Cast, case: Case, guest: str, host: str
) -> None:
    assert access.judges(case) == [cast.cara.pk]
    let_in(cast, cast.names[guest], by=cast.names[host])
    assert access.judges(case) == [cast.maya.pk]
    with pytest.raises(NotFound):
        decides(cast.cara, case)
    with pytest.raises(IntegrityError, match="let in"):
        by_sql(cast, case, cast.cara)


def test_a_brands_people_do_not_judge_their_brand(cast: Cast) -> None:
    reviewer(cast, cast.eve)
    for n in range(4):  # so that the brand has a share left
        says(cast, cast.ben, f"{n}")
    case = reports_(cast.ana, says(cast, cast.bea, "Buy now")).case
    Case.objects.update(escalated_at=timezone.now())
    assert {cast.maya.pk, cast.eve.pk, cast.bea.pk}.isdisjoint(access.judges(now_in(case)))
    for person in (cast.maya, cast.eve):
        with pytest.raises(NotFound):
            decides(person, case)
        with pytest.raises(IntegrityError, match="own cause"):
            by_sql(cast, case, person)


def test_other_brands_and_groups_judge_nothing_here(cast: Cast, case: Case) -> None:
    Case.objects.update(escalated_at=timezone.now())
    assert cast.maya.pk in access.judges(now_in(case))
    for person in (cast.otto, cast.hal, cast.lou, cast.eve, cast.dov):
        assert access.queue(person) == []
        with pytest.raises(NotFound):
            decides(person, case)


def test_a_decision_by_whom_nobody_may_judge_leaves_nothing(cast: Cast, case: Case) -> None:
    with pytest.raises(NotFound):
        decides(cast.ben, case, Kind.NOTE)
    assert (Decision.objects.count(), Sanction.objects.count()) == (0, 0)


def test_a_second_decision_on_one_version_is_refused_by_the_database(cast: Cast, case: Case) -> None:
    by_sql(cast, case, cast.cara)
    with pytest.raises(IntegrityError, match="decision_once_a_version"):
        by_sql(cast, case, cast.maya)


def test_a_sanction_without_its_statement_is_not_committed(cast: Cast) -> None:
    ben = cast.profile(cast.ben, cast.harbour)
    Sanction.objects.create(profile=ben, space=ben.space, kind=Kind.WARNING, reason="Because.")
    with pytest.raises(IntegrityError, match="without its statement"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_statement_is_neither_rewritten_nor_taken_away(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.WARNING)
    with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
        Statement.objects.update(fields={})
    with pytest.raises(IntegrityError, match="without its statement"), transaction.atomic():
        Statement.objects.all().delete()
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_history_of_a_case_is_neither_rewritten_nor_shortened(cast: Cast, case: Case) -> None:
    for attack in (
        lambda: CaseEntry.objects.update(what="decided"),
        lambda: CaseEntry.objects.all().delete(),
        lambda: Case.objects.update(version=0),
        lambda: Evidence.objects.update(body=b"another"),
    ):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            attack()


def test_evidence_that_the_accused_deletes_or_changes_stays_as_it_was_reported(cast: Cast) -> None:
    message = says(cast, cast.ben)
    case = reports_(cast.ana, message).case
    takes_back(cast, cast.ben, message)
    assert [one["item"]["words"] for one in evidence.snapshots(case)] == [UNKIND]
    message.refresh_from_db()
    assert message.body == ""


def test_the_one_who_decided_does_not_hear_the_appeal(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.WARNING)
    appeal = appeals.file(cast.ben, Sanction.objects.get().pk, "I was joking.")
    with pytest.raises(NotFound):
        appeals.answer(cast.cara, appeal.pk, overturned=False, reason="No.")
    for person in (cast.cara, cast.ben, cast.ana):
        with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(
                decided_by=person, decided_at=timezone.now(), overturned=False, reason="No."
            )


def test_an_appeal_is_neither_late_nor_second_nor_decided_again(cast: Cast, case: Case) -> None:
    decides(cast.cara, case, Kind.WARNING)
    sanction, now = Sanction.objects.get(), timezone.now()
    late = Appeal(sanction=sanction, words="Late", deadline=now, created_at=now + timedelta(days=184))
    with pytest.raises(IntegrityError, match="six months"), transaction.atomic():
        late.save()
    appeal = appeals.file(cast.ben, sanction.pk, "I was joking.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(sanction=sanction, words="Again", deadline=now)
    appeals.answer(cast.maya, appeal.pk, overturned=False, reason="It stands.")
    with pytest.raises(Conflict, match="decided"):
        appeals.answer(cast.maya, appeal.pk, overturned=True, reason="No, it does not.")
    with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
        Appeal.objects.update(overturned=True)


def test_reports_do_not_tell_what_is_there(cast: Cast) -> None:
    """For whoever never could see it, a message and a number that nothing bears are one."""
    message = says(cast, cast.ben)
    assert reports_(cast.ana, message)
    for person in (cast.eve, cast.cleo, cast.maya, cast.pia, cast.otto, cast.dov):
        with pytest.raises(NotFound):
            reports_(person, message)
    for kind in ("event", "profile", "group", "report", "case", ""):
        with pytest.raises(NotFound):
            reports.file(cast.eve, kind, uuid.uuid4(), category="spam")


def test_words_from_before_ones_time_cannot_be_reported(cast: Cast) -> None:
    message = says(cast, cast.ben)
    seat = cast.talk(cast.harbour).participants.get(profile__person=cast.nia)
    seat.visible_from_seq = message.seq
    seat.save(update_fields=["visible_from_seq"])
    with pytest.raises(NotFound):
        reports_(cast.nia, message)


def test_no_number_of_reports_removes_anything(cast: Cast) -> None:
    message = says(cast, cast.ben)
    for person in (cast.ana, cast.nia, cast.cara, cast.bea):
        report = reports_(person, message)
    message.refresh_from_db()
    case = now_in(report.case)
    assert (case.state, message.deleted_at, Sanction.objects.count()) == (Case.State.OPEN, None, 0)
    assert case.held_at is not None
    assert access.judges(case) == [cast.maya.pk]  # the captain has reported it herself


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides(cast: Cast) -> None:
    promote(cast, cast.nia)
    case = now_in(reports_(cast.ana, says(cast, cast.ben)).case)
    gate, told = threading.Barrier(2), []

    def rule(person: Person, kind: str) -> None:
        gate.wait()
        try:
            ruling = Ruling([decisions.Step(kind)], "Be kind.")
            decisions.decide(person, case.pk, version=case.version, ruling=ruling)
            told.append("decided")
        except (Conflict, NotFound) as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    judges = ((cast.cara, Kind.WARNING), (cast.nia, Kind.NOTE))
    threads = [threading.Thread(target=rule, args=one) for one in judges]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[-1] == "decided"
    assert (told.count("decided"), Decision.objects.count(), Sanction.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_reporters_at_once_make_one_case(cast: Cast) -> None:
    message = says(cast, cast.ben)
    people = [cast.ana, cast.nia, cast.cara, cast.bea] * 2
    gate, failed = threading.Barrier(len(people)), []

    def tell(person: Person) -> None:
        gate.wait()
        try:
            reports_(person, message)
        except SnugError as refusal:
            failed.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case = Case.objects.get()
    assert (failed, case.reports.count(), case.version) == ([], 4, case.history.count() + 1)
