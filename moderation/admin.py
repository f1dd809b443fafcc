"""What the rules show at the operators' desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.admin_site import Desk, operator_desk
from community.audit import Head
from community.surface import Action
from moderation.admin_cases import BrandCases, HouseCases
from moderation.models import AuditCheck

__all__ = ["AuditCheckAdmin", "BrandCases", "HouseCases"]


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
