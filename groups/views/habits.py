"""How one keeps a room of a group or an event for oneself: muted, unread again; and what its captains pin there."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.surface import Action, surface
from groups.access import Place
from groups.views.base import done_or_told, group_page
from groups.views.events.talk import room_of_event
from groups.views.talk import room_of
from messaging import handed_in, muting
from messaging.access import Seat
from messaging.actions import pins
from messaging.models import Room
from messaging.pages import Lane, reader_zone


@require_POST
@surface(Action.MARK_READ)
def unread(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """Unread again from this message on."""
    _, opening, _ = room_of(request, slug, kind, Action.MARK_READ)
    return _unread(request, opening.seat, mid)


@require_POST
@surface(Action.MARK_READ)
def event_unread(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    _, opening, _ = room_of_event(request, slug, occurrence, Action.MARK_READ)
    return _unread(request, opening.seat, mid)


@require_POST
@surface(Action.PIN)
def pin(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """`do`: pin, or take down."""
    _, opening, lane = room_of(request, slug, kind, Action.PIN)
    return _pin(request, opening.seat, mid, lane)


@require_POST
@surface(Action.PIN)
def event_pin(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    _, opening, lane = room_of_event(request, slug, occurrence, Action.PIN)
    return _pin(request, opening.seat, mid, lane)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MUTE_ROOM)
def mute(request: HttpRequest, slug: str, kind: str = Room.Kind.TALK) -> HttpResponse:
    place, opening, lane = room_of(request, slug, kind, Action.MUTE_ROOM)
    return _mute(request, place, opening.seat, lane)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MUTE_ROOM)
def event_mute(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    place, opening, lane = room_of_event(request, slug, occurrence, Action.MUTE_ROOM)
    return _mute(request, place, opening.seat, lane)


def _unread(request: HttpRequest, seat: Seat, mid: UUID) -> HttpResponse:
    """Away from the room, since looking at it reads it."""
    handed_in.mark_unread(seat, mid)
    flash.success(request, _("Unread again, from that message on."))
    return redirect("groups:home")


def _pin(request: HttpRequest, seat: Seat, mid: UUID, lane: Lane) -> HttpResponse:
    up = request.POST.get("do") == "pin"
    done = _("Everybody finds it at the top now.") if up else _("It is taken down.")
    done_or_told(request, lambda: (pins.pin if up else pins.unpin)(seat.person, seat.room.pk, mid), done)
    return redirect(lane.url)


def _mute(request: HttpRequest, place: Place, seat: Seat, lane: Lane) -> HttpResponse:
    zone = reader_zone(request, lane.zone)
    if request.method == "POST":
        chosen = muting.choose(seat, request.POST)
        flash.success(request, muting.done_line(chosen, zone))
        return redirect("people:notifications" if request.POST.get("back") == "reach" else lane.url)
    return group_page(request, place, "messaging/mute.html", muting.bell(seat, zone) | {"lane": lane})
