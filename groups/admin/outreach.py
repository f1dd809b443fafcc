"""Writing to people, at the managers' desk: choose groups and purpose, see how many and when, stop it (R15)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from community.access import managed_brands
from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, actor, brand_desk, each
from community.dates import date_format
from community.lists import listed
from community.surface import Action
from groups.access.outreach import clocks, reached
from groups.actions import outreach
from groups.models import Group, Outreach
from groups.models.outreach import BODY

_STATES = {
    "cooling": _("cools off, can be stopped"),
    "leaving": _("sent"),
    "stopped": _("stopped"),
    "hidden": _("out of sight after a report"),
}


class OutreachForm(ActingForm):
    groups = forms.ModelMultipleChoiceField(
        label=_("Groups"), queryset=Group.objects.none(), widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    body = forms.CharField(label=_("Words"), max_length=BODY, widget=UnfoldAdminTextareaWidget)

    class Meta:
        model = Outreach
        fields = ("brand", "purpose", "groups", "title", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            mine = Group.objects.filter(brand__in=managed_brands(self.person)).order_by("name")
            self.fields["groups"].queryset = mine  # type: ignore[attr-defined]

    def act(self) -> Outreach:
        return outreach.send(self.person, **self.cleaned_data)


@admin.register(Outreach, site=brand_desk)
class OutreachAdmin(ActingAdmin, Desk):
    """It leaves ten minutes after it was made. Who is spared is told in numbers, and small ones not at all."""

    task = _("Write to people")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.SEND_OUTREACH}
    form = add_form = OutreachForm
    fields = ("brand", "purpose", "groups", "title", "body")
    list_display = ("title", "purpose", "brand", "leaves", "stands", "how_many")
    list_filter = (("brand", ScopedFilter), "purpose")
    search_fields = ("title",)
    ordering = ("-made_at",)
    actions = ("stop",)
    list_before_template = change_form_before_template = "groups/desk/outreach.html"
    shown = ("brand", "purpose", "where", "title", "body", "leaves", "local", "stands", "how_many", "not_reached")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else self.fields

    @admin.display(description=_("groups"))
    def where(self, row: Outreach) -> str:
        return listed(row.groups.order_by("name").values_list("name", flat=True))

    @admin.display(description=_("leaves"), ordering="leaves_at")
    def leaves(self, row: Outreach) -> str:
        return date_format(localtime(row.leaves_at), "j F Y, H:i")

    @admin.display(description=_("on their clocks"))
    def local(self, row: Outreach) -> str:
        return _("%(clocks)s; whoever has quiet hours then gets it at their end") % {"clocks": listed(clocks(row))}

    @admin.display(description=_("state"))
    def stands(self, row: Outreach) -> str:
        return str(_STATES[row.state])

    @admin.display(description=_("reaches"))
    def how_many(self, row: Outreach) -> str:
        people, numbers = reached(row)
        return _("%(number)s of %(people)d") % {"number": _told(numbers["reached"]), "people": people}

    @admin.display(description=_("spared"))
    def not_reached(self, row: Outreach) -> str:
        numbers = reached(row).numbers
        if numbers["consent"] is None:
            return str(_("Counted over several groups together, so nothing is said."))
        words = _("%(consent)s without consent for this, %(budget)s with nothing left of their week")
        return words % {"consent": _told(numbers["consent"]), "budget": _told(numbers["budget"])}

    @admin.action(description=_("Stop it"), permissions=["add"])
    def stop(self, request: HttpRequest, rows: Any) -> None:
        each(self, request, rows, lambda row: outreach.stop(actor(request), row.pk))


def _told(number: int | None) -> str:
    return str(_("%(tens)d or more") % {"tens": number} if number else _("fewer than ten of each group"))
