"""`/g/<slug>/search/`: what was said in a group, found by words, over all its rooms that the reader is in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access import Place, load_group
from groups.access.rooms import rooms_here
from groups.views.base import group_page, person_of
from messaging import search_page
from messaging.access.search import people_of
from messaging.models import Room
from messaging.search_page import Door, SearchForm


@require_safe
@surface(Action.SEARCH)
def search(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEARCH)
    rooms = _doors(place)
    form = SearchForm(request.GET, rooms, people_of(place.group.pk))
    context = search_page.found(request, form, place.group.pk, rooms, place.group.time_zone)
    title = {"title": place.group.name, "tab": "talk"}
    return group_page(request, place, "groups/search.html", context | title, status=context.get("status", 200))


def _doors(place: Place) -> dict[UUID, Door]:
    """The rooms that the reader is in, with their names and addresses."""
    slug = place.group.slug
    standing = {
        Room.Kind.TALK.value: Door(_("Talk"), reverse("groups:talk", args=[slug])),
        Room.Kind.NOTICES.value: Door(_("Notices"), reverse("groups:notices", args=[slug])),
    }
    doors: dict[UUID, Door] = {}
    for room in rooms_here(place):
        if room.kind in standing:
            doors[room.pk] = standing[room.kind]
        elif room.occurrence is not None:
            doors[room.pk] = Door(room.title, reverse("groups:event_talk", args=[slug, room.occurrence]))
        else:
            doors[room.pk] = Door(str(Room.Kind(room.kind).label), reverse("messaging:direct", args=[room.pk]))
    return doors
