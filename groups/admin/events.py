"""Events across a brand's groups, at the managers' desk: that they take place, when, and, in tens, how many come. Who
comes is the group's own (trust.md R9, R43)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Case, Exists, F, OrderBy, OuterRef, Prefetch, QuerySet, When
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from community.admin_site import Desk, ScopedFilter, brand_desk
from community.dates import date_format
from community.lists import listed
from community.surface import Action
from groups.access import known
from groups.models import Host, Membership, Occurrence

_MONTHS = 24
# What comes, the next first; then what was, the latest first.
_SOONEST = OrderBy(Case(When(ends_at__gt=Now(), then=F("starts_at"))), nulls_last=True)
_SHOWN = ("title", "group", "when", "status", "places", "going", "waiting", "came", "captains")


class MonthFilter(SimpleListFilter):
    """By the day on the wall of the place. Only months in which there is something at this desk."""

    title = _("month")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        months = model_admin.rows(request).dates("day", "month", order="DESC")[:_MONTHS]
        return [(month.isoformat(), date_format(month, "F Y")) for month in months]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value not in dict(self.lookup_choices):
            return queryset
        month = parse_date(str(value))
        return queryset.filter(day__year=month.year, day__month=month.month) if month else queryset


@admin.register(Occurrence, site=brand_desk)
class EventAdmin(Desk):
    """Events of all groups of the brand, to read. Numbers, and of the hosts those whom the brand appointed."""

    surface = {"view": Action.BRAND_ADMIN}
    brand_path = "group__brand"
    fields = list_display = _SHOWN
    list_filter = (("group", ScopedFilter), MonthFilter, "status")
    search_fields = ("title", "group__name")
    ordering = (_SOONEST, "-starts_at")
    list_before_template = change_form_before_template = "groups/desk/events.html"

    def rows(self, request: HttpRequest) -> QuerySet[Any]:
        """What there is at this desk, without the numbers."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Of what members wrote, the title alone is fetched: there is nothing else here to be shown by mistake."""
        rows = self.rows(request).select_related("group").prefetch_related(_captains())
        only = ("title", "zone", "capacity", "starts_at", "status", "day", "group__name")
        hosted = Exists(Host.objects.filter(occurrence=OuterRef("pk")))
        counted: QuerySet[Any] = known.counted(rows.only(*only)).annotate(has_host=hosted)
        return counted

    @admin.display(description=_("when, there"), ordering="starts_at")
    def when(self, occurrence: Occurrence) -> str:
        return known.when(occurrence)

    @admin.display(description=_("places"), ordering="capacity")
    def places(self, occurrence: Occurrence) -> str:
        return str(_("no limit")) if occurrence.capacity is None else str(occurrence.capacity)

    # Not to be sorted by: the order would tell what the tens do not.
    @admin.display(description=_("going"))
    def going(self, occurrence: Any) -> str:
        return known.in_tens(occurrence.number_going)

    @admin.display(description=_("waiting"))
    def waiting(self, occurrence: Any) -> str:
        return known.in_tens(occurrence.number_waiting)

    @admin.display(description=_("were there"))
    def came(self, occurrence: Any) -> str:
        return known.in_tens(occurrence.number_came)

    @admin.display(description=_("captains who host"))
    def captains(self, occurrence: Any) -> str:
        """The brand names captains, so it may know who they are; of other hosts it sees nothing (trust.md R9)."""
        names = listed(host.profile.name for host in occurrence.captains_hosting)
        return names or str(_("a member") if occurrence.has_host else _("nobody yet"))


def _captains() -> Prefetch:
    captain = Membership.objects.captains().filter(group=OuterRef("occurrence__group"), profile=OuterRef("profile"))
    hosts = Host.objects.filter(Exists(captain)).select_related("profile").order_by("-lead", "pk")
    return Prefetch("hosts", hosts, to_attr="captains_hosting")
