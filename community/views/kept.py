"""`/me/kept/`: what is kept about the reader, what for, how long, who sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.access import signed_in
from community.personal import ON_DEVICE, all_tables
from community.surface import Action, surface


@surface(Action.SEE_SELF)
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    context = {"tables": all_tables(), "on_device": ON_DEVICE, "person": person, "here": "me"}
    return render(request, "community/me/kept.html", context)
