"""`/review/`: what somebody is to decide, the nearest deadline first; made for a phone: one tap opens a case, the next
decides it the usual way, and for a minute there is a way back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import signed_in
from community.errors import Conflict, Forbidden, Invalid
from community.surface import Action, surface
from moderation import access
from moderation.actions import appeals, cases, decisions
from moderation.forms import AnswerForm, RulingForm, refused
from moderation.models import Case, Category, Sanction
from moderation.wording import MEANINGS, thing, usual


@require_safe
@surface(Action.REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    waiting = [_card(bench, person.pk) for bench in access.queue(person)]
    undoable = access.undoable_by(person, now)
    return render(request, "moderation/queue.html", {"waiting": waiting, "undoable": undoable, "now": now})


@require_POST
@surface(Action.REVIEW)
def claim(request: HttpRequest, case: UUID) -> HttpResponse:
    return _or_told(request, lambda: cases.claim(signed_in(request), case), "moderation:case", case)


@require_POST
@surface(Action.REVIEW)
def release(request: HttpRequest, case: UUID) -> HttpResponse:
    return _or_told(request, lambda: cases.release(signed_in(request), case), "moderation:queue")


@require_POST
@surface(Action.REVIEW)
def undo(request: HttpRequest, decision: UUID) -> HttpResponse:
    def take_back() -> None:
        decisions.undo(signed_in(request), decision)
        messages.success(request, _("Taken back. The case is open again."))

    return _or_told(request, take_back, "moderation:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.REVIEW)
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """The evidence, and the decision. While somebody else holds it, it is not shown."""
    person = signed_in(request)
    try:
        bench = cases.open_for(person, case)
    except Conflict as refusal:
        messages.info(request, str(refusal.words))
        return redirect("moderation:queue")
    form = _ruling(request, bench)
    if request.method == "POST" and form.is_valid() and _decide(request, case, form):
        return redirect("moderation:queue")
    context = _about(bench) | {"form": form, "evidence": cases.look(person, bench)}
    return render(request, "moderation/case.html", context, status=422 if form.errors else 200)


def _ruling(request: HttpRequest, bench: access.Bench) -> RulingForm:
    assert bench.case is not None
    return RulingForm(
        request.POST if request.method == "POST" else None,
        initial={"reason": usual(_category(bench.case)), "steps": [], "days": 1},
        role=bench.role,
        reports=list(bench.case.reports.values_list("pk", flat=True)),
    )


def _about(bench: access.Bench) -> dict[str, object]:
    found = bench.case
    assert found is not None
    return {
        "bench": bench,
        "case": found,
        "title": thing(found.kind, found.author.name if found.author else ""),
        "reports": found.reports.select_related("reporter").order_by("created_at"),
        "rungs": [(one, Sanction.Kind(one).label, MEANINGS[one]) for one in decisions.rungs(bench.role)],
        "usual": usual(_category(found)),
        "own": found.author is not None,
    }


def _category(case: Case) -> str:
    first = case.reports.order_by("created_at").first()
    return first.category if first else Category.MISUSE


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.REVIEW, head=Action.REVIEW, post=Action.REVIEW)
def appeal(request: HttpRequest, appeal: UUID) -> HttpResponse:
    person = signed_in(request)
    try:
        bench = access.load_appeal(person, appeal)
    except Conflict as refusal:
        messages.info(request, str(refusal.words))
        return redirect("moderation:queue")
    assert bench.appeal is not None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.answer(person, appeal, **form.cleaned_data)
        except (Conflict, Invalid) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Decided. They are told, with your reasons."))
            return redirect("moderation:queue")
    context = {"bench": bench, "appeal": bench.appeal, "form": form, "evidence": cases.look(person, bench)}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, case: UUID, form: RulingForm) -> bool:
    """Words for what cannot be done stand on the page; the case is shown as it is now."""
    version = form.cleaned_data["version"]
    try:
        decisions.decide(signed_in(request), case, version=version, ruling=form.ruling())
    except (Conflict, Invalid, Forbidden) as refusal:
        refused(form, refusal)
        return False
    messages.success(request, _("Decided. For a minute you can take it back."))
    return True


def _card(bench: access.Bench, person: UUID) -> dict[str, object]:
    case = bench.case
    name = case.author.name if case and case.author else ""
    if bench.appeal is not None and bench.appeal.sanction.profile is not None:
        name = bench.appeal.sanction.profile.name
    title = _("An appeal by %(name)s") % {"name": name} if bench.appeal or case is None else thing(case.kind, name)
    held = case is not None and case.claimed_until is not None and case.claimed_until > timezone.now()
    return {
        "bench": bench,
        "title": title,
        "categories": {one.get_category_display() for one in case.reports.all()} if case else set(),
        "held": held and bench.appeal is None,
        "mine": case is not None and case.claimed_by_id == person,
    }


def _or_told(request: HttpRequest, act: Callable[[], object], then: str, *args: object) -> HttpResponse:
    """Do it and go on, or say on the queue why not."""
    try:
        act()
    except Conflict as refusal:
        messages.error(request, str(refusal.words))
        return redirect("moderation:queue")
    return redirect(then, *args)
