"""`/g/<group>/events/`: what comes, and what was."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access import load_group
from groups.agenda.cards import agenda_of, past_of
from groups.views.base import group_page, person_of

FAR = 500  # pages of the past; whoever asks for more gets the last of them


@require_safe
@surface(Action.SEE_EVENTS)
def events(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEE_EVENTS)
    page = _page(request)
    now = timezone.now()
    context = {
        "tab": "events",
        "agenda": past_of(place, now, page) if page else agenda_of(place, now),
        "page": page,
        "may_plan": place.may(Action.PLAN_EVENT),
    }
    return group_page(request, place, "groups/events/list.html", context)


def _page(request: HttpRequest) -> int:
    """Which page of the past, from 1; 0: what comes. A bad number is no reason for an error page."""
    given = request.GET.get("past", "")
    return min(int(given), FAR) if given.isascii() and given.isdigit() and len(given) < 9 else 0
