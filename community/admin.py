"""Desks over the ground: brands, duties and accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from community import theming
from community.actions import brands, people, roles, staff
from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, actor, brand_desk, each, operator_desk
from community.models import Brand, Dispatch, LetGo, Person, Role, StaffInvite
from community.notifications import figures
from community.surface import Action

_FACE = ("name", "colour", "group_word", "data_contact")


class NewBrandForm(ActingForm):
    class Meta:
        model = Brand
        fields = _FACE

    def act(self) -> Brand:
        return brands.create(self.person, **self.cleaned_data)


class BrandForm(ActingForm):
    logo = forms.FileField(
        label=_("logo"), required=False, help_text=_("PNG, JPEG, WebP or GIF, 2 MB at most; cut to a square.")
    )
    without_logo = forms.BooleanField(label=_("take the logo off"), required=False)

    class Meta:
        model = Brand
        fields = _FACE

    def act(self) -> Brand:
        fields = {"name": self.instance.name, **self.cleaned_data}
        upload, taken_off = fields.pop("logo"), fields.pop("without_logo")
        brand = brands.edit(self.person, self.instance, **fields)
        if upload or taken_off:
            brands.set_logo(self.person, brand, None if taken_off else upload.read())
        return brand


class BrandAdmin(ActingAdmin, Desk):
    brand_path = ""
    form, add_form = BrandForm, NewBrandForm
    list_display = ("name", "colour", "group_word", "data_contact")
    search_fields = ("name",)
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*_FACE, "logo", "without_logo") if obj else _FACE


@admin.register(Brand, site=brand_desk)
class OwnBrandAdmin(BrandAdmin):
    """A manager dresses the brand. What it is called was given by the operators: a name is how members know who
    speaks, and no brand may take on another's (trust.md R8)."""

    surface = {"view": Action.BRAND_ADMIN, "change": Action.BRAND_ADMIN}
    readonly_fields = ("name", "correction")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name", "colour", "correction", *_FACE[2:], "logo", "without_logo")

    @admin.display(description=_("what becomes of it"))
    def correction(self, brand: Brand) -> str:
        """Where the colour could not be read as it is (experience.md "The look")."""
        moved = theming.theme_for(brand.colour).corrections
        if not moved:
            return str(_("Used as it is."))
        return "; ".join(
            _("%(part)s, %(scheme)s: %(used)s (%(before).1f:1 became %(after).1f:1)")
            % {"part": one.part, "scheme": one.scheme, "used": one.used, "before": one.before, "after": one.after}
            for one in moved
        )


@admin.register(Brand, site=operator_desk)
class AnyBrandAdmin(BrandAdmin):
    task = _("Make a brand")
    surface = {"view": Action.OPERATE, "add": Action.OPERATE, "change": Action.OPERATE}


class StaffInviteForm(ActingForm):
    class Meta:
        model = StaffInvite
        fields = ("brand", "kind", "email")

    def act(self) -> StaffInvite:
        made, _token = staff.invite(self.person, **self.cleaned_data)  # the link goes by mail, to nobody else
        return made


