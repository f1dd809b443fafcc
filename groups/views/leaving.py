"""`/g/<group>/leave/`: silently, with a choice about one's own words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.surface import Action, surface
from groups.access import load_group
from groups.actions import leaving
from groups.forms import LeaveForm
from groups.views.base import group_page, person_of, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.LEAVE)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.LEAVE)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried(form, lambda: leaving.leave(place, words=form.cleaned_data["words"]))
        if not form.errors:
            messages.success(request, _("You have left %(group)s. Nobody was told.") % {"group": place.group.name})
            return redirect("groups:home")
    return group_page(request, place, "groups/leave.html", {"form": form}, status=422 if form.errors else 200)
