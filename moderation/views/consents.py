"""`/me/consents/`: what one allows each brand, with one tap to take it back and one to give it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.access import signed_in
from community.errors import Conflict, Invalid
from community.models import Brand, Person
from community.surface import Action, surface
from moderation.access import load_brand, sheets_of
from moderation.actions.consents import give, withdraw
from moderation.forms import ConsentForm
from moderation.models import Purpose


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.CONSENT)
def consents(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method == "POST":
        form = ConsentForm(request.POST)
        if not form.is_valid():
            raise Invalid
        asked = form.cleaned_data
        brand = load_brand(person, asked["brand"])
        try:
            messages.success(request, _said(person, brand, asked["purpose"], asked["say"] == "yes", asked["seen"]))
        except Conflict as refusal:
            messages.error(request, str(refusal.words))
        return redirect("moderation:consents")
    return render(
        request,
        "moderation/consents.html",
        {"sheets": sheets_of(person), "ages": person.ages.order_by("band"), "here": "me"},
    )


def _said(person: Person, brand: Brand, purpose: Purpose, yes: bool, seen: str) -> str:
    """Does it, and says what holds now. The same place on the page undoes it."""
    if yes:
        give(person, brand, purpose, seen=seen, surface="me")
        return _("You said yes. You can take it back at any time.")
    withdraw(person, brand, purpose, surface="me")
    return _("Taken back. It counts from now on; a tap below gives it again.")
