"""`/me/reports/`, `/me/decisions/`: what one has reported and what came of it; what was decided about oneself."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.access import signed_in
from community.errors import Conflict, Invalid
from community.surface import Action, surface
from moderation import access, evidence
from moderation.actions import appeals
from moderation.actions import decisions as deciding
from moderation.actions.reports import hear_by
from moderation.forms import AppealForm, refused
from moderation.models import Report, Sanction
from moderation.models.decisions import APPEAL_DAYS
from moderation.ports import registry
from moderation.wording import outcome


@require_safe
@surface(Action.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    found = access.reports_by(signed_in(request))
    rows = [(one, access.is_final(one.case), hear_by(one)) for one in found]
    return render(request, "moderation/reports.html", {"rows": rows, "here": "me"})


@require_safe
@surface(get=Action.SEE_REPORTS, head=Action.SEE_REPORTS)
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    found = access.load_report(signed_in(request), report)
    return render(request, "moderation/report_one.html", _about_report(found))


@require_safe
@surface(Action.SEE_DECISIONS)
def decisions(request: HttpRequest) -> HttpResponse:
    found = access.sanctions_of(signed_in(request))
    return render(request, "moderation/decisions.html", {"sanctions": found, "now": timezone.now(), "here": "me"})


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.SEE_DECISIONS, head=Action.SEE_DECISIONS, post=Action.APPEAL)
def decision(request: HttpRequest, sanction: UUID) -> HttpResponse:
    """With its statement of reasons; from the moment it has been read it is not taken back any more."""
    person = signed_in(request)
    found = access.load_sanction(person, sanction)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.file(person, sanction, form.cleaned_data["words"])
        except (Invalid, Conflict) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Your appeal has arrived. Somebody else looks at it."))
            return redirect("moderation:decision", sanction)
    if request.method == "GET":
        deciding.read(found)
    return render(request, "moderation/decision.html", _about(found, form), status=422 if form.errors else 200)


def _about(sanction: Sanction, form: AppealForm) -> dict[str, object]:
    return {
        "form": form,
        "sanction": sanction,
        "fields": sanction.statement.fields,
        "place": registry.place_of(sanction.space),
        "about": evidence.own_words(sanction),
        "appeal": getattr(sanction, "appeal", None),
        "may_appeal": access.may_appeal(sanction),
        "appeal_until": sanction.created_at + timedelta(days=APPEAL_DAYS),
        "over": sanction.ends_at is not None and sanction.ends_at <= timezone.now(),
        "here": "me",
    }


def _about_report(report: Report) -> dict[str, object]:
    came_of = access.outcomes([report])[report.pk]
    return {
        "report": report,
        "final": came_of != access.CameOf.OPEN,
        "outcome": outcome(came_of),
        "hear_by": hear_by(report),
        "here": "me",
    }
