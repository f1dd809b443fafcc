"""Changing the charter: tighter at once, weaker after seven days' notice, which has a page of its own (trust.md R7)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.surface import Action, surface
from groups.access import Place, load_group, load_opening, opening_of
from groups.actions import charters, openings
from groups.forms import CharterForm
from groups.models import Charter, CharterOpening
from groups.models.openings import NOTICE
from groups.views.base import group_page, looked_at, person_of, posted, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.CHANGE_CHARTER)
def charter(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.CHANGE_CHARTER)
    terms = {name: getattr(place.charter, name) for name in CharterForm.base_fields}
    form = CharterForm(posted(request), initial=terms)
    looser: list[str] = []
    if request.method == "POST" and form.is_valid():
        looser = charters.would_loosen(place, **form.cleaned_data)
        if not looser or "announce" in request.POST:
            made = tried(form, lambda: openings.propose(place, **form.cleaned_data))
            if made is not None:
                messages.success(request, _done(place, *made))
                return redirect("groups:trust", slug)
    context = {"form": form, "looser": [form[name].label for name in looser], "notice": NOTICE.days}
    return group_page(request, place, "groups/charter.html", context, status=422 if form.errors or looser else 200)


def _done(place: Place, made: Charter, opening: CharterOpening | None) -> str:
    if opening is not None:
        return _("Everybody has been told. It holds in seven days, unless you take it back.")
    if made.version == place.charter.version:
        return _("Nothing was changed.")
    return _("Version %(version)d of the charter holds from now on.") % {"version": made.version}


@require_safe
@surface(Action.SEE_TRUST)
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """What is announced; with nothing announced it says so: whoever comes by an older message finds the end of it."""
    place = load_group(person_of(request), slug, Action.SEE_TRUST)
    found = opening_of(place.group)
    context: dict[str, object] = {"opening": found}
    if found is not None:
        context["shell"] = looked_at(request, found.pk)
    return group_page(request, place, "groups/opening.html", context)


@require_POST
@surface(Action.CHANGE_CHARTER)
def take_back(request: HttpRequest, slug: str, opening: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.CHANGE_CHARTER)
    openings.take_back(place, load_opening(place, opening))
    messages.success(request, _("Taken back. The charter stays as it is, and Talk says so."))
    return redirect("groups:trust", slug)
