"""`…/check-in/code/` on the host's phone, and `…/here/<code>/`, where it leads whoever reads it with theirs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.dates import date_format
from community.errors import Conflict
from community.notifications.quiet import zone_of
from community.surface import Action, surface
from groups.access import Seat, load_occurrence
from groups.actions import arriving
from groups.actions.attendance import demand_check_in
from groups.agenda.one import Shows
from groups.views.base import done_or_told, group_page, person_of
from groups.views.qr import qr_code


@require_safe
@surface(Action.MANAGE_EVENT)
def check_in_code(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """Before check-in opens or after it has closed there is none: its page says when."""
    seat, now = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT), timezone.now()
    shows = Shows(seat, now)
    if not shows.may_check_in:
        return redirect("groups:check_in", slug, occurrence)
    code = arriving.code_for(seat.occurrence)
    link = request.build_absolute_uri(reverse("groups:here", args=[slug, occurrence, code]))
    until = (now + arriving.CODE_LASTS).astimezone(zone_of(seat.occurrence.zone))  # who shows it is there
    context = {"shows": shows, "occurrence": seat.occurrence, "tab": "events"}
    context |= {"qr": qr_code(link), "link": link, "until": date_format(until, "H:i")}
    return group_page(request, seat.place, "groups/events/check_in_code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.ANSWER_EVENT)
def here(request: HttpRequest, slug: str, occurrence: UUID, code: str) -> HttpResponse:
    """Looking ticks nobody: a phone may well look ahead of its owner."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.ANSWER_EVENT)
    if request.method == "POST":
        done_or_told(request, lambda: arriving.arrive(seat, code), _("You are checked in."))
        return redirect("groups:event", slug, occurrence)
    context = {"shows": Shows(seat, timezone.now()), "occurrence": seat.occurrence, "tab": "events"}
    context |= {"refused": _refused(seat, code)}
    return group_page(request, seat.place, "groups/events/here.html", context)


def _refused(seat: Seat, code: str) -> str:
    """Why the code leads nowhere; empty when it does."""
    try:
        demand_check_in(seat.occurrence, timezone.now())
        arriving.demand_code(seat.occurrence, code)
    except Conflict as refusal:
        return str(refusal.words)
    return ""
