"""Telling a week in counts, once and for all (trust.md R43)."""

from __future__ import annotations

from datetime import date, datetime

from community.models import Brand
from community.whole import one_by_one, whole
from groups.access.known import K
from groups.insights.counting import CAPS, Count, counts, last_week
from groups.insights.noise import blurred
from groups.models import Release
from groups.models.insights import SHOWN_FROM

_NUMBERS = ("active", "messages", "events", "came", "answers")


def release_due(now: datetime) -> int:
    """For every brand, the last week that is over, unless it has been told. A week that nobody told in the seven days
    after it is left out. Returns how many brands' weeks were told."""
    week = last_week(now)
    return one_by_one(lambda brand: release(brand, week), Brand.objects.order_by("pk"))


@whole
def release(brand: Brand, week: date) -> int:
    """1 when the week was told now, 0 when it had been: then what is told stands, whatever has changed since."""
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    if Release.objects.filter(brand=brand, group=None, week=week).exists():
        return 0
    told = [_of_group(brand, week, count) for count in counts(brand.pk, week)]
    Release.objects.bulk_create(told)
    _of_brand(brand, week, [one for one in told if not one.withheld]).save(force_insert=True)
    return 1


def _of_group(brand: Brand, week: date, count: Count) -> Release:
    """Withheld by what everybody knows, how many were there, and by the blurred number of the active: the true one
    decides nothing that can be seen, so nobody finds out about the tenth by bringing nine."""
    numbers = {
        metric: blurred(getattr(count, metric), group=count.group, week=week, metric=metric, cap=cap)
        for metric, cap in CAPS.items()
    }
    if count.there < K or numbers["active"] < SHOWN_FROM:
        return Release(brand=brand, group_id=count.group, week=week, withheld=Release.Withheld.FEW)
    return Release(brand=brand, group_id=count.group, week=week, events=count.events, **numbers)


def _of_brand(brand: Brand, week: date, told: list[Release]) -> Release:
    """The sum of what was told of its groups: taken apart again it gives nothing that was not told."""
    if not told:
        return Release(brand=brand, week=week, withheld=Release.Withheld.FEW)
    sums = {name: sum(getattr(one, name) for one in told) for name in _NUMBERS}
    return Release(brand=brand, week=week, **sums)
