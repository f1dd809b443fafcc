"""`/me/notifications/`: every switch on one page, each at an address of its own (`#<kind>`) that mails lead to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.access import signed_in
from community.actions import people, reach
from community.errors import Invalid
from community.middleware import told_zone
from community.models import Person
from community.reach_forms import ReachForm
from community.surface import Action, surface


@surface(Action.SET_REACH)
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if zone := told_zone(request):
        people.note_zone(person, str(zone))
    form = ReachForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _keeps(person, form):
        messages.success(request, _("Kept."))
        return redirect("people:notifications")
    context = {"form": form, "sections": form.sections(), "here": "me"}
    return render(request, "community/me/notifications.html", context, status=422 if form.errors else 200)


def _keeps(person: Person, form: ReachForm) -> bool:
    try:
        reach.keep(person, form.switched(), **form.wishes())
    except Invalid as refusal:
        field = refusal.detail.get("field")
        form.add_error(field if field in form.fields else None, str(refusal.words))
        return False
    return True
