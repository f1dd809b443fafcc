"""The doors of the rules under /api/v1/."""

from django.urls import URLPattern

from community.api.routes import doors
from moderation.api import decisions, owndata, reports, review
from moderation.api.consents import Consents

urlpatterns: list[URLPattern] = [
    *doors("me/consents", Consents, "consents"),
    *doors("reports", reports.Reports, "reports"),
    *doors("me/reports", reports.OwnReports, "own_reports"),
    *doors("me/reports/<uuid:report>", reports.OwnReport, "own_report"),
    *doors("me/decisions", decisions.OwnDecisions, "own_decisions"),
    *doors("me/decisions/<uuid:sanction>", decisions.OwnDecision, "own_decision"),
    *doors("me/decisions/<uuid:sanction>/appeal", decisions.OwnAppeal, "own_appeal"),
    *doors("review", review.Queue, "review"),
    *doors("review/<uuid:case>", review.OneCase, "case"),
    *doors("review/<uuid:case>/lease", review.Lease, "lease"),
    *doors("review/<uuid:case>/decisions", review.Rulings, "rulings"),
    *doors("review/decisions/<uuid:decision>", review.OneRuling, "ruling"),
    *doors("review/appeals/<uuid:appeal>", review.OneAppeal, "appeal"),
    *doors("review/appeals/<uuid:appeal>/answer", review.Answers, "answer"),
    *doors("me/exports", owndata.Exports, "exports"),
    *doors("me/exports/<uuid:export>/file", owndata.ExportFile, "export_file"),
    *doors("me/erasure", owndata.ErasureDoor, "erasure"),
]
