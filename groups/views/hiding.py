"""A captain takes somebody's message out of sight: the second step, with the reason that its author reads."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.surface import Action, surface
from groups.access import Place
from groups.forms import HideForm
from groups.views.base import group_page, posted, tried
from groups.views.events.talk import room_of_event
from groups.views.talk import room_of
from messaging.access import Seat
from messaging.actions import hiding
from messaging.models import Room
from messaging.pages import Lane


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.HIDE_MESSAGE)
def hide(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    place, opening, lane = room_of(request, slug, kind, Action.HIDE_MESSAGE)
    return _hide(request, place, opening.seat, lane, mid)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.HIDE_MESSAGE)
def event_hide(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    place, opening, lane = room_of_event(request, slug, occurrence, Action.HIDE_MESSAGE)
    return _hide(request, place, opening.seat, lane, mid)


def _hide(request: HttpRequest, place: Place, seat: Seat, lane: Lane, mid: UUID) -> HttpResponse:
    message = hiding.load_other(seat.person, seat.room.pk, mid)[1]
    form = HideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        tried(form, lambda: hiding.hide(seat.person, seat.room.pk, mid, form.cleaned_data["reason"]))
        if not form.errors:
            flash.success(request, _("It is out of sight. They will read your reason."))
            return redirect(lane.url)
    context = {"form": form, "message": message, "lane": lane}
    return group_page(request, place, "messaging/hide.html", context, status=422 if form.errors else 200)
