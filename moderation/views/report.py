"""`/report/<kind>/<id>/`: saying that something is wrong, from the menu of every thing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.access import signed_in
from community.errors import Invalid, RateLimited
from community.surface import Action, surface
from moderation.actions import reports
from moderation.forms import ReportForm, refused
from moderation.ports import registry
from moderation.wording import thing


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.REPORT)
def report(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    found = registry.find(kind, subject).load_for(person)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = reports.file(person, kind, subject, **form.cleaned_data)
        except (Invalid, RateLimited) as refusal:
            refused(form, refusal)
        else:
            if made.created_at >= now:
                messages.success(request, _("Your report has arrived. Thank you for saying so."))
            else:  # the same thing in the same words is one report: what is typed now does not reach anybody
                messages.info(request, _("You have reported this already. What you wrote then is what counts."))
            return redirect("moderation:report", made.pk)
    author = found.author()
    context = {"form": form, "title": thing(kind, author.name if author else ""), "place": found.place()}
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
