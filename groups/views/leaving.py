"""`/g/<group>/leave/`: silently, with a choice about one's own words; a brand person gives up the seat."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.surface import Action, surface
from groups.access import Place, load_group
from groups.actions import leaving, seats
from groups.forms import LeaveForm
from groups.models import BrandSeat
from groups.views.base import group_page, person_of, posted, tried
from moderation.actions.sanctions import quiet_until


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.LEAVE)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.LEAVE)
    if place.membership is None and place.seat is not None:
        return _give_up(request, place, place.seat)
    form = LeaveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        tried(form, lambda: leaving.leave(place, words=form.cleaned_data["words"]))
        if not form.errors:
            messages.success(request, _("You have left %(group)s. Nobody was told.") % {"group": place.group.name})
            return redirect("groups:home")
    quiet = any(quiet_until(place.profile, timezone.now()))
    context = {"form": form, "quiet": quiet}
    return group_page(request, place, "groups/leave.html", context, status=422 if form.errors else 200)


def _give_up(request: HttpRequest, place: Place, seat: BrandSeat) -> HttpResponse:
    if request.method != "POST":
        return group_page(request, place, "groups/seat_leave.html", {})
    seats.give_up(place, seat)
    messages.success(request, _("Your seat in %(group)s is free again.") % {"group": place.group.name})
    return redirect("groups:home")
