"""`/me/looks/` and `/g/<group>/trust/looks/`: who looked at one's data, when, why and in which role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access import load_group
from groups.access.looks import watch_at, watches_of
from groups.views.base import group_page, person_of


@require_safe
@surface(Action.SEE_LOOKS)
def looks(request: HttpRequest) -> HttpResponse:
    watches = watches_of(person_of(request))
    context = {"watches": watches, "any": any(watch.looks for watch in watches), "here": "me"}
    return render(request, "groups/looks.html", context)


@require_safe
@surface(Action.SEE_TRUST)
def looks_here(request: HttpRequest, slug: str) -> HttpResponse:
    """Of this group alone: what stands here says nothing of another."""
    place = load_group(person_of(request), slug, Action.SEE_TRUST)
    watch = watch_at(place.person, place.group, place.profile)
    return group_page(request, place, "groups/looks.html", {"watches": [watch], "any": bool(watch.looks)})