class StaffInviteAdmin(ActingAdmin, Desk):
    form = add_form = StaffInviteForm
    fields = ("brand", "kind", "email")
    list_display = ("kind", "email", "brand", "created_at", "state")
    list_filter = ("kind", ("brand", ScopedFilter))
    ordering = ("-created_at",)
    actions = ("take_back",)
    kinds: tuple[str, ...] = ()

    def formfield_for_choice_field(self, field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if field.name == "kind":
            # Nothing is chosen at first: a duty is given on purpose.
            kwargs["choices"] = [("", "---------"), *(one for one in Role.Kind.choices if one[0] in self.kinds)]
        return super().formfield_for_choice_field(field, request, **kwargs)

    @admin.display(description=_("state"))
    def state(self, made: StaffInvite) -> str:
        if made.accepted_at:
            return str(_("accepted"))
        return str(_("taken back")) if made.revoked_at else str(_("waiting"))

    @admin.action(description=_("Take back"), permissions=["add"])
    def take_back(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        each(self, request, rows, lambda made: staff.revoke(actor(request), made))


@admin.register(StaffInvite, site=brand_desk)
class OwnStaffInviteAdmin(StaffInviteAdmin):
    task = _("Ask a colleague to speak or review for the brand")
    surface = {"view": Action.BRAND_ADMIN, "add": Action.BRAND_ADMIN}
    kinds = (Role.Kind.REVIEWER, Role.Kind.VOICE)


@admin.register(StaffInvite, site=operator_desk)
class AnyStaffInviteAdmin(StaffInviteAdmin):
    task = _("Name a manager or another operator")
    surface = {"view": Action.OPERATE, "add": Action.OPERATE}
    kinds = tuple(Role.Kind.values)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.order_by("-created_at")


class RoleAdmin(Desk):
    """Who holds which duty, shown to the brand by the address the duty was given to: duties are never anonymous."""

    fields = readonly_fields = ("kind", "brand", "holder", "created_at", "ended_at")
    list_display = ("kind", "holder", "brand", "created_at", "ended_at")
    list_select_related = ("person", "brand")
    list_filter = ("kind", ("brand", ScopedFilter))
    ordering = ("-created_at",)
    actions = ("end_duty",)

    @admin.display(description=_("who"))
    def holder(self, role: Role) -> str:
        return role.person.email

    @admin.action(description=_("End this duty"), permissions=["end"])
    def end_duty(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        each(self, request, rows, lambda role: roles.end(role, by=actor(request)))

    def has_end_permission(self, request: HttpRequest) -> bool:
        return bool(self._may("end", request))


@admin.register(Role, site=brand_desk)
class OwnRoleAdmin(RoleAdmin):
    surface = {"view": Action.BRAND_ADMIN, "end": Action.BRAND_ADMIN}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Of the duties that a manager gives; managers are the operators' matter."""
        return super().get_queryset(request).filter(kind__in=staff.OF_MANAGERS)


@admin.register(Role, site=operator_desk)
class AnyRoleAdmin(RoleAdmin):
    surface = {"view": Action.OPERATE, "end": Action.OPERATE}

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.select_related("person", "brand").order_by("-created_at")


@admin.register(Person, site=operator_desk)
class AccountAdmin(Desk):
    """Closing and reopening accounts. Found by the whole address, so that nobody leafs through them; what anybody says
    or belongs to is not shown. Each account that is shown reads of it (trust.md R43)."""

    surface = {"view": Action.OPERATE, "close": Action.OPERATE}
    fields = readonly_fields = ("email", "is_active", "created_at")
    list_display = ("email", "is_active", "created_at")
    search_fields = ("=email",)
    search_help_text = _("The whole address")
    ordering = ("-created_at",)
    actions = (
        "close",
        "reopen",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.all()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        rows, doubled = super().get_search_results(request, queryset, search_term)
        return (rows if search_term else rows.none()), doubled

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        people.note_look(actor(request), found.result_list)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        person = super().get_object(request, object_id, from_field)
        if person is not None:
            people.note_look(actor(request), [person])
        return person

    @admin.action(description=_("Close this account"), permissions=["close"])
    def close(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        each(self, request, rows, lambda person: people.disable(actor(request), person))

    @admin.action(description=_("Reopen this account"), permissions=["close"])
    def reopen(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        each(self, request, rows, lambda person: people.enable(actor(request), person))

    def has_close_permission(self, request: HttpRequest) -> bool:
        return bool(self._may("close", request))


@admin.register(Dispatch, site=operator_desk)
class DispatchAdmin(Desk):
    """How notifications fare, in counts; there is no page of a single one."""

    surface = {"view": Action.OPERATE}

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if f"{self.admin_site.name}:{url.name}" == self.page("changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = figures.figures()
        headers = [_("kind"), *(state.label for state in figures.STATES)]
        table = {"headers": headers, "rows": [[line.kind, *line.counts] for line in found.lines]}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Notifications"),
            "figures": found,
            "table": table,
        }
        return TemplateResponse(request, "community/figures.html", context)


@admin.register(LetGo, site=operator_desk)
class LetGoAdmin(Desk):
    """What the clock did and let go, in counts; there is no page of a single one."""

    surface = {"view": Action.OPERATE}
    list_display = ("day", "chore", "number", "runs", "last_at")
    list_display_links = None
    list_filter = ("chore",)
    ordering = ("-day", "chore")

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.all()
