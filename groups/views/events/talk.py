"""`…/talk/`: an event's own conversation, for who comes and who hosts; messaging's page under the event's address."""

from functools import partial
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from community.surface import Action, surface
from groups.access import Place, Seat, load_occurrence
from groups.actions.retention import lives
from groups.agenda.one import Shows
from groups.views.base import group_page, person_of, posted
from groups.views.talk import answer_held
from messaging import deeds, handed_in, pages
from messaging.access import participants
from messaging.access.standing import Opening, load_opening

Loaded = tuple[Seat, Opening]


@require_safe
@surface(Action.READ_MESSAGES)
def event_talk(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    return _show(request, *_load(request, slug, occurrence))


@require_POST
@surface(Action.SEND_MESSAGE)
def event_say(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    seat, opening = _load(request, slug, occurrence)
    draft = handed_in.post_words(opening.seat, request.POST, request.FILES.getlist("files"))
    return _show(request, seat, opening, draft) if draft else redirect(_lane(seat).url)


@require_POST
@surface(Action.MARK_READ)
def event_read(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    seat, opening = _load(request, slug, occurrence)
    handed_in.keep_place(opening.seat, request.POST)
    return redirect(_lane(seat).url)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.DELETE_OWN)
def event_delete(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    """The second step before one's own words go."""
    seat, opening = _load(request, slug, occurrence)
    lane = _lane(seat)
    if request.method == "POST":
        handed_in.take_back(opening.seat, mid, request.POST)
        return redirect(lane.url)
    context = {"lane": lane, "message": handed_in.load_own(opening.seat, mid), "cid": handed_in.new_cid()}
    return group_page(request, seat.place, "messaging/delete.html", context)


@require_safe
@surface(Action.READ_MESSAGES)
def event_message(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    seat, opening = _load(request, slug, occurrence)
    context = deeds.about(opening.seat, mid, lives=partial(lives, seat.place.group)) | {"lane": _lane(seat)}
    return group_page(request, seat.place, "messaging/message.html", context)


@require_POST
@surface(Action.REACT)
def event_react(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    seat, opening = _load(request, slug, occurrence)
    try:
        deeds.react(opening.seat, mid, request.POST)
    except (Conflict, Forbidden, Invalid, RateLimited) as refusal:
        flash.error(request, str(refusal.words))
    return redirect(deeds.back_to(opening.seat, _lane(seat), mid))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.EDIT_OWN)
def event_edit(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    """Other words in the place of one's own."""
    seat, opening = _load(request, slug, occurrence)
    lane, form = _lane(seat), posted(request)
    context = deeds.edit(opening.seat, mid, form)
    if context is None:
        return redirect(deeds.back_to(opening.seat, lane, mid))
    status = 200 if form is None else 422
    return group_page(request, seat.place, "messaging/edit.html", context | {"lane": lane}, status=status)


@require_POST
@surface(Action.OWN_HELD)
def event_held(request: HttpRequest, slug: str, occurrence: UUID, cid: UUID) -> HttpResponse:
    seat, opening = _load(request, slug, occurrence)
    answer_held(request, opening.seat, cid)
    return redirect(_lane(seat).url)


def _load(request: HttpRequest, slug: str, occurrence: UUID, action: Action = Action.READ_MESSAGES) -> Loaded:
    """`NotFound` for who is not in its conversation, and where there is none (any more)."""
    person = person_of(request)
    seat = load_occurrence(person, slug, occurrence, action)
    if seat.occurrence.room_id is None:
        raise NotFound
    return seat, load_opening(person, seat.occurrence.room_id)


def _show(request: HttpRequest, seat: Seat, opening: Opening, draft: handed_in.Draft | None = None) -> HttpResponse:
    readers = participants(opening.seat)
    names = {str(one.pk): one.name for one in readers}
    context = pages.conversation(request, opening, _lane(seat), names, draft)
    beside = {"tab": "events", "shows": Shows(seat, timezone.now()), "faces": readers, "occurrence": seat.occurrence}
    status = 422 if draft else 200
    return group_page(request, seat.place, "groups/events/talk.html", context | beside, status=status)


def _lane(seat: Seat) -> pages.Lane:
    group, one = seat.place.group, seat.occurrence
    event_url = reverse("groups:event", args=[group.slug, one.pk])
    return pages.Lane(
        url=reverse("groups:event_talk", args=[group.slug, one.pk]),
        who_url=event_url,
        home_url=reverse("groups:home"),
        title=one.title,
        name=_("Talk about it"),
        prompt=_("Message those who come"),
        people_url=reverse("groups:people", args=[group.slug]),
        brand=group.brand,
        zone=one.zone,
        outside=seat.place.outside,
    )


def room_of_event(
    request: HttpRequest, slug: str, occurrence: UUID, action: Action
) -> tuple[Place, Opening, pages.Lane]:
    """For the other views of its room: as `_load`, and where its page hangs."""
    seat, opening = _load(request, slug, occurrence, action)
    return seat.place, opening, _lane(seat)
