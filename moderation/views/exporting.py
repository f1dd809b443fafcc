"""Taking everything along: asking for it, and fetching it once. Both only for who has just proved that it is them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.errors import Conflict, NotFound, RateLimited
from community.models import Person
from community.surface import Action, surface
from community.views.proving import proven
from moderation.actions import exporting


@surface(Action.TAKE_OWN_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method != "POST":
        return render(request, "moderation/owndata/ask_export.html", {"here": "me"})
    try:
        exporting.ask(person)
    except (Conflict, RateLimited) as refusal:
        messages.warning(request, str(refusal.words))
    else:
        messages.success(request, _("It is being made. You will hear when it is ready."))
    return redirect("own:data")


@surface(Action.TAKE_OWN_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def fetch(request: HttpRequest, person: Person, export: UUID) -> HttpResponse:
    """Looking spends nothing: the button does."""
    if request.method != "POST":
        waiting = exporting.open_of(person)
        if waiting is None or waiting.pk != export or waiting.ready_at is None:
            raise NotFound
        return render(request, "moderation/owndata/fetch_export.html", {"export": waiting, "here": "me"})
    response = HttpResponse(exporting.fetch(person, export), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="snug-data.zip"'
    return response
