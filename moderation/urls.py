"""The doors of the rules: what one allows and reports, what was decided about one, and deciding (trust.md R30-R38)."""

from django.urls import path

from moderation.views import mine, report, review
from moderation.views.consents import consents

app_name = "moderation"
urlpatterns = [
    path("me/consents/", consents, name="consents"),
    path("report/<slug:kind>/<uuid:subject>/", report.report, name="report_form"),
    path("me/reports/", mine.reports, name="reports"),
    path("me/reports/<uuid:report>/", mine.report, name="report"),
    path("me/decisions/", mine.decisions, name="decisions"),
    path("me/decisions/<uuid:sanction>/", mine.decision, name="decision"),
    path("review/", review.queue, name="queue"),
    path("review/<uuid:case>/", review.case, name="case"),
    path("review/<uuid:case>/claim/", review.claim, name="claim"),
    path("review/<uuid:case>/release/", review.release, name="release"),
    path("review/decisions/<uuid:decision>/undo/", review.undo, name="undo"),
    path("review/appeals/<uuid:appeal>/", review.appeal, name="appeal"),
]
