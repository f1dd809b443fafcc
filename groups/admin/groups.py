"""Groups and their charters, at the managers' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, brand_desk
from community.emblems import EMBLEMS
from community.errors import NotFound
from community.surface import Action
from community.zones import zones
from groups.access.known import CAPTAINS, captains, known, people
from groups.actions import groups
from groups.models import Charter, Group, LowestAge

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

    lowest_age = forms.TypedChoiceField(
        label=_("For people of"),
        help_text=_("Whoever joins says so with it. It stays as it is: for another age, open another group."),
        coerce=int,
        required=False,
        empty_value=LowestAge.SIXTEEN,  # type: ignore[arg-type]  # the stubs know text alone
        choices=LowestAge.choices,
        initial=LowestAge.SIXTEEN,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Group
        fields = ("brand", *_FACE, "lowest_age")

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
    list_display = ("name", "brand", "place", "people", "captains", "created_at", "known")
    list_filter = (("brand", ScopedFilter),)
    search_fields = ("name", "place")
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _FACE if obj else ("brand", "name", "captain_email", *_FACE[1:], "lowest_age")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("brand").prefetch_related(CAPTAINS)

    @admin.display(description=_("people"))
    def people(self, group: Group) -> str:
        return people(group)

    @admin.display(description=_("captains"))
    def captains(self, group: Group) -> str:
        return captains(group)

    @admin.display(description=_("what we know"))
    def known(self, group: Group) -> str:
        url = reverse(self.page("known"), args=[group.pk])
        return format_html('<a href="{}">{}</a>', url, _("As its members see it"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.known_view)
        view.model_admin = self
        own = path("<path:object_id>/known/", view, name=self.page("known").partition(":")[2])
        return [own, *super().get_urls()]

    def known_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The very page that the group's members read (product.md "Owning one's data")."""
        group = self.get_object(request, object_id)
        if group is None or not self.has_view_permission(request):
            raise NotFound
        context = {
            "group": group,
            "brand": group.brand,
            "known": known(group),
            "back_url": reverse(self.page("changelist")),
        }
        return render(request, "groups/known.html", context)


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
