"""`/me/data/`: yours to take, yours to end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.access import signed_in
from community.surface import Action, surface
from moderation.actions import erasing, exporting


@surface(Action.TAKE_OWN_DATA)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    context = {"export": exporting.open_of(person), "erasure": erasing.open_of(person), "here": "me"}
    return render(request, "moderation/owndata/data.html", context)
