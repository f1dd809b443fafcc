"""A group's Talk and Notices: messaging's conversation page, hung under the group's address."""

from functools import partial
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.errors import Conflict, Forbidden, Invalid, RateLimited
from community.surface import Action, surface
from groups.access import Place, load_group
from groups.actions.retention import lives
from groups.views.base import group_page, person_of, posted
from messaging import deeds, handed_in, pages
from messaging.access import Seat, participants
from messaging.access.latest import Words, latest
from messaging.access.standing import Opening, load_standing
from messaging.models import Participant, Room

FACES = 6  # in the card at the side
NOTICES = 2


@require_safe
@surface(Action.READ_MESSAGES)
def talk(request: HttpRequest, slug: str, kind: str = Room.Kind.TALK) -> HttpResponse:
    place, opening = _load(request, slug, kind, Action.READ_MESSAGES)
    return _show(request, place, opening)


@require_POST
@surface(Action.SEND_MESSAGE)
def say(request: HttpRequest, slug: str) -> HttpResponse:
    return _post(request, slug, Room.Kind.TALK)


@require_POST
@surface(Action.POST_NOTICE)
def say_notice(request: HttpRequest, slug: str) -> HttpResponse:
    return _post(request, slug, Room.Kind.NOTICES)


def _post(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    # Loaded as a reader: who may read but not write sees the page, with the reason where the field would be.
    place, opening = _load(request, slug, kind, Action.READ_MESSAGES)
    draft = handed_in.post_words(opening.seat, request.POST, request.FILES.getlist("files"))
    return _show(request, place, opening, draft) if draft else redirect(_lane(place, kind).url)


@require_POST
@surface(Action.MARK_READ)
def read(request: HttpRequest, slug: str, kind: str = Room.Kind.TALK) -> HttpResponse:
    place, opening = _load(request, slug, kind, Action.MARK_READ)
    handed_in.keep_place(opening.seat, request.POST)
    return redirect(_lane(place, kind).url)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.DELETE_OWN)
def delete(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """The second step before one's own words go."""
    place, opening = _load(request, slug, kind, Action.DELETE_OWN)
    lane = _lane(place, kind)
    if request.method == "POST":
        handed_in.take_back(opening.seat, mid, request.POST)
        return redirect(lane.url)
    message = handed_in.load_own(opening.seat, mid)
    return group_page(
        request, place, "messaging/delete.html", {"lane": lane, "message": message, "cid": handed_in.new_cid()}
    )


@require_safe
@surface(Action.READ_MESSAGES)
def message(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """What one can do with a message, where there is no menu that opens beside it."""
    place, opening = _load(request, slug, kind, Action.READ_MESSAGES)
    context = deeds.about(opening.seat, mid, lives=partial(lives, place.group))
    context["may_write_to"] = place.may(Action.ASK_DIRECT) and deeds.by_a_member(context["message"])
    return group_page(request, place, "messaging/message.html", context | {"lane": _lane(place, kind)})


@require_POST
@surface(Action.REACT)
def react(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    place, opening = _load(request, slug, kind, Action.REACT)
    try:
        deeds.react(opening.seat, mid, request.POST)
    except (Conflict, Forbidden, Invalid, RateLimited) as refusal:
        flash.error(request, str(refusal.words))
    return redirect(deeds.back_to(opening.seat, _lane(place, kind), mid))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.EDIT_OWN)
def edit(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """Other words in the place of one's own."""
    place, opening = _load(request, slug, kind, Action.EDIT_OWN)
    lane, form = _lane(place, kind), posted(request)
    context = deeds.edit(opening.seat, mid, form)
    if context is None:
        return redirect(deeds.back_to(opening.seat, lane, mid))
    status = 200 if form is None else 422
    return group_page(request, place, "messaging/edit.html", context | {"lane": lane}, status=status)


@require_POST
@surface(Action.OWN_HELD)
def own_held(request: HttpRequest, slug: str, cid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    """What one does with own words that a rule held."""
    place, opening = _load(request, slug, kind, Action.OWN_HELD)
    answer_held(request, opening.seat, cid)
    return redirect(_lane(place, kind).url)


def answer_held(request: HttpRequest, seat: Seat, cid: UUID) -> None:
    try:
        flash.success(request, str(handed_in.answer_held(seat, cid, request.POST)))
    except (Conflict, RateLimited) as refusal:
        flash.error(request, str(refusal.words))


def _load(request: HttpRequest, slug: str, kind: str, action: Action) -> tuple[Place, Opening]:
    person = person_of(request)
    place = load_group(person, slug, action)
    return place, load_standing(person, place.group.pk, kind)


def _show(request: HttpRequest, place: Place, opening: Opening, draft: handed_in.Draft | None = None) -> HttpResponse:
    seat = opening.seat
    readers = participants(seat)
    names = {str(one.pk): one.name for one in readers}
    members = [one for one in readers if one.voice != Participant.Voice.BRAND]
    context = pages.conversation(request, opening, _lane(place, seat.room.kind), names, draft)
    beside = {
        "tab": seat.room.kind,
        "faces": members[:FACES],
        "more": max(0, len(members) - FACES),
        "members": len(members),
        "latest_notices": _notices(seat) if seat.room.kind == Room.Kind.TALK else [],
        "brand_people": [one for one in readers if one.voice == Participant.Voice.BRAND],
    }
    status = 422 if draft else 200
    with timezone.override(pages.reader_zone(request, place.group.time_zone)):  # as the conversation's own times
        return group_page(request, place, "groups/talk.html", context | beside, status=status)


def _notices(seat: Seat) -> list[Words]:
    """What stands beside Talk."""
    return latest(seat.person, seat.room.space, Room.Kind.NOTICES, NOTICES)


def _lane(place: Place, kind: str) -> pages.Lane:
    group, notices = place.group, kind == Room.Kind.NOTICES
    prompt = _("A notice for %(group)s") if notices else _("Message %(group)s")
    return pages.Lane(
        url=reverse("groups:notices" if notices else "groups:talk", args=[group.slug]),
        who_url=reverse("groups:trust", args=[group.slug]),
        home_url=reverse("groups:home"),
        title=group.name,
        name=_("Notices") if notices else _("Talk"),
        prompt=prompt % {"group": group.name},
        people_url=reverse("groups:people", args=[group.slug]),
        brand=group.brand,
        zone=group.time_zone,
        direct_url=f"{reverse('messaging:directs')}to/",
        outside=place.outside,
    )


def room_of(request: HttpRequest, slug: str, kind: str, action: Action) -> tuple[Place, Opening, pages.Lane]:
    """For the other views of a room: as `_load`, and where its page hangs."""
    place, opening = _load(request, slug, kind, action)
    return place, opening, _lane(place, kind)
