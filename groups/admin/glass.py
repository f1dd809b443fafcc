"""Reading a group in an emergency, at the desks (trust.md R10): asked for by a manager, allowed or refused by another
or by an operator, ended by either. What is read stands on no desk (R43): its page is `groups:glass`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, actor, brand_desk, each, operator_desk
from community.dates import date_format
from community.surface import Action
from groups.access.glass import answerable_by
from groups.actions import glass
from groups.models import BreakGlass

_STATES = {
    "waiting": _("waits for a second person"),
    "open": _("open"),
    "over": _("over"),
    "refused": _("not allowed"),
}
_SHOWN = ("group", "reason", "hours", "asked_name", "asked", "stands", "second", "closes")


class AskForm(ActingForm):
    class Meta:
        model = BreakGlass
        fields = ("group", "reason", "hours", "asked_name")
        labels = {"asked_name": _("Your name, as the group will read it")}
        widgets = {"reason": UnfoldAdminTextareaWidget}
        help_texts = {
            "reason": _("What happened, and why nothing less will do. Everybody in the group is told."),
            "hours": _("From the moment a second person allows it. You can end it earlier."),
        }

    def act(self) -> BreakGlass:
        fields = dict(self.cleaned_data)
        return glass.ask(self.person, fields.pop("group"), name=fields.pop("asked_name"), **fields)


class SecondKeyForm(ActingForm):
    class Meta:
        model = BreakGlass
        fields = ("approved_name",)
        labels = {"approved_name": _("Your name, as the group will read it")}
        help_texts = {
            "approved_name": _(
                "Saving allows it, and everybody in the group is told at once: who reads, who allowed it, why, until "
                "when. To refuse, tick it in the list and end it."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "approved_name" in self.fields:
            self.fields["approved_name"].required = True

    def act(self) -> BreakGlass:
        return glass.approve(self.person, self.instance.pk, name=self.cleaned_data["approved_name"])


class GlassAdmin(ActingAdmin, Desk):
    """Somebody else's request can be allowed while it waits; everything else is there to be read."""

    brand_path = "group__brand"
    form, add_form = SecondKeyForm, AskForm
    list_display: tuple[str, ...] = ("group", "asked_name", "asked", "stands", "second", "closes")
    list_select_related = ("group__brand",)
    ordering = ("-asked_at",)
    actions = ("end",)
    list_before_template = change_form_before_template = "groups/desk/glass.html"

    def lines(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What waits for one's own key comes first."""
        lines: list[dict[str, Any]] = super().lines(request)
        waits = self.get_queryset(request).filter(pk__in=answerable_by(actor(request)).values("pk")).count()
        if not waits or not self.has_end_permission(request):
            return lines
        words = ngettext(
            "%(n)d request to read a group in an emergency waits for a second key",
            "%(n)d requests to read a group in an emergency wait for a second key",
            waits,
        )
        return [{"words": words % {"n": waits}, "url": reverse(self.page("changelist"))}, *lines]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("group", "reason", "hours", "asked_name")
        return (*_SHOWN, "approved_name") if _can_be_allowed(request, obj) else _SHOWN

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _SHOWN if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or _can_be_allowed(request, obj))

    @admin.display(description=_("asked"), ordering="asked_at")
    def asked(self, row: BreakGlass) -> str:
        return date_format(localtime(row.asked_at), "j F Y, H:i")

    @admin.display(description=_("state"))
    def stands(self, row: BreakGlass) -> str:
        return str(_STATES[row.state])

    @admin.display(description=_("allowed by"))
    def second(self, row: BreakGlass) -> str:
        if row.approved_at is None:
            return "–"
        return f"{row.approved_name or '–'} ({row.get_approved_role_display()})"

    @admin.display(description=_("closes"), ordering="closes_at")
    def closes(self, row: BreakGlass) -> str:
        return date_format(localtime(row.closes_at), "j F Y, H:i")

    @admin.action(description=_("Refuse it, or end it"), permissions=["end"])
    def end(self, request: HttpRequest, rows: QuerySet[BreakGlass]) -> None:
        each(self, request, rows, lambda row: glass.end(actor(request), row.pk))

    def has_end_permission(self, request: HttpRequest) -> bool:
        return bool(self._may("change", request))


@admin.register(BreakGlass, site=brand_desk)
class OwnGlassAdmin(GlassAdmin):
    task = _("Read a group in an emergency")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.ASK_GLASS, "change": Action.TURN_GLASS}
    list_display = (*GlassAdmin.list_display, "reading")
    list_filter = (("group", ScopedFilter),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = ExpressionWrapper(Q(asked_by=actor(request)), BooleanField())
        rows: QuerySet[Any] = super().get_queryset(request)
        marked: QuerySet[Any] = rows.annotate(mine=mine)
        return marked

    @admin.display(description=_("read"))
    def reading(self, row: Any) -> str:
        if not (row.mine and row.state == "open"):
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("groups:glass", args=[row.pk]), _("Read the group"))


@admin.register(BreakGlass, site=operator_desk)
class AnyGlassAdmin(GlassAdmin):
    surface = {"view": Action.OPERATE, "change": Action.TURN_GLASS}


def _can_be_allowed(request: HttpRequest, row: Any) -> bool:
    return isinstance(row, BreakGlass) and row.state == "waiting" and row.asked_by_id != actor(request).pk
