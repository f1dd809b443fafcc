"""Deciding a case, and taking that back (trust.md R32, R33, R36, R38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.models import Person, Profile
from community.text import clean_text
from community.whole import whole
from moderation import access, evidence, notifications, statements
from moderation.actions.cases import note
from moderation.actions.sanctions import REASON_LENGTH
from moderation.models import TIMED, Case, CaseEntry, Category, Decision, Report, Sanction
from moderation.models.decisions import UNDO, case_of
from moderation.ports import Barring, Place, Subject, registry

Kind = Sanction.Kind
MOST_DAYS = {access.CAPTAIN: 30, access.REVIEWER: 180, access.OPERATOR: 180}
_NOT_BY_CAPTAINS = frozenset((Kind.BAN,))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder. `days` for those that end."""

    kind: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a reviewer wants; no steps: it keeps to the charter. `reason` is what its addressee reads. `misuse`: reports
    that were made to harm, each becomes a case of its own, for somebody else (R38). `bar`: the pictures of
    what is taken out of sight are not sent again in any group of the brand (R29)."""

    steps: Sequence[Step] = ()
    reason: str = ""
    misuse: Sequence[UUID] = ()
    bar: bool = False


def rungs(role: str) -> list[str]:
    """The steps that a reviewer in this role may take."""
    return [one for one in Kind if role != access.CAPTAIN or one not in _NOT_BY_CAPTAINS]


@whole
def decide(person: Person, case_id: UUID, *, version: int, ruling: Ruling) -> Decision:
    """Raises `NotFound` for who may not judge it, `Conflict` when it has moved on since `version` was read or somebody
    else holds it, `Invalid` (fields `reason`, `steps`, `days`), `Forbidden` `captain_stays`."""
    bench = access.load_case(person, case_id)
    reason = _checked(ruling, bench.role)
    seen = bench.case
    assert seen is not None
    subject = registry.find(seen.kind, seen.subject)
    bench.place.lock(seen.author)
    subject.lock()
    case = _lock(case_id)
    if case is None or case.version != version:
        raise Conflict
    if access.bench_of(person, case) is None:
        raise NotFound
    now = timezone.now()
    if case.claimed_by_other(person, now):
        raise Conflict(code="claimed")
    decision = Decision.objects.create(
        case=case, version=version, reviewer=person, role=bench.role, reason=reason, created_at=now
    )
    _take(decision, ruling, subject, bench.place)
    _close(case, subject, taken_down=any(step.kind == Kind.REMOVE_ITEM for step in ruling.steps))
    note(case, CaseEntry.What.DECIDED, person)
    _misuse(case, ruling.misuse, person)
    audit.record(
        "case.decided",
        actor=person,
        brand=case.brand,
        subject=case.pk,
        data={"role": bench.role, "steps": [step.kind for step in ruling.steps]},
    )
    return decision


def preview(bench: access.Bench, ruling: Ruling) -> list[tuple[Sanction, statements.Fields]]:
    """The steps and their statements as `decide` would write them now; nothing is stored. Whoever asks has written the
    access log. Raises `Invalid`."""
    case = bench.case
    assert case is not None
    reason, now = _checked(ruling, bench.role), timezone.now()
    planned = [_sanction(case, step, reason, now) for step in ruling.steps]
    worst, day = _category(case), _day_of(case)
    return [(one, statements.fields_of(one, worst, day, reported=True)) for one in planned]


@whole
def undo(person: Person, decision_id: UUID) -> Case:
    """Takes one's own decision back: within a minute, and before its addressee has read the reasons. Raises `NotFound`,
    `Conflict` `too_late`."""
    decision = access.load_undoable(person, decision_id)
    case = decision.case
    subject, place = registry.find(case.kind, case.subject), registry.place_of(case.space)
    place.lock(case.author)
    subject.lock()
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    decision.refresh_from_db()
    made = list(decision.sanctions.select_related("profile"))
    late = timezone.now() > decision.created_at + UNDO or any(one.seen_at for one in made)
    again = Case.objects.filter(kind=case.kind, subject=case.subject, state=Case.State.OPEN).exists()
    if late or again or decision.undone_at is not None or case.state != Case.State.DECIDED:
        raise Conflict(_("It is too late to take this back. There is the appeal."), code="too_late")
    now = timezone.now()
    Decision.objects.filter(pk=decision.pk).update(undone_at=now)
    for sanction in made:
        lift(sanction, place, now)
    if case.held_at is not None:
        kept = subject.hide()
        if kept is None:
            case.held_at = None  # its author has taken it back meanwhile
        else:
            evidence.keep_taken(case, kept)
    case.state, case.decided_at = Case.State.OPEN, None
    case.save(update_fields=["state", "decided_at", "held_at"])
    note(case, CaseEntry.What.UNDONE, person)
    audit.record("decision.undone", actor=person, brand=case.brand, subject=case.pk)
    return case


def read(sanction: Sanction) -> None:
    """Its addressee has the reasons before them."""
    if sanction.seen_at is None:
        Sanction.objects.filter(pk=sanction.pk, seen_at=None).update(seen_at=timezone.now())


def lift(sanction: Sanction, place: Place, now: datetime) -> None:
    """Fully undone (R37): the item is where it was, the person may what they could. Under the place's locks."""
    if Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(lifted_at=now) == 0:
        return
    sanction.lifted_at = now
    if sanction.kind == Kind.REMOVE_ITEM:
        _put_back(sanction)
    else:
        place.lift(sanction)


