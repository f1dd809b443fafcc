"""`/share/`: what another app has handed over, and where it is to be said. It lies on the device
(community/worker/share.js) until its person sends it from here, by a form like any other."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from community.errors import Invalid
from community.surface import Action, surface
from groups.access.glass import outside_of
from groups.offline import Kept, writable
from groups.views.base import person_of
from messaging import handed_in
from messaging.access import Seat, load_room
from messaging.access.counted import people_in
from messaging.models import Room
from messaging.page_words import people_line
from messaging.shots import unsent


@csrf_exempt  # what is shared bears no token: so it is not even read here
@surface(get=Action.LIST_GROUPS, head=Action.LIST_GROUPS, post=Action.READ_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return render(request, "groups/share_not_taken.html")
    return _page(request)


@require_POST
@surface(Action.SEND_MESSAGE)
def send_shared(request: HttpRequest) -> HttpResponse:
    """Says it in the room that was chosen. A script is answered with where it stands, or why not."""
    person = person_of(request)
    seat = load_room(person, _room(request), Action.SEND_MESSAGE)
    draft = handed_in.post_words(seat, request.POST, request.FILES.getlist("files"))
    by_script = request.headers.get("Accept") == "application/json"
    if draft is not None:
        confirm = draft.nudge.confirm if draft.nudge else []
        refusal = {"why": str(draft.refusal), "media": [str(one) for one in draft.media], "confirm": confirm}
        return JsonResponse(refusal, status=422) if by_script else _page(request, draft, seat)
    # It is said, whatever has become of the room, or of their place in it, since.
    where = next((one.url for one in writable(person) if one.glance.room_id == seat.room.pk), reverse("groups:home"))
    if not by_script:
        flash.success(request, _("It is said."))
    return JsonResponse({"url": where}) if by_script else redirect(where)


def _page(request: HttpRequest, draft: handed_in.Draft | None = None, seat: Seat | None = None) -> HttpResponse:
    context = {
        "rooms": _with_readers(writable(person_of(request))),
        "draft": draft,
        "chosen": seat and seat.room.pk,
        "waiting_media": unsent(seat, draft.media) if seat and draft and draft.media else [],
        "cid": (draft and draft.cid) or handed_in.new_cid(),
        "here": "groups",
    }
    return render(request, "groups/share.html", context, status=422 if draft else 200)


def _with_readers(rooms: list[Kept]) -> list[dict[str, object]]:
    people = people_in([room.glance.room_id for room in rooms])
    outside = outside_of({room.group.pk for room in rooms})
    named = []
    for room in rooms:
        of_two = room.glance.kind == Room.Kind.DIRECT
        count = people.get(room.glance.room_id, 0) + (0 if of_two else outside.get(room.group.pk, 0))
        shown = {name: getattr(room, name) for name in ("glance", "title", "name", "brand")}
        named.append(shown | {"readers": people_line(count)})
    return named


def _room(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("room", ""))
    except ValueError:
        raise Invalid(_("Choose where it is to be said."), field="room")
