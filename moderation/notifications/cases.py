"""What reports and decisions tell people. None of it names a reporter, a reviewer or anybody's words; what is decided
about somebody is told a minute later, so that it can be taken back until then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch, Person
from community.notifications import INBOX_ONLY, LETTER, Due, Kind, Said, Still, register, tell
from moderation import access
from moderation.models import Appeal, Case, Report, Sanction
from moderation.models.decisions import UNDO

SAFETY = gettext_lazy("Safety")
_USEFUL = timedelta(days=30)
_CATCH_UP = timedelta(days=2)  # of a clock that stood still


class _Safety(Kind):
    section = SAFETY
    can_switch = False
    urgent = True


class Received(_Safety):
    """The receipt, to who reported."""

    name = "report.received"
    label = gettext_lazy("Receipts for what you reported")
    channels = INBOX_ONLY

    def still_true(self) -> Still:
        return Exists(Report.objects.filter(pk=OuterRef("subject"), reporter__person=OuterRef("person")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return _of_reports(dispatches, lambda report: _received(report))


class Outcome(_Safety):
    """What came of a report, to who reported."""

    name = "report.outcome"
    label = gettext_lazy("What came of what you reported")
    channels = LETTER

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        decided = Case.objects.filter(state=Case.State.DECIDED, decided_at__gt=now - _CATCH_UP, decided_at__lte=until)
        told = Dispatch.objects.filter(kind=self.name, subject=OuterRef("pk"), moment=OuterRef("at"))
        reports = Report.objects.filter(case__in=decided, reporter__person__isnull=False)
        for report in reports.annotate(at=F("case__decided_at")).exclude(Exists(told)).select_related("reporter"):
            yield _due(report.reporter.person_id, report.pk, report.at + UNDO, moment=report.at)

    def still_true(self) -> Still:
        decided = Report.objects.filter(case__decided_at=OuterRef("moment"), reporter__person=OuterRef("person"))
        return Exists(decided.filter(pk=OuterRef("subject")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return _of_reports(dispatches, lambda report: _outcome(report))


class Decided(_Safety):
    """The statement of reasons is there, to whom it concerns."""

    name = "decision.made"
    label = gettext_lazy("Decisions about you")
    channels = LETTER

    def due(self, now: datetime, until: datetime) -> Iterator[Due]:
        judged = Q(decision__undone_at=None, decision__isnull=False)
        outright = Q(decision=None, kind=Sanction.Kind.REMOVE_ITEM)  # who was removed hears of it with the removal
        made = Sanction.objects.filter(judged | outright, lifted_at=None, profile__person__isnull=False)
        made = made.filter(created_at__gt=now - _CATCH_UP, created_at__lte=until)
        told = Dispatch.objects.filter(kind=self.name, subject=OuterRef("pk"))
        for one in made.exclude(Exists(told)).select_related("profile"):
            yield _due(one.profile.person_id if one.profile else None, one.pk, one.created_at + UNDO)

    def still_true(self) -> Still:
        stands = Sanction.objects.filter(pk=OuterRef("subject"), lifted_at=None)
        return Exists(stands.filter(Q(decision=None) | Q(decision__undone_at=None), profile__person=OuterRef("person")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        found = Sanction.objects.in_bulk({one.subject for one in dispatches})
        return {
            one.pk: Said(
                title=_("A decision about you"),
                line=_("It comes with its reasons, and you can appeal to somebody else."),
                url=reverse("moderation:decision", args=[one.subject]),
                button=_("Read the reasons"),
                why=_("You get this because a decision about you comes with its reasons."),
            )
            for one in dispatches
            if one.subject in found
        }


class Answered(_Safety):
    """The appeal is decided, to who appealed."""

    name = "appeal.answered"
    label = gettext_lazy("Answers to your appeals")
    channels = LETTER

    def still_true(self) -> Still:
        answered = Appeal.objects.filter(pk=OuterRef("subject"), decided_at__isnull=False)
        return Exists(answered.filter(sanction__profile__person=OuterRef("person")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        found = Appeal.objects.in_bulk({one.subject for one in dispatches})
        return {one.pk: _answered(found[one.subject]) for one in dispatches if one.subject in found}


class Waiting(Kind):
    """Something to decide, to whoever may judge it now. `variant` 1: the deadline is over."""

    name = "case.waiting"
    label = gettext_lazy("Something to look at as captain or reviewer")
    section = SAFETY
    channels = LETTER
    gathers = True

    def still_true(self) -> Still:
        open_ = Case.objects.filter(pk=OuterRef("subject"), state=Case.State.OPEN)
        return Exists(open_) | Exists(Appeal.objects.filter(pk=OuterRef("subject"), decided_at=None))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """Who may no longer judge it, or has left, hears nothing of it: asked anew each time."""
        people = Person.objects.in_bulk({one.person_id for one in dispatches if one.person_id})
        benches = {pk: {bench.subject.pk: bench for bench in access.queue(who)} for pk, who in people.items()}
        found = ((one, benches.get(one.person_id or one.pk, {}).get(one.subject)) for one in dispatches)
        return {one.pk: _waiting(one, bench) for one, bench in found if bench is not None}


class Urgent(Waiting):
    """The same where somebody may be in danger: it wakes."""

    name = "case.urgent"
    label = gettext_lazy("Something urgent to look at as captain or reviewer")
    can_switch = False
    gathers = False
    urgent = True


RECEIVED, OUTCOME, DECIDED, ANSWERED = Received(), Outcome(), Decided(), Answered()
WAITING, URGENT = Waiting(), Urgent()
register(RECEIVED, OUTCOME, DECIDED, ANSWERED, WAITING, URGENT)


def received(report: Report, person: Person) -> None:
    tell(RECEIVED, [_due(person.pk, report.pk, report.created_at, space=report.reporter.space)])


def waits(case: Case) -> None:
    """To all who may judge it now; each hears of a case once, and once more when its deadline is over."""
    kind = URGENT if case.severity == Case.Severity.HOUR else WAITING
    late = int(case.escalated_at is not None)
    now = timezone.now()
    space = case.space if case.space != case.brand_id else None  # what went to several groups is of none
    tell(kind, [_due(pk, case.pk, now, variant=late, space=space) for pk in access.judges(case)])


def appeal_waits(appeal: Appeal) -> None:
    late, now = int(appeal.escalated_at is not None), timezone.now()
    space = appeal.sanction.space
    tell(WAITING, [_due(pk, appeal.pk, now, variant=late, space=space) for pk in access.appeal_judges(appeal)])


def appeal_answered(appeal: Appeal, sanction: Sanction) -> None:
    if sanction.profile is not None and sanction.profile.person_id is not None:
        tell(ANSWERED, [_due(sanction.profile.person_id, appeal.pk, timezone.now())])


def _due(person: UUID | None, subject: UUID, at: datetime, **more: Any) -> Due:
    return Due(person_id=person, subject=subject, due_at=at, useful_until=at + _USEFUL, **more)


def _of_reports(dispatches: Sequence[Dispatch], say: Callable[[Report], Said]) -> dict[UUID, Said]:
    found = Report.objects.select_related("case").in_bulk({one.subject for one in dispatches})
    return {one.pk: say(found[one.subject]) for one in dispatches if one.subject in found}


def _received(report: Report) -> Said:
    return Said(
        title=_("Your report has arrived"),
        line=_("Its number is %(receipt)s. You hear what came of it.") % {"receipt": report.receipt},
        url=reverse("moderation:report", args=[report.pk]),
        why=_("You get this because you reported something."),
    )


def _outcome(report: Report) -> Said:
    return Said(
        title=_("Your report was decided"),
        line=_("What came of %(receipt)s can be read now.") % {"receipt": report.receipt},
        url=reverse("moderation:report", args=[report.pk]),
        button=_("See what came of it"),
        why=_("You get this because you reported something."),
    )


def _answered(appeal: Appeal) -> Said:
    line = _("The decision was undone.") if appeal.overturned else _("The decision stands. The reasons are there.")
    return Said(
        title=_("Your appeal was decided"),
        line=line,
        url=reverse("moderation:decision", args=[appeal.sanction_id]),
        button=_("Read the reasons"),
        why=_("You get this because you appealed."),
    )


def _waiting(dispatch: Dispatch, bench: access.Bench) -> Said:
    line = _("Its deadline is over.") if dispatch.variant else _("Somebody asks you to look at it.")
    return Said(
        title=_("Something to decide in %(group)s") % {"group": bench.place.name},
        line=line,
        url=reverse("moderation:queue"),
        button=_("Look at it"),
        why=_("You get this because you decide about reports here."),
        sign=bench.place.brand.name,
        colour=bench.place.brand.colour,
    )
