"""What the brand does not want said in its groups: written, observed, let act, retired (trust.md R23)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from community.admin_forms import ActingAdmin, ActingForm
from community.admin_site import Desk, ScopedFilter, actor, brand_desk, each
from community.errors import Invalid, SnugError
from community.surface import Action
from groups.actions.trials import FEWEST, try_out
from groups.models import Group
from moderation.actions import rules
from moderation.actions.objections import by_rule
from moderation.models import Objection, Rule, RuleHits
from moderation.wording import in_tens

_WORDS = ("condition", "value", "action", "audience")


_HELP = {
    "name": _("Authors are told it. Say what the rule is for."),
    "value": _(
        "Words, phrases or domains: one per line; disguises are found by themselves, and a word ending in * stands for "
        "all that begin so. A pattern: a regular expression without look-around. Mentions: the most there may be."
    ),
}


class _RuleForm(ActingForm):
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in _WORDS}


class NewRuleForm(_RuleForm):
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("only in this group"),
        required=False,
        empty_label=_("all groups of the brand"),
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Rule
        fields = ("brand", "name", *_WORDS)
        help_texts = _HELP

    def act(self) -> Rule:
        brand, group = self.cleaned_data["brand"], self.cleaned_data["group"]
        if group is not None and group.brand_id != brand.pk:
            raise Invalid(_("This group is another brand's."), field="group")
        space, name = group and group.pk, self.cleaned_data["name"]
        return rules.make(self.person, brand, space=space, name=name, **self.words())


class NextVersionForm(_RuleForm):
    class Meta:
        model = Rule
        fields = _WORDS
        help_texts = _HELP

    def act(self) -> Rule:
        return rules.revise(self.person, self.instance, **self.words())


def _objections() -> QuerySet[Objection]:
    """Those to a version while it acted, in the groups it is for. Not those to another rule of its name elsewhere."""
    groups = Group.objects.filter(
        brand=OuterRef(OuterRef("brand")), pk=Coalesce(OuterRef(OuterRef("space")), F("pk"))
    ).values("pk")
    until = Coalesce(OuterRef("retired_at"), timezone.now())
    met = {"rule": OuterRef("name"), "space__in": groups}
    return Objection.objects.filter(created_at__gte=OuterRef("active_at"), created_at__lte=until, **met)


@admin.register(Rule, site=brand_desk)
class RuleAdmin(ActingAdmin, Desk):
    """Every version stays in the list. Changing one writes the next; it observes for a day before it may stop words."""

    task = _("Make a rule for what is written")
    surface = {
        "view": Action.KEEP_RULES,
        "add": Action.KEEP_RULES,
        "change": Action.KEEP_RULES,
    }
    form, add_form = NextVersionForm, NewRuleForm
    list_display = ("name", "version", "where", "condition", "action", "state", "found", "objected", "written_on")
    list_filter = ("condition", "action", ("brand", ScopedFilter))
    search_fields = ("name",)
    ordering = ("name", "-version")
    actions = ("try_yesterday", "let_act", "retire")
    list_before_template = change_form_before_template = "groups/desk/rules.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _WORDS if obj else ("brand", "group", "name", *_WORDS)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ActingForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "group" in form.base_fields:
            own = Group.objects.filter(brand__in=self.admin_site.brands(request)).order_by("name")
            form.base_fields["group"].queryset = own  # type: ignore[attr-defined]
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        name = Group.objects.filter(pk=OuterRef("space")).values("name")
        rows: QuerySet[Any] = super().get_queryset(request).select_related("brand")
        week = timezone.now().date() - timedelta(days=6)
        hits = RuleHits.objects.filter(rule=OuterRef("pk"), day__gte=week).values("rule").annotate(all=Sum("count"))
        told: QuerySet[Any] = rows.annotate(
            group_name=Subquery(name),
            week_hits=Subquery(hits.values("all")),
            objectors=Subquery(by_rule(_objections()).values("people")),
        )
        return told

    @admin.display(description=_("where"))
    def where(self, rule: Rule) -> str:
        return rule.group_name or rule.brand.name  # type: ignore[attr-defined]

    @admin.display(description=_("state"))
    def state(self, rule: Rule) -> str:
        if rule.retired_at:
            return str(_("retired"))
        return str(_("acts") if rule.active else _("observes"))

    @admin.display(description=_("found in 7 days"))
    def found(self, rule: Rule) -> str:
        return in_tens(rule.week_hits or 0)  # type: ignore[attr-defined]

    @admin.display(description=_("objected in 30 days"))
    def objected(self, rule: Rule) -> str:
        return in_tens(rule.objectors or 0)  # type: ignore[attr-defined]

    @admin.display(description=_("written"), ordering="created_at")
    def written_on(self, rule: Rule) -> Any:
        return rule.created_at.date()

    @admin.action(description=_("Try on yesterday's messages"), permissions=["change"])
    def try_yesterday(self, request: HttpRequest, rows: QuerySet[Rule]) -> None:
        """Says how it went for each, in numbers."""
        for rule in rows:
            try:
                trial = try_out(actor(request), rule)
            except SnugError as refusal:
                self.message_user(request, f"{rule}: {refusal.words}", messages.ERROR)
                continue
            words = _("%(rule)s: in %(found)s of %(all)d or more messages of yesterday.")
            few = _("those of fewer than %(n)d people") % {"n": FEWEST}
            found = few if trial.found is None else _("%(n)d or more") % {"n": trial.found}
            self.message_user(request, words % {"rule": rule, "found": found, "all": trial.messages}, messages.INFO)

    @admin.action(description=_("Let it act"), permissions=["change"])
    def let_act(self, request: HttpRequest, rows: QuerySet[Rule]) -> None:
        each(self, request, rows, lambda rule: rules.activate(actor(request), rule))

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, rows: QuerySet[Rule]) -> None:
        each(self, request, rows, lambda rule: rules.retire(actor(request), rule))
