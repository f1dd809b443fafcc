"""A group's weeks in counts, for apps: what the page shows (trust.md R43)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_group
from groups.access.insights import weeks_of, weeks_over_all
from groups.serializers import NumbersShape, WeekShape

_TOLD = {"active": 23, "messages": 118, "events": 2, "came": 31, "answers": 40}
_WEEK: dict[str, Any] = {"week": "2026-11-16", "withheld": False, **_TOLD, "brand": _TOLD | {"active": 61}}


class WeeksShape(serializers.Serializer):
    items = WeekShape(many=True)


@surface(get=Action.SEE_TRUST)
class Insights(ApiView):
    @says(
        "getInsights",
        "The last weeks in counts, the latest first: blurred, never of fewer than ten, never changed once told",
        gives=WeeksShape,
        example={"items": [_WEEK]},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_TRUST)
        over_all = {row.week: row for row in weeks_over_all(place.group).rows}
        items = [
            {**WeekShape(row).data, "brand": _numbers(over_all.get(row.week))} for row in weeks_of(place.group).rows
        ]
        return Response({"items": items})


def _numbers(row: Any) -> Any:
    return NumbersShape(row).data if row is not None and not row.withheld else None
