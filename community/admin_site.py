"""The two desks: managers work at `/brand/`, operators at `/admin/` (experience.md: by task, not by table).

Rows of other brands do not exist at a desk: lists, filters, search, history and posted ids all go through
`Desk.get_queryset`. Nothing is deleted here, and nothing shows what people wrote to each other (trust.md R43).
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from community import access, theming
from community.actions import sessions
from community.admin_colours import admin_scale
from community.desk_words import put_into_words
from community.errors import NotFound, SnugError
from community.models import Brand, Person
from community.surface import Action

# The judge lives a floor above (architecture.md "Floors").
JudgedSite: Any = import_string(settings.ADMIN_SITE_JUDGE)
JudgedAdmin: Any = import_string(settings.ADMIN_JUDGE)

# unfold's Alpine evaluates strings and its theme is an inline style (trust.md R5): allowed here, and only here.
_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [NONE],
    "form-action": [SELF],
}
# Passwords do not exist; "view on site" and the search across apps would answer about rows of others.
_WITHOUT = frozenset({"password_change", "password_change_done", "view_on_site", "search", "autocomplete"})


class DeskSite(JudgedSite, UnfoldAdminSite):
    site_url = "/"

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        super().register(model_or_iterable, *args, **options)
        for model in [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable:
            put_into_words(model)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in _WITHOUT]

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = inner(request, *args, **kwargs)
            response._csp_replace = _POLICY  # type: ignore[attr-defined]
            return response

        return with_policy

    def login(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("people:signin"))

    def logout(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            sessions.sign_out(request)
        return HttpResponseRedirect(reverse("people:signin"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        context["colors"] = {**context["colors"], "primary": admin_scale(self.accent(request))}
        context |= {"site_title": self.site_title, "site_header": self.site_header}  # unfold's own are one for all
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Opens on what can be done here, not on tables."""
        tasks = [line for desk in self._registry.values() for line in desk.lines(request)]
        page: HttpResponse = super().index(request, {**(extra_context or {}), "tasks": tasks})
        return page

    def accent(self, request: HttpRequest) -> str:
        """The colour the desk wears, as #rrggbb."""
        return theming.DEFAULT_BRAND


class BrandSite(DeskSite):
    surface = {"*": Action.REVIEW_AT_DESK}
    site_title = site_header = _("Brand desk")
    index_title = _("What would you like to do?")
    index_template = "community/desk.html"

    def brands(self, request: HttpRequest) -> models.QuerySet[Brand]:
        return access.managed_brands(actor(request))

    def accent(self, request: HttpRequest) -> str:
        mine = access.reviewed_brands(actor(request)) if self.has_permission(request) else Brand.objects.none()
        brand = mine.order_by("name").first()
        return brand.colour if brand else theming.DEFAULT_BRAND


class OperatorSite(DeskSite):
    surface = {"*": Action.OPERATE}
    site_title = site_header = _("Operators' desk")
    index_title = _("What would you like to do?")
    index_template = "community/desk.html"

    def brands(self, request: HttpRequest) -> models.QuerySet[Brand]:
        return Brand.objects.all()


class Desk(JudgedAdmin, ModelAdmin):
    """Base of all pages of a desk. `brand_path` is the lookup from a row to its brand ("" for the brand itself)."""

    surface: Mapping[str, Action] = {}
    brand_path = "brand"
    task: Any = ""  # what adding a row means here, or opening `task_page`, as the first page of the desk says it
    task_page = "add"
    list_fullwidth = True
    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True

    def page(self, name: str) -> str:
        """The URL name of one of this desk's pages: `add`, `change`, `changelist` …"""
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}"

    def lines(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What the first page of the desk says of this one: `words` and `url`."""
        if not self.task or not self.has_task_permission(request):
            return []
        return [{"words": self.task, "url": reverse(self.page(self.task_page))}]

    def has_task_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) if self.task_page == "add" else self.has_view_permission(request))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        lookup = f"{self.brand_path}__in" if self.brand_path else "pk__in"
        rows: models.QuerySet[Any] = super().get_queryset(request)
        return rows.filter(**{lookup: self.admin_site.brands(request)})

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Django leads on with words about the id; missing and another brand's are one answer (trust.md R1)."""
        raise NotFound

    def formfield_for_foreignkey(self, field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice of others holds the rows of this desk only: posted ids of others are no choice."""
        registered = self.admin_site._registry.get(field.remote_field.model)
        if registered is not None:
            kwargs["queryset"] = rows = registered.get_queryset(request)
            if "initial" not in kwargs and len(few := rows[:2]) == 1:
                kwargs["initial"] = few[0].pk  # nothing to choose
        return super().formfield_for_foreignkey(field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The filters that are shown, and none of the others: any other lookup could be asked like an oracle."""
        shown = {_parameter_of(one) for one in self.get_list_filter(request)}
        return lookup.removesuffix("__exact").removesuffix("__id") in shown


def each(desk: Any, request: HttpRequest, rows: models.QuerySet[Any], act: Callable[[Any], object]) -> None:
    """Runs an action on the rows that were ticked, those of this desk only, and says how it went for the others."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except SnugError as refusal:
            desk.message_user(request, f"{row}: {refusal.words}", messages.ERROR)
    if done:
        desk.message_user(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done}, messages.SUCCESS)


def _parameter_of(shown: Any) -> str:
    """The name by which a filter is asked: a field, a field with its filter, or a filter of our own."""
    field = shown[0] if isinstance(shown, tuple) else shown
    return str(getattr(field, "parameter_name", field))


class ScopedFilter(RelatedOnlyFieldListFilter):
    """Offers only related rows that stand behind rows of this desk."""


def actor(request: HttpRequest) -> Person:
    """Who sits at the desk."""
    return cast("Person", request.user)


brand_desk = BrandSite(name="brand")
operator_desk = OperatorSite(name="operators")
