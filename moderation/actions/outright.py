"""What a captain takes out of sight without a report, at once (trust.md R36, docs/decisions/0034).

Nobody has asked for a judge, so there is no decision of one: like a removal by a captain it is a sanction that says who
took it. What it was about is kept in a case of the same id, sealed, for its author and for whoever hears the appeal.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from community import audit
from community.models import Person, Profile
from moderation import evidence, statements
from moderation.actions.cases import note
from moderation.models import Case, CaseEntry, Category, Sanction
from moderation.ports import Place, Subject


def take_down(subject: Subject, kind: str, subject_id: UUID, *, by: Profile, person: Person, reason: str) -> bool:
    """False where it is out of sight already. Under `Place.lock` and `Subject.lock`; `reason` has been cleaned, and
    that `person` may do this was asked."""
    place, author, now, pk = subject.place(), subject.author(), timezone.now(), uuid4()
    edition, seen = subject.edition(), subject.snapshot()
    kept = subject.remove()
    if kept is None:
        return False
    case = _case(place, author, pk, now)
    case.kind, case.subject, case.of_brand = kind, subject_id, subject.of_brand()
    case.save(force_insert=True)
    evidence.keep(case, edition, seen)
    evidence.keep_taken(case, kept)
    note(case, CaseEntry.What.DECIDED, person)
    sanction = Sanction.objects.create(
        id=pk,
        profile=author,
        space=place.space,
        brand=place.brand,
        kind=Sanction.Kind.REMOVE_ITEM,
        reason=reason,
        decided_by=by,
        created_at=now,
    )
    said = parse_datetime(seen["item"]["at"]) or now
    statements.write(sanction, Category.OTHER, content_date=said.date(), reported=False)
    audit.record("item.hidden", actor=person, brand=place.brand, subject=pk)
    return True


def _case(place: Place, author: Profile | None, pk: UUID, now: datetime) -> Case:
    """It was never open: nobody waits for it, and it bars no report of the same thing."""
    return Case(
        id=pk,
        brand=place.brand,
        space=place.space,
        author=author,
        severity=Case.Severity.WEEK,
        state=Case.State.DECIDED,
        opened_at=now,
        deadline=now,
        decided_at=now,
    )
