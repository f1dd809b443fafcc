"""Holding a case while one looks at it, opening its evidence, and what happens when nobody does (trust.md R32, R34)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import audit
from community.errors import Conflict, NotFound
from community.models import Person
from community.whole import one_by_one, whole
from moderation import access, evidence, notifications
from moderation.models import Appeal, Case, CaseEntry
from moderation.models.cases import LEASE
from moderation.ports import Snapshot

What = CaseEntry.What
SHOWN = 5  # states of a thing, the latest
_TAKEN = _("Somebody else is looking at this case. It is open to you again in a quarter of an hour at the latest.")


@whole
def claim(person: Person, case_id: UUID) -> Case:
    """Takes the case for fifteen minutes; again, for another fifteen. Who let its deadline go by does not hold it any
    more: it has been passed on. Raises `NotFound` for who may not judge it, `Conflict` `claimed` while somebody else
    holds it."""
    access.load_case(person, case_id)
    case, now = _locked(case_id), timezone.now()
    if case.claimed_by_other(person, now):
        raise Conflict(_TAKEN, code="claimed")
    if access.had_their_time(person, case):
        return case
    anew = case.claimed_by_id != person.pk or case.claimed_until is None or case.claimed_until <= now
    case.claimed_by, case.claimed_until = person, now + LEASE
    case.save(update_fields=["claimed_by", "claimed_until"])
    if anew:
        _entry(case, What.CLAIMED, person)
    return case


def open_for(person: Person, case_id: UUID) -> access.Bench:
    """The case while nobody else holds it. Raises `NotFound`, `Conflict` `claimed` or `decided`."""
    bench = access.load_case(person, case_id)
    if bench.case is not None and bench.case.claimed_by_other(person, timezone.now()):
        raise Conflict(_TAKEN, code="claimed")
    return bench


@whole
def release(person: Person, case_id: UUID) -> None:
    """Hands it back before the time; nothing happens where one does not hold it. Raises `NotFound`."""
    access.load_case(person, case_id)
    case = _locked(case_id)
    if case.claimed_by_id == person.pk:
        case.claimed_by, case.claimed_until = None, None
        case.save(update_fields=["claimed_by", "claimed_until"])
        _entry(case, What.RELEASED, person)


@whole
def look(person: Person, bench: access.Bench) -> list[Snapshot]:
    """The evidence. Everybody whose words it shows can read in their access log that this reviewer saw them, and why:
    written first, in the same transaction (R9, R43)."""
    if bench.case is None:
        return []
    found = evidence.snapshots(bench.case)[:SHOWN]
    exhibits = (one for seen in found for one in [*seen["before"], seen["item"], *seen["after"]])
    shown = {one["profile"] for one in exhibits}
    why = _("An appeal was looked at.") if bench.appeal else _("A report was looked at.")
    audit.looked_at({UUID(pk) for pk in shown if pk}, person, role=bench.role, reason=str(why))
    return found


def escalate(now: datetime) -> int:
    """Whatever is past its deadline goes to the next who may judge it, once; how many."""
    cases = Case.objects.filter(state=Case.State.OPEN, deadline__lte=now, escalated_at=None)
    appeals = Appeal.objects.filter(decided_at=None, deadline__lte=now, escalated_at=None)
    done = one_by_one(_escalate, cases.values_list("pk", flat=True))
    return done + one_by_one(_escalate_appeal, appeals.values_list("pk", flat=True))


@whole
def _escalate(case_id: UUID) -> int:
    case = Case.objects.select_for_update(no_key=True).filter(pk=case_id, state=Case.State.OPEN).first()
    if case is None or case.escalated_at is not None:
        return 0
    case.escalated_at = timezone.now()
    case.claimed_by, case.claimed_until = None, None
    case.save(update_fields=["escalated_at", "claimed_by", "claimed_until"])
    note(case, What.ESCALATED)
    notifications.waits(case)
    return 1


@whole
def _escalate_appeal(appeal_id: UUID) -> int:
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=appeal_id)
    if appeal.decided_at is not None or appeal.escalated_at is not None:
        return 0
    appeal.escalated_at = timezone.now()
    appeal.save(update_fields=["escalated_at"])
    notifications.appeal_waits(appeal)
    return 1


def lock_open(kind: str, subject: UUID) -> Case:
    """The open case of a subject, locked. Raises `Conflict` when it was decided in this very moment."""
    locked = Case.objects.select_for_update(no_key=True, of=("self",))
    case = locked.filter(kind=kind, subject=subject, state=Case.State.OPEN).first()
    if case is None:
        raise Conflict
    return case


def note(case: Case, what: What, actor: Person | None = None) -> None:
    """Something happened to the case: it has another version from now on, and what was decided on the last one is no
    decision about this one."""
    case.version += 1
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    _entry(case, what, actor)


def _entry(case: Case, what: What, actor: Person | None) -> None:
    CaseEntry.objects.create(case=case, version=case.version, what=what, actor=actor)


def _locked(case_id: UUID) -> Case:
    case = Case.objects.select_for_update(no_key=True, of=("self",)).filter(pk=case_id, state=Case.State.OPEN).first()
    if case is None:
        raise NotFound
    return case
