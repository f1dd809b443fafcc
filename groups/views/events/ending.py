"""An event is cancelled, and takes place after all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from community.surface import Action, surface
from groups.access import load_occurrence
from groups.actions import events
from groups.agenda.changes import ending_of
from groups.agenda.one import Shows
from groups.forms_events import CancelForm
from groups.views.base import done_or_told, group_page, person_of, posted, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MANAGE_EVENT)
def cancel(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """The page is the second step; the next page offers to undo it."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    form = CancelForm(posted(request), initial={"scope": "this"})
    if request.method == "POST" and form.is_valid():
        ended = tried(form, lambda: events.cancel(seat, **form.cleaned_data))
        if ended is not None:
            words = ngettext("Cancelled.", "%(n)d days are cancelled.", len(ended)) % {"n": len(ended)}
            messages.success(request, words + " " + _("Whoever had answered is told."))
            return redirect("groups:event", slug, occurrence)
    now = timezone.now()
    if seat.occurrence.ends_at <= now:
        messages.info(request, _("This is over: there is nothing left to cancel."))
        return redirect("groups:event", slug, occurrence)
    context = {"form": form, "shows": Shows(seat, now), "occurrence": seat.occurrence, "tab": "events"}
    context |= {"ending": ending_of(seat, now)}
    return group_page(request, seat.place, "groups/events/cancel.html", context, status=422 if form.errors else 200)


@require_POST
@surface(Action.MANAGE_EVENT)
def revive(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """`scope` as for cancelling; it is asked where later ones are cancelled as well."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    scope = request.POST.get("scope", "this")
    done = _("It takes place after all. Whoever had answered is told.")
    done_or_told(request, lambda: events.revive(seat, scope=scope), done)
    return redirect("groups:event", slug, occurrence)
