"""Tells the weeks that the demo's groups have lived, so that "what the brand knows" has something to show."""

from __future__ import annotations

from django.utils import timezone

from community.models import Brand
from groups.actions.insights import release
from groups.demo import cast
from groups.insights.counting import WEEK, last_week

TOLD = 4


def make_weeks() -> None:
    brand, last = Brand.objects.get(name=cast.BRAND), last_week(timezone.now())
    for ago in reversed(range(TOLD)):
        release(brand, last - ago * WEEK)
