"""Cases as their reviewers find them, reports and decisions as those concerned do: the load is the permission check.

Who may not judge a case does not find it (trust.md R1, R33). First come the captains of the place, then the brand's
reviewers and managers, then operators; a case goes to the first of these in which anybody is free to judge it, and once
its deadline is over to the next as well (R34).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.errors import Conflict, NotFound
from community.models import Person, Role
from moderation.models import Appeal, Case, CaseEntry, Decision, Report, Sanction
from moderation.models.decisions import APPEAL_DAYS, UNDO, case_of
from moderation.ports import Place, registry

CAPTAIN, REVIEWER, OPERATOR = "captain", "reviewer", "operator"
MOST = 100  # cases looked through for one queue
_OF_BRAND = (Role.Kind.REVIEWER, Role.Kind.MANAGER)


class CameOf(StrEnum):
    """What its reporter is told of a report: whether something was done, not what and to whom."""

    OPEN = "open"
    ACTED = "acted"
    KEPT = "kept"  # it keeps to the charter


@dataclass(frozen=True, slots=True)
class Bench:
    """A case, or an appeal, and in which role somebody judges it."""

    case: Case | None
    appeal: Appeal | None
    place: Place
    role: str

    @property
    def subject(self) -> Case | Appeal:
        """What is to be decided."""
        found = self.appeal or self.case
        assert found is not None
        return found


def load_case(person: Person, case_id: UUID) -> Bench:
    """An open case for who may judge it. `NotFound` for everybody else; `Conflict` `decided` when it is decided."""
    case = Case.objects.select_related("author", "brand").filter(pk=case_id).first()
    bench = bench_of(person, case) if case else None
    return _open(bench, bench is not None and bench.case is not None and bench.case.state == Case.State.DECIDED)


def load_appeal(person: Person, appeal_id: UUID) -> Bench:
    """The same for an appeal."""
    appeal = _appeals().filter(pk=appeal_id).first()
    bench = bench_of_appeal(person, appeal) if appeal else None
    return _open(bench, appeal is not None and appeal.decided_at is not None)


def _open(bench: Bench | None, decided: bool) -> Bench:
    if bench is None:
        raise NotFound
    if decided:
        raise Conflict(_("This is decided already."), code="decided")
    return bench


def load_undoable(person: Person, decision_id: UUID) -> Decision:
    """One's own decision. `NotFound` otherwise; whether it is too late is the action's to say."""
    found = Decision.objects.select_related("case__author").filter(pk=decision_id, reviewer=person).first()
    if found is None:
        raise NotFound
    return found


def undoable_by(person: Person, now: datetime) -> QuerySet[Decision]:
    """What one has just decided, while it can be taken back."""
    mine = Decision.objects.filter(reviewer=person, undone_at=None, created_at__gt=now - UNDO)
    unread = mine.exclude(sanctions__seen_at__isnull=False).filter(case__state=Case.State.DECIDED)
    return unread.select_related("case__author").prefetch_related("sanctions").order_by("-created_at")


def decided_by(person: Person, role: str) -> QuerySet[Decision]:
    """What one has decided in this role, newest first; taken back or not."""
    mine = Decision.objects.filter(reviewer=person, role=role)
    return mine.select_related("case__author").prefetch_related("sanctions").order_by("-created_at", "pk")


def answered_by(person: Person) -> QuerySet[Appeal]:
    """Appeals that one has decided, newest first."""
    return _appeals().filter(decided_by=person).order_by("-decided_at", "pk")


def queue(person: Person) -> list[Bench]:
    """What this person may judge now, the nearest deadline first."""
    cases = Case.objects.filter(_near(person), state=Case.State.OPEN).select_related("author", "brand")
    appeals = _appeals().filter(decided_at=None).filter(_near(person, "sanction__"))
    found = [bench_of(person, case) for case in cases.order_by("deadline")[:MOST]]
    found += [bench_of_appeal(person, appeal) for appeal in appeals.order_by("deadline")[:MOST]]
    return sorted((one for one in found if one is not None), key=lambda one: one.subject.deadline)


def reports_by(person: Person) -> QuerySet[Report]:
    """What one has reported oneself, newest first."""
    return Report.objects.filter(reporter__person=person).select_related("case").order_by("-created_at", "pk")


def load_report(person: Person, report_id: UUID) -> Report:
    found = reports_by(person).filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found


def outcomes(reports: Collection[Report]) -> dict[UUID, CameOf]:
    """What came of each, by its id, as far as it is final."""
    final = {one.case_id for one in reports if is_final(one.case)}
    standing = Sanction.objects.filter(decision__case__in=final, decision__undone_at=None, lifted_at=None)
    acted = set(standing.values_list("decision__case", flat=True))
    return {
        one.pk: CameOf.OPEN if one.case_id not in final else CameOf.ACTED if one.case_id in acted else CameOf.KEPT
        for one in reports
    }


def sanctions_of(person: Person) -> QuerySet[Sanction]:
    """What was decided about oneself, newest first: once it is final, a minute later, and what was lifted since."""
    made = Q(decision=None) | Q(decision__undone_at=None)
    about = Sanction.objects.filter(made, profile__person=person)
    return about.select_related("decision", "statement", "appeal").order_by("-created_at", "pk")


def load_sanction(person: Person, sanction_id: UUID) -> Sanction:
    found = sanctions_of(person).filter(pk=sanction_id).first()
    if found is None:
        raise NotFound
    return found


def is_final(case: Case) -> bool:
    """Whether its decision can be told to who reported: it cannot be taken back any more."""
    return case.decided_at is not None and timezone.now() > case.decided_at + UNDO


def is_held(kind: str, subjects: Collection[UUID]) -> bool:
    """Whether one of these is out of sight until somebody has decided (trust.md R35)."""
    held = Case.objects.filter(kind=kind, subject__in=subjects, state=Case.State.OPEN, held_at__isnull=False)
    return held.exists()


def was_taken(kind: str, subjects: Collection[UUID], edition: str) -> bool:
    """Whether a decision that stands has taken one of these out of sight, as it was in this very state."""
    made = Sanction.objects.filter(kind=Sanction.Kind.REMOVE_ITEM, lifted_at=None, decision__case__kind=kind)
    return made.filter(decision__case__subject__in=subjects, decision__case__reports__edition=edition).exists()


def may_appeal(sanction: Sanction) -> bool:
    """Once, within six months, while it has not been taken back."""
    young = timezone.now() < sanction.created_at + timedelta(days=APPEAL_DAYS)
    return young and sanction.lifted_at is None and not hasattr(sanction, "appeal")


def bench_of(person: Person, case: Case) -> Bench | None:
    """None for who may not judge it."""
    place = registry.place_of(case.space)
    role = _role(person, place, _parties(case), _raised(case), case.of_brand, case.escalated_at is not None)
    return Bench(case, None, place, role) if role else None


def bench_of_appeal(person: Person, appeal: Appeal) -> Bench | None:
    """The same, and neither who decided."""
    place, parties, barred, of_brand = _of_appeal(appeal)
    role = _role(person, place, parties, barred, of_brand, appeal.escalated_at is not None)
    return Bench(case_of(appeal.sanction), appeal, place, role) if role else None


def judges(case: Case) -> list[UUID]:
    """Everybody to whom the case goes now, as accounts."""
    return sorted({pk for _tier, free in _tiers_of(case) for pk in free})


def had_their_time(person: Person, case: Case) -> bool:
    """Whether the case was with this person until its deadline was over, and is with others now: it is theirs to decide
    still, and not to be kept from those."""
    tiers = [free for _tier, free in _tiers_of(case)]
    return len(tiers) > 1 and person.pk in tiers[0]


def appeal_judges(appeal: Appeal) -> list[UUID]:
    """The same for an appeal."""
    place, parties, barred, of_brand = _of_appeal(appeal)
    tiers = _open_tiers(place, parties, barred, of_brand, appeal.escalated_at is not None)
    return sorted({pk for _tier, free in tiers for pk in free})


def _of_appeal(appeal: Appeal) -> tuple[Place, set[UUID], set[UUID], bool]:
    """Where it is heard, whose cause it is, who is out of the question besides."""
    sanction, decision = appeal.sanction, appeal.sanction.decision
    parties = {sanction.profile_id} if sanction.profile_id else set()
    captain = [sanction.decided_by_id] if sanction.decided_by_id else []  # None would mean all without a profile
    barred = set(Person.objects.filter(profiles__in=captain).values_list("pk", flat=True))
    if decision is not None:
        parties |= _parties(decision.case)
        barred |= _raised(decision.case)
        if decision.reviewer_id is not None:
            barred.add(decision.reviewer_id)
    case = case_of(sanction)
    return registry.place_of(sanction.space), parties, barred, case is not None and case.of_brand


def _tiers_of(case: Case) -> Iterator[tuple[str, set[UUID]]]:
    place = registry.place_of(case.space)
    return _open_tiers(place, _parties(case), _raised(case), case.of_brand, case.escalated_at is not None)


def _role(
    person: Person, place: Place, parties: set[UUID], barred: set[UUID], of_brand: bool, late: bool
) -> str | None:
    tiers = _open_tiers(place, parties, barred, of_brand, late)
    return next((role for role, free in tiers if person.pk in free), None)


def _open_tiers(
    place: Place, parties: set[UUID], barred: set[UUID], of_brand: bool, late: bool
) -> Iterator[tuple[str, set[UUID]]]:
    """The first in which anybody is free; with `late` the one after it, too."""
    left = 2 if late else 1
    for role, people in _tiers(place):
        free = people.filter(is_active=True).exclude(pk__in=barred)
        free = free.exclude(profiles__in=parties).exclude(pk__in=place.close_to(parties).values("pk"))
        if of_brand:
            free = free.exclude(pk__in=Role.objects.current().filter(brand=place.brand).values("person"))
        found = set(free.values_list("pk", flat=True))
        if found and left:
            left -= 1
            yield role, found


def _tiers(place: Place) -> Iterable[tuple[str, QuerySet[Person]]]:
    duties = Role.objects.current()
    yield CAPTAIN, place.reviewers()
    yield REVIEWER, Person.objects.filter(pk__in=duties.filter(brand=place.brand, kind__in=_OF_BRAND).values("person"))
    yield OPERATOR, Person.objects.filter(pk__in=duties.filter(kind=Role.Kind.OPERATOR).values("person"))


def _parties(case: Case) -> set[UUID]:
    """The profiles whose cause it is; of a report that was misused, whomever it was about as well."""
    reporters = set(case.reports.values_list("reporter", flat=True))
    found = reporters | ({case.author_id} if case.author_id else set())
    return found | _parties(Case.objects.get(reports=case.subject)) if case.kind == "report" else found


def _raised(case: Case) -> set[UUID]:
    """Reviewers who brought the case themselves, because reporting was misused (R38)."""
    entries = case.history.filter(what=CaseEntry.What.REPORTED).exclude(actor=None)
    return {pk for pk in entries.values_list("actor", flat=True) if pk}


def _near(person: Person, prefix: str = "") -> Q:
    """Where this person might judge at all: in their groups, for their brands, as an operator anywhere."""
    roles = list(person.roles.current().values_list("kind", "brand"))
    if any(kind == Role.Kind.OPERATOR for kind, _ in roles):
        return Q()
    spaces = set(person.profiles.values_list("space", flat=True))
    brands = [brand for kind, brand in roles if kind in _OF_BRAND]
    found = Q(**{f"{prefix}space__in": spaces})
    if prefix:
        return found | Q(sanction__brand__in=brands)
    return found | Q(brand__in=brands)


def _appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related("sanction__decision__case", "sanction__profile", "sanction__statement")
