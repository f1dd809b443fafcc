"""Saying that something is wrong (trust.md R30, R34, R35)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Invalid, NotFound, RateLimited
from community.models import Person
from community.text import clean_text
from community.whole import whole
from moderation import evidence, notifications
from moderation.actions.cases import lock_open, note
from moderation.models import Case, CaseEntry, Category, Report
from moderation.models.cases import REPORT_LENGTH
from moderation.ports import Place, Subject, registry

HOLDS_FROM, BRANCHES = 3, 2  # reporters, and branches of invitations that they come from (R35)
MOST_AN_HOUR = 12
_HOUR = timedelta(hours=1)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that reads like another
Severity = Case.Severity
# How soon it must be decided, by what is said to be wrong (R34).
SEVERITIES = {
    Category.THREAT: Severity.HOUR,
    Category.MINORS: Severity.HOUR,
    Category.SELF_HARM: Severity.HOUR,
    Category.UNKIND: Severity.DAY,
    Category.HATE: Severity.DAY,
    Category.SEXUAL: Severity.DAY,
    Category.PRIVATE: Severity.DAY,
    Category.POSING: Severity.DAY,
    Category.SCAM: Severity.THREE_DAYS,
    Category.SPAM: Severity.THREE_DAYS,
    Category.OTHER: Severity.WEEK,
    Category.MISUSE: Severity.WEEK,
}
# What a member may choose: misuse is seen by who decides.
OFFERED = [one for one in Category if one is not Category.MISUSE]


@whole
def file(person: Person, kind: str, subject_id: UUID, *, category: str, words: str = "") -> Report:
    """Takes the report in and answers with its receipt; the same words reported again by the same person are the same
    report. Raises `NotFound` for what one cannot see and could not within thirty days, `Invalid` (fields `category`,
    `words`), `RateLimited`."""
    if category not in OFFERED:
        raise Invalid(_("Choose what is wrong."), field="category")
    words = clean_text(words, most=REPORT_LENGTH, field="words", multiline=True, required=False)
    subject = registry.find(kind, subject_id).load_for(person)
    place = subject.place()
    reporter = place.profile_of(person)
    author = subject.author()
    if reporter is None:
        raise NotFound
    if author is not None and author.pk == reporter.pk:
        raise Invalid(_("This is your own. You can change it or delete it."), field="category")
    subject.lock()
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # one after the other: the rate is counted here
    same = Report.objects.filter(kind=kind, subject=subject_id, edition=subject.edition())
    before = same.filter(reporter__person=person).first()
    if before is not None:
        return before
    _count(person)
    case = _case(subject, place, kind, subject_id, SEVERITIES[Category(category)])
    report = Report.objects.create(
        case=case,
        reporter=reporter,
        kind=kind,
        subject=subject_id,
        edition=subject.edition(),
        category=category,
        words=words,
        receipt=_receipt(),
        branch=place.branch_of(reporter),
    )
    evidence.keep(case, subject.edition(), subject.snapshot())
    note(case, CaseEntry.What.REPORTED)
    _hold(case, subject)
    notifications.received(report, person)
    notifications.waits(case)
    return report


def hear_by(report: Report) -> datetime:
    """When its reporter hears what came of it, at the latest. By their own words alone: the deadline of the case is the
    same or earlier, and would tell them that somebody else reported it as well, and when (R30)."""
    return _deadline(report.created_at, SEVERITIES[Category(report.category)])


def _case(subject: Subject, place: Place, kind: str, subject_id: UUID, severity: Severity) -> Case:
    """The open one of this subject, locked; the nearest deadline counts."""
    now, author = timezone.now(), subject.author()
    new = Case(
        kind=kind,
        subject=subject_id,
        brand=place.brand,
        space=place.space,
        author=author,
        of_brand=subject.of_brand(),
        severity=severity,
        opened_at=now,
        deadline=_deadline(now, severity),
    )
    Case.objects.bulk_create([new], ignore_conflicts=True)  # whoever comes second finds the first one's
    case = lock_open(kind, subject_id)
    if severity < case.severity:
        case.severity, case.deadline = severity, min(case.deadline, _deadline(now, severity))
        case.save(update_fields=["severity", "deadline"])
    return case


def _deadline(now: datetime, severity: Severity) -> datetime:
    return now + timedelta(hours=severity)


def _hold(case: Case, subject: Subject) -> None:
    """Out of sight until somebody has decided, when three people from two branches say so. Never more than that: no
    number of reports removes anything."""
    if case.held_at is not None:
        return
    # Who has left for good under one name may be here again under another, and would count twice.
    said = set(case.reports.filter(reporter__person__isnull=False).values_list("reporter", "branch"))
    if len({who for who, _branch in said}) < HOLDS_FROM or len({branch for _who, branch in said}) < BRANCHES:
        return
    kept = subject.hide()
    if kept is None:
        return
    evidence.keep_taken(case, kept)
    case.held_at = timezone.now()
    case.save(update_fields=["held_at"])
    note(case, CaseEntry.What.HELD)


def _count(person: Person) -> None:
    recent = Report.objects.filter(reporter__person=person, created_at__gt=timezone.now() - _HOUR)
    if recent.count() >= MOST_AN_HOUR:
        raise RateLimited(retry_ms=int(_HOUR.total_seconds() * 1000))


def _receipt() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"
