"""Telling a year in counts, once and for all (trust.md R43)."""

from __future__ import annotations

from datetime import UTC, datetime

from community.models import Brand
from community.whole import one_by_one, whole
from moderation.models import YearlyReport
from moderation.yearly.counting import numbers


def release_due(now: datetime) -> int:
    """For every brand, each year that is over since there is the brand, unless it has been told. How many were told."""
    over = now.astimezone(UTC).year
    due = [(one, year) for one in Brand.objects.order_by("pk") for year in range(one.created_at.year, over)]
    return one_by_one(lambda pair: release(*pair), due)


@whole
def release(brand: Brand, year: int) -> int:
    """1 when the year was told now, 0 when it had been: then what is told stands, whatever was found out since."""
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    if YearlyReport.objects.filter(brand=brand, year=year).exists():
        return 0
    YearlyReport.objects.create(brand=brand, year=year, numbers=numbers(brand, year))
    return 1
