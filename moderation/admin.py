"""What the rules show at the desks: to operators the audit chain and what members object to, to managers the years in
counts."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.admin_site import Desk, brand_desk, operator_desk
from community.audit import Head
from community.errors import NotFound
from community.surface import Action
from moderation.actions.objections import by_rule
from moderation.admin_cases import BrandCases, HouseCases
from moderation.models import AuditCheck, Objection, YearlyReport
from moderation.screening import HOUSE_RULES
from moderation.wording import in_tens
from moderation.yearly.telling import as_html, as_json

__all__ = ["AuditCheckAdmin", "BrandCases", "HouseCases", "ObjectionAdmin", "YearlyReportAdmin"]


@admin.register(AuditCheck, site=operator_desk)
class AuditCheckAdmin(Desk):
    """The daily looks at the audit chain, the latest first."""

    surface = {"view": Action.OPERATE}
    fields = list_display = ("checked_at", "state", "seq", "end")
    ordering = ("-checked_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.all()

    @admin.display(description=_("state"))
    def state(self, check: AuditCheck) -> str:
        return "; ".join(check.faults) or str(_("whole"))

    @admin.display(description=_("its end"))
    def end(self, check: AuditCheck) -> str:
        return str(Head(check.seq, bytes(check.mac)))


@admin.register(YearlyReport, site=brand_desk)
class YearlyReportAdmin(Desk):
    """Years that are over, to download: counts that every member reads too, so nobody is told who fetched them."""

    surface = {"view": Action.BRAND_ADMIN}
    fields = list_display = ("brand", "year", "released_at", "files")
    list_select_related = ("brand",)
    ordering = ("-year",)

    @admin.display(description=_("download"))
    def files(self, report: YearlyReport) -> str:
        urls = (reverse(self.page(form), args=[report.pk]) for form in ("json", "html"))
        return format_html('<a href="{}">JSON</a> · <a href="{}">HTML</a>', *urls)

    def get_urls(self) -> list[Any]:
        return [self._file("json", self.json_view), self._file("html", self.html_view), *super().get_urls()]

    def _file(self, form: str, view: Any) -> Any:
        guarded = self.admin_site.admin_view(view)
        guarded.model_admin = self
        return path(f"<path:object_id>/report.{form}", guarded, name=self.page(form).partition(":")[2])

    def json_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return self._download(report, "json", as_json(report), "application/json")

    def html_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return self._download(report, "html", as_html(report), "text/html; charset=utf-8")

    def _report(self, request: HttpRequest, object_id: str) -> YearlyReport:
        found = self.get_object(request, object_id)
        if not isinstance(found, YearlyReport) or not self.has_view_permission(request):
            raise NotFound
        return found

    def _download(self, report: YearlyReport, form: str, body: str, kind: str) -> HttpResponse:
        name = f"{report.brand.slug}-{report.year}.{form}"
        return HttpResponse(body, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@admin.register(Objection, site=operator_desk)
class ObjectionAdmin(Desk):
    """How many found each rule of the house wrong, in tens; there is no page of a single one, nor its words."""

    surface = {"view": Action.OPERATE}
    task = _("See which rules of the house members find wrong")
    task_page = "changelist"

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if f"{self.admin_site.name}:{url.name}" == self.page("changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        people = dict(by_rule(Objection.objects.all()).values_list("rule", "people"))
        rows = [[words, in_tens(people.get(rule, 0))] for rule, words in HOUSE_RULES.items()]
        table = {"headers": [_("what its author is told"), _("people who objected in 30 days")], "rows": rows}
        title = _("Objections to the rules of the house")
        context = self.admin_site.each_context(request) | {"title": title, "table": table}
        return TemplateResponse(request, "moderation/desk/objections.html", context)
