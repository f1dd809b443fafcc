"""`/glass/<reading>/`: a group's words in an emergency, for the manager who asked, while both keys are turned (R10).

It stands outside the desks, which hold no messages and let scripts run that member pages do not (trust.md R5, R43).
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.errors import NotFound
from community.surface import Action, surface
from groups.actions import glass as readings
from groups.models import Occurrence
from groups.views.base import person_of

_DESK = "brand:groups_breakglass_changelist"
_LONGEST = 18  # digits of a message's number


@require_safe
@surface(Action.READ_GLASS)
def glass(request: HttpRequest, glass: UUID) -> HttpResponse:
    room, before = _uuid(request.GET.get("room", "")), _number(request.GET.get("before", ""))
    sight = readings.read(person_of(request), glass, room_id=room, before=before)
    events = {one.room_id: one for one in Occurrence.objects.filter(group=sight.glass.group_id)}
    context = {
        "sight": sight,
        "glass": sight.glass,
        "group": sight.glass.group,
        "brand": sight.glass.group.brand,
        "rooms": [(room, room.get_kind_display(), None) for room in sight.rooms if room.pk not in events],
        "events": [(room, one.title, one.starts_at) for room in sight.rooms if (one := events.get(room.pk))],
    }
    return render(request, "groups/glass.html", context)


@require_POST
@surface(Action.READ_GLASS)
def end_glass(request: HttpRequest, glass: UUID) -> HttpResponse:
    readings.end(person_of(request), glass)
    messages.success(request, _("Closed. Nobody reads there from outside any more."))
    return redirect(_DESK)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFound


def _number(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST):
        raise NotFound
    return int(value)