def _put_back(sanction: Sanction) -> None:
    """Unless somebody else has taken it out of sight as well: then it comes back when that is undone, too."""
    case = case_of(sanction)
    assert case is not None
    same = Case.objects.filter(kind=case.kind, subject=case.subject)
    taken = Q(decision__case__in=same, decision__undone_at=None) | Q(decision=None, pk__in=same)
    if Sanction.objects.filter(taken, kind=Kind.REMOVE_ITEM, lifted_at=None).exists():
        return
    held = same.filter(held_at__isnull=False, state=Case.State.OPEN)
    all_taken = map(evidence.taken, [case, *same.exclude(pk=case.pk)])
    kept = next((found for found in all_taken if found is not None), None)
    if kept is not None and not held.exists():
        registry.find(case.kind, case.subject).restore(kept)


def _checked(ruling: Ruling, role: str) -> str:
    """The reason, cleaned. Raises `Invalid`."""
    kinds = [step.kind for step in ruling.steps]
    if len(set(kinds)) != len(kinds) or not set(kinds) <= set(rungs(role)):
        raise Invalid(_("Choose what is to happen."), field="steps")
    if ruling.bar and (role == access.CAPTAIN or Kind.REMOVE_ITEM not in kinds):
        raise Invalid(_("Only with taking it out of sight, and not by a captain."), field="bar")
    for step in ruling.steps:
        if (step.kind in TIMED) != (step.days is not None) or not 1 <= (step.days or 1) <= MOST_DAYS[role]:
            raise Invalid(_("Say for how long, in days."), field="days")
    return clean_text(ruling.reason, most=REASON_LENGTH, field="reason", multiline=True, required=bool(kinds))


def _take(decision: Decision, ruling: Ruling, subject: Subject, place: Place) -> None:
    """Each step with its row and its statement; what the place must do is done at once."""
    case = decision.case
    worst = _category(case)
    decided_by = _profile_of_captain(decision)
    for step in ruling.steps:
        sanction = _sanction(case, step, decision.reason, decision.created_at)
        sanction.decision, sanction.decided_by = decision, decided_by
        sanction.save(force_insert=True)
        statements.write(sanction, worst, content_date=_day_of(case), reported=True)
        if step.kind == Kind.REMOVE_ITEM:
            _take_down(case, subject)
            _bar(ruling, subject)
        else:
            place.apply(sanction)


def _sanction(case: Case, step: Step, reason: str, now: datetime) -> Sanction:
    """As it would be written. Raises `Invalid` for what cannot be done to the brand's own."""
    if case.author is None and step.kind != Kind.REMOVE_ITEM:
        raise Invalid(_("This is the brand’s own. You can take it out of sight."), field="steps")
    return Sanction(
        profile=case.author,
        space=case.space,
        brand=case.brand,
        kind=step.kind,
        reason=reason,
        created_at=now,
        ends_at=now + timedelta(days=step.days) if step.days else None,
    )


def _take_down(case: Case, subject: Subject) -> None:
    kept = subject.remove()
    if kept is not None:  # else they were taken when it was hidden
        evidence.keep_taken(case, kept)


def _bar(ruling: Ruling, subject: Subject) -> None:
    if ruling.bar and not (isinstance(subject, Barring) and subject.bar()):
        raise Invalid(_("There is no picture to keep out."), field="bar")


def _close(case: Case, subject: Subject, *, taken_down: bool) -> None:
    if case.held_at is not None and not taken_down:
        kept = evidence.taken(case)
        if kept is not None:
            subject.restore(kept)
    case.state, case.decided_at = Case.State.DECIDED, timezone.now()
    case.claimed_by, case.claimed_until = None, None
    case.save(update_fields=["state", "decided_at", "claimed_by", "claimed_until"])


def _misuse(case: Case, named: Sequence[UUID], person: Person) -> None:
    harmful = list(case.reports.filter(pk__in=named).select_related("reporter"))
    if len(harmful) != len(set(named)):
        raise Invalid(_("Name reports of this case."), field="misuse")
    for report in harmful:
        _misused(report, case, person)


def _misused(report: Report, case: Case, person: Person) -> None:
    """A case about a report, raised by who saw it and decided by somebody else; its author is who reported."""
    if report.reporter_id == case.author_id:
        raise Forbidden
    now = timezone.now()
    about = Case(
        kind="report",
        subject=report.pk,
        brand=case.brand,
        space=report.reporter.space,
        author=report.reporter,
        of_brand=case.of_brand,  # its team does not judge who reported it
        severity=Case.Severity.WEEK,
        opened_at=now,
        deadline=now + timedelta(hours=Case.Severity.WEEK),
    )
    made = Case.objects.bulk_create([about], ignore_conflicts=True)
    found = Case.objects.get(kind="report", subject=report.pk, state=Case.State.OPEN)
    if found.pk == made[0].pk:
        evidence.keep(found, "1", registry.find("report", report.pk).snapshot())
        note(found, CaseEntry.What.REPORTED, person)
        notifications.waits(found)


def _lock(case_id: UUID) -> Case | None:
    locked = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("author", "brand")
    return locked.filter(pk=case_id, state=Case.State.OPEN).first()


def _category(case: Case) -> str:
    """What was said to be wrong, most urgent first; of a case about a report, misuse."""
    said = list(case.reports.order_by("created_at").values_list("category", flat=True))
    return said[0] if said else Category.MISUSE


def _day_of(case: Case) -> date:
    """The day of what it is about, as it was reported."""
    found = evidence.snapshots(case)
    at = parse_datetime(found[0]["item"]["at"]) if found else None
    return (at or case.opened_at).date()


def _profile_of_captain(decision: Decision) -> Profile | None:
    if decision.role != access.CAPTAIN:
        return None
    return Profile.objects.filter(person=decision.reviewer, space=decision.case.space).first()
