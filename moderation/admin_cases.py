"""The reviewers' queue at the desks: cases of the brand at its own, what nobody nearer may judge at the operators'.

Captains decide on the pages of `/review/`. Both find, look and decide by the same loaders and actions. There is no
table to leaf through here, no history, no search, and no way to the rest of a conversation (trust.md R9, R33, R43).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.access import reviewed_brands
from community.admin_site import Desk, actor, brand_desk, operator_desk
from community.errors import Conflict, Invalid, NotFound
from community.models import Brand
from community.surface import Action
from moderation import access, benches
from moderation.actions import appeals, cases, decisions
from moderation.forms import AnswerForm, done, refused
from moderation.models import Case

SHOWS = {
    "open": gettext_lazy("Open"),
    "mine": gettext_lazy("Mine"),
    "appeals": gettext_lazy("Appeals"),
    "done": gettext_lazy("Done"),
}
MOST_DONE = 50


class CaseDesk(Desk):
    """`role`: in which standing one judges at this desk."""

    task = gettext_lazy("Look at what was reported")
    task_page = "changelist"
    role = ""

    def brands(self, request: HttpRequest) -> QuerySet[Brand]:
        raise NotImplementedError

    def get_urls(self) -> list[Any]:
        return [
            self._door("", self.list_view, "changelist", "get"),
            self._door("<uuid:case>/", self.case_view, "change", "get", "post"),
            self._door("<uuid:case>/claim/", self.claim_view, "claim", "post"),
            self._door("<uuid:case>/release/", self.release_view, "release", "post"),
            self._door("decisions/<uuid:decision>/undo/", self.undo_view, "undo", "post"),
            self._door("appeals/<uuid:appeal>/", self.appeal_view, "appeal", "get", "post"),
        ]

    def _door(self, route: str, view: Callable[..., HttpResponse], name: str, *methods: str) -> Any:
        judged = self.admin_site.admin_view(view)
        judged.model_admin, judged.surface = self, dict.fromkeys(methods, self.surface["view"])
        return path(route, judged, name=self.page(name).partition(":")[2])

    # ---- the list: nothing of the matter itself ---------------------------------------------------------------------

    def list_view(self, request: HttpRequest) -> HttpResponse:
        show = request.GET.get("show", "open")
        if show not in SHOWS:
            show = "open"
        person, now = actor(request), timezone.now()
        found = [benches.card(one, person, now) for one in access.queue(person) if one.role == self.role]
        chosen = {
            "open": found,
            "mine": [one for one in found if one.mine],
            "appeals": [one for one in found if one.bench.appeal],
            "done": [],
        }
        context = {
            "title": _("Cases"),
            "show": show,
            "shows": [(name, words, len(chosen[name])) for name, words in SHOWS.items()],
            "cards": [{"card": one, "holder": benches.holder(one), "url": self._url_of(one)} for one in chosen[show]],
            "now": now,
            "undoable": set(access.undoable_by(person, now).values_list("pk", flat=True)),
        }
        if show == "done":
            context |= {
                "decisions": self._decided(request)[:MOST_DONE],
                "answered": self._answered(request)[:MOST_DONE],
            }
        return self._page(request, "list", context)

    def _url_of(self, card: benches.Card) -> str:
        appeal = card.bench.appeal
        name, pk = ("appeal", appeal.pk) if appeal else ("change", card.bench.subject.pk)
        return reverse(self.page(name), args=[pk])

    def _decided(self, request: HttpRequest) -> QuerySet[Any]:
        return access.decided_by(actor(request), self.role).filter(case__brand__in=self.brands(request))

    def _answered(self, request: HttpRequest) -> QuerySet[Any]:
        return access.answered_by(actor(request)).filter(sanction__brand__in=self.brands(request))

    # ---- one case: shown while nobody else holds it, and each time written to the access log first ------------------

    def case_view(self, request: HttpRequest, case: UUID) -> HttpResponse:
        person = actor(request)
        try:
            bench = self._at_this_desk(cases.open_for(person, case))
        except Conflict as refusal:
            return self._back(request, refusal)
        form = benches.ruling(bench, request.POST if request.method == "POST" else None)
        planned: list[Any] = []
        if request.method == "POST" and form.is_valid():
            version, ruling = form.cleaned_data["version"], form.ruling()
            if "preview" in request.POST:
                try:
                    planned = decisions.preview(bench, ruling)
                except Invalid as refusal:
                    refused(form, refusal)
            elif done(form, lambda: decisions.decide(person, case, version=version, ruling=ruling)):
                messages.success(request, _("Decided. For a minute you can take it back."))
                return redirect(self._list("done"))
        context = benches.about(bench) | {
            "form": form,
            "planned": planned,
            "mine": bench.case is not None and bench.case.claimed_by_id == person.pk,
            "evidence": cases.look(person, bench),
            "happened": bench.case.history.all() if bench.case else (),
        }
        return self._page(request, "case", context, status=422 if form.errors else 200)

    def claim_view(self, request: HttpRequest, case: UUID) -> HttpResponse:
        return self._or_told(
            request, case, lambda: cases.claim(actor(request), case), reverse(self.page("change"), args=[case])
        )

    def release_view(self, request: HttpRequest, case: UUID) -> HttpResponse:
        return self._or_told(request, case, lambda: cases.release(actor(request), case), self._list())

    def undo_view(self, request: HttpRequest, decision: UUID) -> HttpResponse:
        if not self._decided(request).filter(pk=decision).exists():
            raise NotFound
        try:
            case = decisions.undo(actor(request), decision)
        except Conflict as refusal:
            return self._back(request, refusal)
        messages.success(request, _("Taken back. The case is open again."))
        return redirect(reverse(self.page("change"), args=[case.pk]))

    def appeal_view(self, request: HttpRequest, appeal: UUID) -> HttpResponse:
        person = actor(request)
        try:
            bench = self._at_this_desk(access.load_appeal(person, appeal))
        except Conflict as refusal:
            return self._back(request, refusal)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        answered = request.method == "POST" and form.is_valid()
        if answered and done(form, lambda: appeals.answer(person, appeal, **form.cleaned_data)):
            messages.success(request, _("Decided. They are told, with your reasons."))
            return redirect(self._list("appeals"))
        context = {
            "title": _("An appeal"),
            "bench": bench,
            "appeal": bench.appeal,
            "form": form,
            "evidence": cases.look(person, bench),
        }
        return self._page(request, "appeal", context, status=422 if form.errors else 200)

    # ---- common -----------------------------------------------------------------------------------------------------

    def _at_this_desk(self, bench: access.Bench) -> access.Bench:
        """What one judges in another standing is judged elsewhere, and does not exist here."""
        if bench.role != self.role:
            raise NotFound
        return bench

    def _or_told(self, request: HttpRequest, case: UUID, act: Callable[[], object], then: str) -> HttpResponse:
        """Do it and go on, or say on the list why not."""
        try:
            self._at_this_desk(access.load_case(actor(request), case))
            act()
        except Conflict as refusal:
            return self._back(request, refusal)
        return redirect(then)

    def _back(self, request: HttpRequest, refusal: Conflict) -> HttpResponse:
        messages.info(request, str(refusal.words))
        return redirect(self._list())

    def _list(self, show: str = "open") -> str:
        return f"{reverse(self.page('changelist'))}?show={show}"

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        urls = {"list_url": self._list(), "door": {one: self.page(one) for one in ("claim", "release", "undo")}}
        context = self.admin_site.each_context(request) | urls | context
        return render(request, f"moderation/desk/{name}.html", context, status=status)


@admin.register(Case, site=brand_desk)
class BrandCases(CaseDesk):
    surface = {"view": Action.REVIEW_AT_DESK, "change": Action.REVIEW_AT_DESK}
    role = access.REVIEWER

    def brands(self, request: HttpRequest) -> QuerySet[Brand]:
        return reviewed_brands(actor(request))


@admin.register(Case, site=operator_desk)
class HouseCases(CaseDesk):
    surface = {"view": Action.OPERATE, "change": Action.OPERATE}
    role = access.OPERATOR

    def brands(self, request: HttpRequest) -> QuerySet[Brand]:
        return Brand.objects.all()
