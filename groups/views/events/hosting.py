"""`…/hosting/`: who hosts, handing over, "I can't", taking over, helping."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.errors import Conflict, Forbidden, RateLimited
from community.surface import Action, surface
from groups.access import Seat, load_occurrence, members_of
from groups.actions import hosting as actions
from groups.agenda.one import Shows
from groups.forms_events import HostForm
from groups.views.base import done_or_told, group_page, person_of, posted, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MANAGE_EVENT)
def hosting(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    do = request.POST.get("do", "")
    if do in ("cannot", "take_over"):
        return _alone(request, seat, do)
    form = HostForm(posted(request), initial={"scope": "this"}, members=list(members_of(seat.place)))
    if request.method == "POST" and form.is_valid():
        done = tried(form, _deed(seat, form, do))
        if done is not None:
            messages.success(request, _("Done.") if done else _("Nothing was changed."))
            return redirect("groups:event", slug, occurrence)
    shows = Shows(seat, timezone.now())
    context = {"form": form, "shows": shows, "occurrence": seat.occurrence, "tab": "events"}
    return group_page(request, seat.place, "groups/events/hosting.html", context, status=422 if form.errors else 200)


def _deed(seat: Seat, form: HostForm, do: str) -> Callable[[], object]:
    who, scope = form.chosen, form.cleaned_data["scope"]
    if do == "add":
        return lambda: actions.add_cohost(seat, who, scope=scope)
    if do == "remove":
        return lambda: actions.remove_cohost(seat, who, scope=scope)
    return lambda: actions.hand_over(seat, who, scope=scope)


def _alone(request: HttpRequest, seat: Seat, do: str) -> HttpResponse:
    """What one says of oneself."""
    if do == "cannot":
        _cannot(request, seat)
    else:
        done_or_told(request, lambda: actions.take_over(seat), _("You host this now."))
    return redirect("groups:event", seat.place.group.slug, seat.occurrence.pk)


def _cannot(request: HttpRequest, seat: Seat) -> None:
    try:
        asked = actions.cannot(seat)
    except (Conflict, Forbidden, RateLimited) as refusal:
        messages.error(request, str(refusal.words))
        return
    if asked is None:
        messages.success(request, _("You do not help with this any more."))
    elif asked:
        words = _("You do not host this any more. Helpers and captains are asked whether somebody takes over.")
        messages.success(request, words)
    else:
        messages.warning(request, _("Nobody hosts this now, and nobody else could be asked: name somebody."))
