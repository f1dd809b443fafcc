"""Reporting for apps, and what came of one's own reports (trust.md R30)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, Id, Text, Token, read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from moderation import access
from moderation.actions import reports
from moderation.api import examples
from moderation.models import Category, Report
from moderation.models.cases import REPORT_LENGTH
from moderation.serializers_cases import OwnReportShape

OFFERED = [(one.value, Category(one).label) for one in reports.OFFERED]


class Reporting(serializers.Serializer):
    kind = Token(most=12, help_text="`message`, `event`, `profile`, `group`, `outreach` or `reuse`.")
    subject = Id(help_text="Of the thing.")
    category = Choice(choices=OFFERED, help_text="What is wrong.")
    words = Text(most=REPORT_LENGTH, multiline=True, required=False, help_text="For who decides, who sees who wrote.")


@surface(post=Action.REPORT)
class Reports(ApiView):
    @says(
        "report",
        "Say that something is wrong: what one sees, or could within 30 days, deleted things too. The same thing again "
        "gives the same report",
        takes=Reporting,
        gives=OwnReportShape,
        status=201,
        sends=examples.REPORTING,
        example=examples.REPORT,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked = read(Reporting, request.data)
        made = reports.file(
            self.person, asked["kind"], asked["subject"], category=asked["category"], words=asked.get("words", "")
        )
        return Response(_shown([made])[0], status=201)


@surface(get=Action.SEE_REPORTS)
class OwnReports(ApiView):
    @says(
        "listOwnReports",
        "What one has reported, and what came of it, newest first",
        gives=page_shape("OwnReportPage", OwnReportShape),
        query=PAGED,
        example={"items": [examples.REPORT], "next": None},
    )
    def get(self, request: Request) -> Response:
        found = access.reports_by(self.person)
        items, beyond = page_of(found, request.query_params, by="created_at", newest_first=True)
        return Response({"items": _shown(items), "next": beyond})


@surface(get=Action.SEE_REPORTS)
class OwnReport(ApiView):
    @says("getOwnReport", "One of them", gives=OwnReportShape, example=examples.REPORT)
    def get(self, request: Request, report: UUID) -> Response:
        return Response(_shown([access.load_report(self.person, report)])[0])


def _shown(found: list[Report]) -> Any:
    context = {"came_of": access.outcomes(found), "hear_by": reports.hear_by}
    return OwnReportShape(found, many=True, context=context).data
