"""Counts of one year of one brand, each of ten or more or not told at all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import F, QuerySet, Sum

from community.audit import Plain
from community.models import Brand
from moderation.models import Appeal, Case, Category, Erasure, Export, Report, RuleHits, Sanction, Statement

FEWEST = 10  # as k of the insights; the database refuses less
MISUSE = "MISUSE_OF_REPORTING"  # Article 23 has no category of its own in the transparency database
_HOUR = timedelta(hours=1)
Cell = dict[str, Plain]


@dataclass(frozen=True, slots=True)
class Year:
    """A year in UTC: from its first moment to before that of the next."""

    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, year: int) -> Year:
        return cls(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))

    def among(self, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
        return rows.filter(**{f"{moment}__gte": self.begins, f"{moment}__lt": self.ends})


def numbers(brand: Brand, number: int) -> dict[str, Any]:
    """As `YearlyReport.numbers` keeps them. `number` is the year."""
    year = Year.of(number)
    return {
        "reports": _reports(brand, year),
        "decisions": _decisions(brand, year),
        "deadlines": _deadlines(brand, year),
        "appeals": _appeals(brand, year),
        "machines": _machines(brand, year),
        "own_data": _own_data(year),
    }


def told(count: int) -> int | None:
    """The number, or None below `FEWEST`, none at all among them: "nobody" would tell as well."""
    return count if count >= FEWEST else None


def _reports(brand: Brand, year: Year) -> list[Cell]:
    """By what was said to be wrong, which says too how soon it is decided."""
    found = Counter(
        year.among(Report.objects.filter(case__brand=brand), "created_at").values_list("category", flat=True)
    )
    return [{"kind": kind.value, "number": told(found[kind])} for kind in Category if kind is not Category.MISUSE]


def _decisions(brand: Brand, year: Year) -> list[Cell]:
    """Steps that were taken and not taken back within their minute, by step and ground. Cells that are not told are
    left out."""
    taken = year.among(Statement.objects.filter(sanction__brand=brand), "sanction__created_at")
    rows = taken.filter(sanction__decision__undone_at=None).values_list(
        "sanction__kind", "fields__category", "sanction__decision__case__kind"
    )
    found = Counter((step, MISUSE if kind == "report" else ground) for step, ground, kind in rows)
    order = [kind.value for kind in Sanction.Kind]
    cells = sorted(found.items(), key=lambda cell: (order.index(cell[0][0]), cell[0][1]))
    return [{"step": step, "ground": ground, "number": count} for (step, ground), count in cells if told(count)]


def _deadlines(brand: Brand, year: Year) -> dict[str, Any]:
    """How many were decided before their deadline and after it, and after how many hours half of them all were. No
    share: of a dozen it would tell how many were late."""
    decided = year.among(Case.objects.filter(brand=brand, state=Case.State.DECIDED), "decided_at")
    took = [after - before for before, after in decided.values_list("opened_at", "decided_at")]
    kept = decided.filter(decided_at__lte=F("deadline")).count()
    return {
        "in_time": {"number": told(kept)},
        "late": {"number": told(len(took) - kept)},
        "median_hours": math.ceil(median(took) / _HOUR) if told(len(took)) else None,
    }


def _appeals(brand: Brand, year: Year) -> list[Cell]:
    decided = year.among(Appeal.objects.filter(sanction__brand=brand), "decided_at")
    found = Counter(decided.values_list("overturned", flat=True))
    return [{"overturned": way, "number": told(found[way])} for way in (False, True)]


def _machines(brand: Brand, year: Year) -> dict[str, Any]:
    """`punished`: whether anything was decided about anybody by a machine; it cannot be (R25), so it is told of one,
    too. `rules`: in how many texts a rule of the brand found what it looks for, from the day on which it acts."""
    statements = year.among(Statement.objects.filter(sanction__brand=brand), "created_at")
    by_machine = statements.exclude(fields__automated_decision="AUTOMATED_DECISION_NOT_AUTOMATED")
    hidden = year.among(Case.objects.filter(brand=brand), "held_at").count()
    return {
        "punished": by_machine.exists(),
        "hidden_until_decided": {"number": told(hidden)},
        "rules": _rules(brand, year),
    }


def _rules(brand: Brand, year: Year) -> list[Cell]:
    """A rule of one group is told without its name: the other groups have nothing to do with it."""
    hits = RuleHits.objects.filter(rule__brand=brand, day__gte=F("rule__active_at__date"))
    here = hits.filter(day__gte=year.begins.date(), day__lt=year.ends.date())
    rows: Iterable[tuple[Any, str, str, int]] = (
        here.values("rule__space", "rule__name", "rule__action")
        .annotate(all=Sum("count"))
        .values_list("rule__space", "rule__name", "rule__action", "all")
    )
    found: Counter[tuple[str, str]] = Counter()
    for space, name, action, count in rows:
        found["" if space else name, action] += count
    cells = sorted(found.items())
    return [{"rule": name, "action": action, "number": count} for (name, action), count in cells if told(count)]


def _own_data(year: Year) -> dict[str, Cell]:
    """Of the whole server: an account belongs to no single brand."""
    fetched = year.among(Export.objects.all(), "fetched_at").count()
    erased = year.among(Erasure.objects.filter(replayed=False), "done_at").count()
    return {"exports": {"number": told(fetched)}, "erasures": {"number": told(erased)}}
