"""A year of Stride that is over, with something in every table of its report."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection

from moderation import statements
from moderation.actions.yearly import release
from moderation.models import Appeal, Case, Decision, Erasure, Export, Report, Rule, RuleHits, Sanction, YearlyReport
from tests.cast import Cast

YEAR = 2024
JUNE = datetime(YEAR, 6, 1, 12, tzinfo=UTC)


def released(cast: Cast, year: int = YEAR) -> YearlyReport:
    release(cast.brand, year)
    return YearlyReport.objects.get(brand=cast.brand, year=year)


def reported(cast: Cast, count: int, category: str = "unkind", at: datetime = JUNE) -> None:
    """So many reports of one thing, whose case nobody has decided."""
    case = cases(cast, 1, at=at, decided=False)[0]
    reporter = cast.profile(cast.ana, cast.harbour)
    about = {"case": case, "reporter": reporter, "kind": "message", "edition": "1", "branch": uuid.uuid4()}
    Report.objects.bulk_create(
        Report(subject=uuid.uuid4(), category=category, receipt=uuid.uuid4().hex[:11], created_at=at, **about)
        for _ in range(count)
    )


def cases(
    cast: Cast,
    count: int,
    *,
    at: datetime = JUNE,
    minutes: int = 180,
    decided: bool = True,
    held: bool = False,
    kind: str = "message",
) -> list[Case]:
    """About Ben; each took so long of its day."""
    end = {"state": "decided", "decided_at": at + timedelta(minutes=minutes)} if decided else {}
    about = {"brand": cast.brand, "space": cast.harbour.pk, "author": cast.profile(cast.ben, cast.harbour)}
    return Case.objects.bulk_create(
        Case(
            kind=kind,
            subject=uuid.uuid4(),
            of_brand=False,
            severity=24,
            opened_at=at,
            deadline=at + timedelta(hours=24),
            held_at=at if held else None,
            **about,
            **end,
        )
        for _ in range(count)
    )


def taken(
    cast: Cast, count: int, kind: str = "warning", category: str = "unkind", at: datetime = JUNE
) -> list[Sanction]:
    """So many steps against Ben, each with its statement."""
    by = {"decided_by": cast.profile(cast.cara, cast.harbour), "brand": cast.brand, "created_at": at}
    about = {"profile": cast.profile(cast.ben, cast.harbour), "space": cast.harbour.pk, "reason": "Be kind."}
    steps = Sanction.objects.bulk_create(Sanction(kind=kind, **about, **by) for _ in range(count))
    for step in steps:
        statements.write(step, category, content_date=at.date(), reported=True)
    return steps


def misused(cast: Cast, count: int) -> None:
    """So many warnings for reports that were made to harm, each decided by Hal."""
    case = cases(cast, 1, kind="report")[0]
    _as_if_then("replica")
    for version, step in enumerate(taken(cast, count, "warning", "misuse"), start=1):
        step.decision = Decision.objects.create(case=case, version=version, reviewer=cast.hal, role="reviewer")
        step.save(update_fields=["decision"])
    _as_if_then("origin")


def appealed(steps: list[Sanction], *, overturned: bool, at: datetime = JUNE) -> None:
    """Decided long ago: as if the triggers had seen it then."""
    _as_if_then("replica")
    Appeal.objects.bulk_create(
        Appeal(sanction=one, words="No.", deadline=at, created_at=at, decided_at=at, overturned=overturned)
        for one in steps
    )
    _as_if_then("origin")


def found(cast: Cast, name: str, count: int, *, space: uuid.UUID | None = None, at: datetime = JUNE) -> None:
    """A rule of the brand that acts found something in so many texts on one day."""
    _as_if_then("replica")
    about = {"brand": cast.brand, "space": space, "name": name, "condition": "terms", "value": "x", "action": "nudge"}
    rule = Rule.objects.create(created_at=at - timedelta(days=9), active_at=at - timedelta(days=8), **about)
    _as_if_then("origin")
    RuleHits.objects.create(rule=rule, day=at.date(), count=count)


def took_along_and_went(cast: Cast, count: int) -> None:
    ends = {"ready_at": JUNE, "expires_at": JUNE, "fetched_at": JUNE, "ended_at": JUNE}
    Export.objects.bulk_create(Export(person=cast.ana, **ends) for _ in range(count))
    went = {"asked_at": JUNE - timedelta(days=8), "due_at": JUNE - timedelta(days=1)}
    _as_if_then("replica")
    Erasure.objects.bulk_create(Erasure(begun_at=JUNE, done_at=JUNE, **went) for _ in range(count))
    _as_if_then("origin")


def full_year(cast: Cast) -> None:
    reported(cast, 12)
    reported(cast, 9, "hate")
    cases(cast, 18, held=True)
    cases(cast, 11, minutes=1800)
    warnings = taken(cast, 21)
    taken(cast, 9, "remove", "hate")
    misused(cast, 10)
    appealed(warnings[:10], overturned=False)
    appealed(warnings[10:], overturned=True)
    found(cast, "Selling bibs", 14)
    found(cast, "Of the harbour", 11, space=cast.harbour.pk)
    took_along_and_went(cast, 10)


def _as_if_then(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {role}")
