"""`/g/<group>/blocks/`: whom I have blocked here, and each block's second step. Nobody but me ever sees any of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.surface import Action, surface
from groups.access import blocks_of, load_blockable, load_group
from groups.actions import blocks as actions
from groups.views.base import done_or_told, group_page, person_of


@require_safe
@surface(Action.BLOCK)
def blocks(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.BLOCK)
    return group_page(request, place, "groups/blocks.html", {"blocks": blocks_of(place), "tab": "people"})


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.BLOCK)
def block(request: HttpRequest, slug: str, profile: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.BLOCK)
    somebody = load_blockable(place, profile)
    if request.method == "POST":
        done = _("You no longer hear %(name)s here. They are not told.") % {"name": somebody.name}
        done_or_told(request, lambda: actions.block(place, somebody), done)
        return redirect("groups:blocks", slug)
    is_blocked = blocks_of(place).filter(blocked=somebody).exists()
    context = {"somebody": somebody, "is_blocked": is_blocked, "tab": "people"}
    return group_page(request, place, "groups/block.html", context)


@require_POST
@surface(Action.BLOCK)
def unblock(request: HttpRequest, slug: str, profile: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.BLOCK)
    somebody = load_blockable(place, profile)
    done = _("You hear %(name)s again, also what they said meanwhile.") % {"name": somebody.name}
    done_or_told(request, lambda: actions.unblock(place, somebody), done)
    return redirect("groups:blocks", slug)
