"""`/g/<group>/trust/known/`: what the brand knows of this group; its desk shows the same template, the same facts."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access import load_group
from groups.access.known import known
from groups.views.base import group_page, person_of


@require_safe
@surface(Action.SEE_TRUST)
def known_here(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEE_TRUST)
    context = {"known": known(place.group), "back_url": reverse("groups:trust", args=[slug])}
    return group_page(request, place, "groups/known.html", context)
