"""Going for good: asking for it, taking it back, the receipt at its secret address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.access import signed_in
from community.errors import Conflict
from community.models import Person
from community.surface import Action, surface
from community.views.proving import proven
from moderation.actions import erasing
from moderation.owndata.receipt import lines


@surface(Action.ERASE_SELF)
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    """On to the page with the secret address, which is shown only now and mailed."""
    refused = ""
    if request.method == "POST":
        try:
            return redirect("own:receipt", erasing.ask(person)[1])
        except Conflict as refusal:
            refused = str(refusal.words)
    context = {"refused": refused, "here": "me"}
    return render(request, "moderation/owndata/erase.html", context, status=409 if refused else 200)


@surface(Action.ERASE_SELF)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """On any device where they are signed in."""
    erasure = erasing.open_of(signed_in(request))
    if erasure is not None:
        erasing.keep(erasure)
        messages.success(request, _("Your account stays. Nothing was deleted."))
    return redirect("own:data")


@surface(Action.SEE_RECEIPT)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: the button takes it back."""
    erasure = erasing.load(token)
    if request.method == "POST":
        erasing.keep(erasure)
        return redirect("own:receipt", token)
    context = {"erasure": erasure, "lines": lines(erasure)}
    return render(request, "moderation/owndata/receipt.html", context)
