"""Groups and their charters, at the managers' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, brand_desk
from community.emblems import EMBLEMS
from community.surface import Action
from community.zones import zones
from groups.actions import groups
from groups.models import Charter, Group, Membership, Role

_CAPTAINS = Prefetch(
    "memberships",
    Membership.objects.current().filter(role=Role.CAPTAIN).select_related("profile"),
    to_attr="captains_now",
)
_FACE = ("name", "about", "place", "emblem", "time_zone")


class _Face(ActingForm):
    emblem = forms.ChoiceField(
        label=_("Emblem"), choices=[(name, name) for name in EMBLEMS], widget=UnfoldAdminSelectWidget
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name) for name in zones()],
        widget=UnfoldAdminSelectWidget,
        initial="Europe/Berlin",
    )


class OpenGroupForm(_Face):
    captain_email = forms.EmailField(
        label=_("Captain's address"),
        help_text=_("They get a link of their own. Nobody else can come in before them."),
        widget=UnfoldAdminEmailInputWidget,
    )

    class Meta:
        model = Group
        fields = ("brand", *_FACE)

    def act(self) -> Group:
        group, _token = groups.open_group(self.person, **self.cleaned_data)  # the captain's link goes by mail only
        return group


class GroupForm(_Face):
    class Meta:
        model = Group
        fields = _FACE

    def act(self) -> Group:
        return groups.edit(self.person, self.instance, **self.cleaned_data)


@admin.register(Group, site=brand_desk)
class GroupAdmin(ActingAdmin, Desk):
    task = _("Open a group")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.OPEN_GROUP, "change": Action.BRAND_ADMIN}
    form, add_form = GroupForm, OpenGroupForm
    list_display = ("name", "brand", "place", "people", "captains", "created_at")
    list_filter = (("brand", ScopedFilter),)
    search_fields = ("name", "place")
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _FACE if obj else ("brand", "name", "captain_email", *_FACE[1:])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("brand").prefetch_related(_CAPTAINS)

    @admin.display(description=_("people"))
    def people(self, group: Group) -> str:
        return _("%(count)d of %(cap)d") % {"count": group.active_count, "cap": group.size_cap}

    @admin.display(description=_("captains"))
    def captains(self, group: Group) -> str:
        """The brand names captains, so it may know who they are; of the others it sees a number (trust.md R9)."""
        named: list[Membership] = group.captains_now  # type: ignore[attr-defined]
        return ", ".join(one.profile.name for one in named) or str(_("nobody yet"))


@admin.register(Charter, site=brand_desk)
class CharterAdmin(Desk):
    """Every version of every charter, to read. Captains change them, in front of their members."""

    surface = {"view": Action.BRAND_ADMIN}
    brand_path = "group__brand"
    list_display = ("group", "version", "inviters", "approval", "history", "retention_days", "brand_presence")
    fields = (*list_display, "size_cap", "created_at")
    list_filter = (("group", ScopedFilter),)
    list_select_related = ("group",)
    search_fields = ("group__name",)
    ordering = (F("group__name"), F("version").desc())
