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
from community.errors import Conflict
from community.surface import Action, surface
from moderation import access, benches
from moderation.actions import appeals, cases, decisions
from moderation.forms import AnswerForm, RulingForm, done


@require_safe
@surface(Action.REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    waiting = [benches.card(bench, person, now) for bench in access.queue(person)]
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
    form = benches.ruling(bench, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decide(request, case, form):
        return redirect("moderation:queue")
    context = benches.about(bench) | {"form": form, "evidence": cases.look(person, bench)}
    return render(request, "moderation/case.html", context, status=422 if form.errors else 200)


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
    answered = request.method == "POST" and form.is_valid()
    if answered and done(form, lambda: appeals.answer(person, appeal, **form.cleaned_data)):
        messages.success(request, _("Decided. They are told, with your reasons."))
        return redirect("moderation:queue")
    context = {"bench": bench, "appeal": bench.appeal, "form": form, "evidence": cases.look(person, bench)}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, case: UUID, form: RulingForm) -> bool:
    """Words for what cannot be done stand on the page; the case is shown as it is now."""
    version = form.cleaned_data["version"]
    decided = done(form, lambda: decisions.decide(signed_in(request), case, version=version, ruling=form.ruling()))
    if decided:
        messages.success(request, _("Decided. For a minute you can take it back."))
    return decided


def _or_told(request: HttpRequest, act: Callable[[], object], then: str, *args: object) -> HttpResponse:
    """Do it and go on, or say on the queue why not."""
    try:
        act()
    except Conflict as refusal:
        messages.error(request, str(refusal.words))
        return redirect("moderation:queue")
    return redirect(then, *args)
