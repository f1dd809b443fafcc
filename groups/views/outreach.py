"""What a brand has written to somebody, with the way to stop it beside it; and how often brands may (trust.md R15,
R17)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.surface import Action, surface
from groups.access.outreach import brands_of, got, load_brand, load_outreach
from groups.actions import outreach as reaching
from groups.forms import BudgetForm
from groups.notifications.outreach import PURPOSES
from groups.views.base import looked_at, person_of, posted
from moderation.actions import contact
from moderation.models import Consent, Purpose


@require_safe
@surface(Action.SEE_INBOX)
def outreach(request: HttpRequest, outreach: UUID) -> HttpResponse:
    person = person_of(request)
    found = load_outreach(person, outreach)
    context = {
        "outreach": found,
        "brand": found.brand,
        "got": got(person, found.pk),
        "why": PURPOSES[Purpose(found.purpose)],
        "consents": Consent.objects.stands(person, found.brand, found.purpose),
        "shell": looked_at(request, found.pk),
        "here": "inbox",
    }
    return render(request, "groups/outreach.html", context)


@require_POST
@surface(Action.SET_REACH)
def stop_outreach(request: HttpRequest, outreach: UUID) -> HttpResponse:
    person = person_of(request)
    found = load_outreach(person, outreach)
    reaching.refuse(person, found, "outreach")
    messages.success(request, _("Stopped. %(brand)s does not write to you for this any more.") % {"brand": found.brand})
    return redirect("groups:outreach", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.SET_REACH)
def budgets(request: HttpRequest, brand: UUID | None = None) -> HttpResponse:
    """How often each brand may write: one form for each, by itself."""
    person = person_of(request)
    chosen = load_brand(person, brand) if brand else None
    forms = []
    for one in brands_of(person):
        form = BudgetForm(posted(request) if one == chosen else None, initial={"most": contact.budget_of(person, one)})
        forms.append((one, form))
        if one == chosen and form.is_valid():
            contact.set_budget(person, one, form.cleaned_data["most"])
            messages.success(request, _("Kept. It counts from now on."))
            return redirect("groups:budgets")
    status = 422 if any(form.errors for _brand, form in forms) else 200
    return render(request, "groups/budgets.html", {"forms": forms, "here": "me"}, status=status)
