"""`/g/<group>/held/`: what the rules held, for the captain: let in, give back, or, on a page of its own, remove."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.errors import Conflict, Forbidden
from community.surface import Action, surface
from groups.access import Place, load_group
from groups.actions import held as actions
from groups.views.base import group_page, person_of
from messaging.access.held import Held, load_held, waiting_in
from messaging.models import Pending
from messaging.shots import beside


@require_safe
@surface(Action.DECIDE_HELD)
def held(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.DECIDE_HELD)
    waiting = [_card(place, one) for one in actions.look_at(place, waiting_in(place.group.pk))]
    return group_page(request, place, "groups/held.html", {"tab": "people", "waiting": waiting})


@require_POST
@surface(Action.DECIDE_HELD)
def decide(request: HttpRequest, slug: str, pending: UUID, way: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.DECIDE_HELD)
    _decide(request, place, pending, way)
    return redirect("groups:held", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.DECIDE_HELD)
def remove_held(request: HttpRequest, slug: str, pending: UUID) -> HttpResponse:
    """The second step: what is removed does not come back."""
    place = load_group(person_of(request), slug, Action.DECIDE_HELD)
    if request.method == "POST":
        _decide(request, place, pending, "remove")
        return redirect("groups:held", slug)
    (one,) = actions.look_at(place, [load_held(place.group.pk, pending).pending])
    return group_page(request, place, "groups/held_remove.html", {"tab": "people", "say": _card(place, one)})


def _card(place: Place, one: Held) -> dict[str, Any]:
    return beside(one, place.person, actions.door(place))


def _decide(request: HttpRequest, place: Place, pending: UUID, way: str) -> None:
    try:
        done = actions.decide(place, pending, way)
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal.words))
        return
    name = done.actor.name
    said = {
        Pending.State.RELEASED: _("It stands in the conversation now, as %(name)s wrote it."),
        Pending.State.RETURNED: _("%(name)s has it back."),
        Pending.State.REMOVED: _("It is removed. %(name)s sees which rule it was."),
    }[Pending.State(done.state)]
    if way == "release" and done.state == Pending.State.RETURNED:
        said = _("%(name)s has it back: it can no longer be said there.")
    messages.success(request, said % {"name": name})
