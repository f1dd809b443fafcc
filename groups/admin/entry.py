"""Captains' invites, belonging in numbers, and the brand's own seats, at the managers' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, actor, brand_desk, each
from community.surface import Action
from groups.actions import invites, seats
from groups.models import BrandSeat, Invite, Membership, Role


class NameCaptainForm(ActingForm):
    captain_email = forms.EmailField(label=_("Captain's address"), widget=UnfoldAdminEmailInputWidget)

    class Meta:
        model = Invite
        fields = ("group",)

    def act(self) -> Invite:
        invite, _token = invites.name_captain(
            self.person, self.cleaned_data["group"], self.cleaned_data["captain_email"]
        )
        return invite


@admin.register(Invite, site=brand_desk)
class CaptainInviteAdmin(ActingAdmin, Desk):
    """The invites the brand itself makes: those of captains. What members make is between them and their captain."""

    task = _("Name a captain")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.NAME_CAPTAIN}
    brand_path = "group__brand"
    form = add_form = NameCaptainForm
    fields = ("group", "captain_email")
    list_display = ("group", "email", "created_at", "expires_at", "state")
    list_filter = (("group", ScopedFilter),)
    list_select_related = ("group",)
    search_fields = ("group__name",)
    ordering = ("-created_at",)
    actions = ("take_back",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.list_display if obj else self.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(inviter=None, role=Role.CAPTAIN)

    @admin.display(description=_("state"))
    def state(self, invite: Invite) -> str:
        if invite.revoked_at:
            return str(_("taken back"))
        return str(_("waiting")) if invite.uses_left else str(_("used"))

    @admin.action(description=_("Take back"), permissions=["add"])
    def take_back(self, request: HttpRequest, rows: QuerySet[Invite]) -> None:
        each(self, request, rows, lambda invite: invites.revoke_as_brand(actor(request), invite))


@admin.register(Membership, site=brand_desk)
class MembershipAdmin(Desk):
    """That people came and went, and when: names only of captains, whom the brand appoints (trust.md R9)."""

    surface = {"view": Action.BRAND_ADMIN}
    brand_path = "group__brand"
    fields = list_display = ("group", "role", "who", "joined_on", "ended_on")
    list_filter = (("group", ScopedFilter), "role")
    list_select_related = ("group", "profile")
    search_fields = ("group__name",)
    ordering = ("-joined_at",)

    @admin.display(description=_("who"))
    def who(self, membership: Membership) -> str:
        return membership.profile.name if membership.role == Role.CAPTAIN else str(_("a member"))

    @admin.display(description=_("joined"), ordering="joined_at")
    def joined_on(self, membership: Membership) -> Any:
        return membership.joined_at.date()

    @admin.display(description=_("ended"), ordering="ended_at")
    def ended_on(self, membership: Membership) -> Any:
        return membership.ended_at and membership.ended_at.date()


class TakeSeatForm(ActingForm):
    name = forms.CharField(
        label=_("Your name there"),
        max_length=40,
        help_text=_("Members see it with the badge."),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = BrandSeat
        fields = ("group",)

    def act(self) -> BrandSeat:
        return seats.take(self.person, self.cleaned_data["group"], name=self.cleaned_data["name"])


@admin.register(BrandSeat, site=brand_desk)
class SeatAdmin(ActingAdmin, Desk):
    """The brand's visible places. One sits down listening; the captain decides about speaking (trust.md R11)."""

    task = _("Take a seat in a group")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.BRAND_ADMIN}
    brand_path = "group__brand"
    form = add_form = TakeSeatForm
    fields = ("group", "name")
    list_display = ("group", "profile", "state", "since", "ended_at")
    list_filter = (("group", ScopedFilter), "state")
    list_select_related = ("group", "profile")
    search_fields = ("group__name",)
    ordering = ("-taken_at",)
    actions = ("stand_up",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.list_display if obj else self.fields

    @admin.action(description=_("Give up my seat"), permissions=["add"])
    def stand_up(self, request: HttpRequest, rows: QuerySet[BrandSeat]) -> None:
        each(self, request, rows, lambda seat: seats.give_up(actor(request), seat))
