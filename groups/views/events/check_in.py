"""`…/check-in/`: who hosts ticks who is there, on a phone. A plain form; with a script also without a network."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from community.errors import Invalid
from community.plurals import by_class
from community.surface import Action, surface
from groups.access import Seat, load_occurrence
from groups.access.places import as_uuid
from groups.actions import attendance
from groups.actions.attendance import Tick
from groups.agenda.checks import roll_of
from groups.agenda.one import Shows
from groups.models import Attendance
from groups.views.base import done_or_told, group_page, person_of

MOST_TICKS = 1000  # a device sends; nobody ticks more in one event


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MANAGE_EVENT)
def check_in(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponseBase:
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    if request.method != "POST":
        return _page(request, seat)
    if "device" in request.POST:
        return _merged(attendance.tick(seat, [*_from_device(request)]))
    changed = [*_from_form(request, timezone.now())]
    done_or_told(request, lambda: attendance.tick(seat, changed), _("Saved."))
    return redirect("groups:check_in", slug, occurrence)


def _page(request: HttpRequest, seat: Seat) -> HttpResponse:
    shows = Shows(seat, timezone.now())
    context: dict[str, Any] = {
        "shows": shows,
        "occurrence": seat.occurrence,
        "roll": roll_of(seat, shows.who),
        "tab": "events",
        "waiting": by_class(_waiting),
    }
    return group_page(request, seat.place, "groups/events/check_in.html", context)


def _waiting(count: int) -> str:
    return ngettext(
        "{n} tick waits for the network. It is kept on this phone.",
        "{n} ticks wait for the network. They are kept on this phone.",
        count,
    )


def _from_device(request: HttpRequest) -> Iterator[Tick]:
    """`tick=<profile> <1 or 0> <when>`, as often as something was ticked: none to hear only. Raises `Invalid`."""
    for given in request.POST.getlist("tick")[:MOST_TICKS]:
        parts = given.split(" ")
        at = _moment(parts[2]) if len(parts) == 3 else None
        if at is None or parts[1] not in ("0", "1"):
            raise Invalid(field="tick")
        yield Tick(as_uuid(parts[0]), parts[1] == "1", at)


def _from_form(request: HttpRequest, now: datetime) -> Iterator[Tick]:
    """Only what is otherwise than the page showed: somebody else may have ticked meanwhile."""
    there, was = set(request.POST.getlist("there")), set(request.POST.getlist("was"))
    for profile in sorted(there ^ was):
        yield Tick(as_uuid(profile), profile in there, now)


def _moment(given: str) -> datetime | None:
    try:
        at = parse_datetime(given)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _merged(rows: list[Attendance]) -> JsonResponse:
    """Everything that is known now, of all devices."""
    return JsonResponse({"there": {str(one.profile_id): one.there for one in rows}})
