"""Polls in the rooms of a group or an event: asking, choosing, closing. A page of its own each, or a part of one for
the web client, which asks with `X-Requested-With`."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.errors import Conflict, Forbidden, Invalid, RateLimited
from community.surface import Action, surface
from groups.access import Place
from groups.views.base import group_page
from groups.views.events.talk import room_of_event
from groups.views.talk import room_of
from messaging import deeds, pages, poll_cards, poll_forms
from messaging.access import participants
from messaging.access.polls import load_poll
from messaging.access.standing import Opening
from messaging.models import Room
from messaging.pages import Lane, reader_zone

Loaded = tuple[Place, Opening, Lane]
REFUSED = (Conflict, Forbidden, Invalid, RateLimited)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.READ_MESSAGES, head=Action.READ_MESSAGES, post=Action.SEND_MESSAGE)
def ask_poll(request: HttpRequest, slug: str) -> HttpResponse:
    """Loaded as a reader: who may not ask sees why."""
    return _ask(request, *room_of(request, slug, Room.Kind.TALK, Action.READ_MESSAGES))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.READ_MESSAGES, head=Action.READ_MESSAGES, post=Action.POST_NOTICE)
def ask_poll_in_notices(request: HttpRequest, slug: str) -> HttpResponse:
    return _ask(request, *room_of(request, slug, Room.Kind.NOTICES, Action.READ_MESSAGES))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.READ_MESSAGES, head=Action.READ_MESSAGES, post=Action.SEND_MESSAGE)
def event_ask_poll(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    return _ask(request, *room_of_event(request, slug, occurrence, Action.READ_MESSAGES))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.READ_MESSAGES, head=Action.READ_MESSAGES, post=Action.VOTE)
def poll(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    action = Action.VOTE if request.method == "POST" else Action.READ_MESSAGES
    return _one(request, mid, *room_of(request, slug, kind, action))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.READ_MESSAGES, head=Action.READ_MESSAGES, post=Action.VOTE)
def event_poll(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    action = Action.VOTE if request.method == "POST" else Action.READ_MESSAGES
    return _one(request, mid, *room_of_event(request, slug, occurrence, action))


@require_POST
@surface(Action.CLOSE_POLL)
def close_poll(request: HttpRequest, slug: str, mid: UUID, kind: str = Room.Kind.TALK) -> HttpResponse:
    return _close(request, mid, *room_of(request, slug, kind, Action.CLOSE_POLL))


@require_POST
@surface(Action.CLOSE_POLL)
def event_close_poll(request: HttpRequest, slug: str, occurrence: UUID, mid: UUID) -> HttpResponse:
    return _close(request, mid, *room_of_event(request, slug, occurrence, Action.CLOSE_POLL))


def _is_part(request: HttpRequest) -> bool:
    return "X-Requested-With" in request.headers


def _ask(request: HttpRequest, place: Place, opening: Opening, lane: Lane) -> HttpResponse:
    seat, zone = opening.seat, poll_forms.zone_of(lane.zone)
    form = poll_forms.blank(seat, zone, request.GET.get("reword", ""))
    status = 200
    if request.method == "POST":
        refused = poll_forms.ask(seat, request.POST, zone)
        if refused is None:
            return HttpResponse(status=204) if _is_part(request) else redirect(lane.url)
        form, status = refused, 422
    context = {"lane": lane, "form": form, "closed": pages.ask_refusal(seat), **poll_forms.bounds(zone)}
    if _is_part(request):
        return render(request, "messaging/polls/form.html", context, status=status)
    return group_page(request, place, "messaging/polls/ask.html", context, status=status)


def _one(request: HttpRequest, mid: UUID, place: Place, opening: Opening, lane: Lane) -> HttpResponse:
    if request.method != "POST":
        return _show(request, mid, place, opening, lane)
    seat, refusal = opening.seat, ""
    _line, standing = load_poll(seat, mid, Action.READ_MESSAGES)
    if standing["secret"] and "sure" not in request.POST and "do" not in request.POST:
        return _show(request, mid, place, opening, lane, {"choices": request.POST.getlist("choice")})
    try:
        poll_forms.vote(seat, mid, request.POST)
    except REFUSED as refused:
        refusal = str(refused.words)
    return _done(request, mid, place, opening, lane, refusal)


def _close(request: HttpRequest, mid: UUID, place: Place, opening: Opening, lane: Lane) -> HttpResponse:
    refusal = ""
    try:
        poll_forms.close(opening.seat, mid)
    except REFUSED as refused:
        refusal = str(refused.words)
    return _done(request, mid, place, opening, lane, refusal)


def _done(request: HttpRequest, mid: UUID, place: Place, opening: Opening, lane: Lane, refusal: str) -> HttpResponse:
    """The card as it stands now, with what was refused; without a script back to its place, where its card says it."""
    if _is_part(request):
        return _show(request, mid, place, opening, lane, {"refusal": refusal})
    if refusal:
        flash.error(request, refusal, extra_tags=poll_cards.refusal_tag(mid))
    return redirect(deeds.back_to(opening.seat, lane, mid))


def _show(
    request: HttpRequest, mid: UUID, place: Place, opening: Opening, lane: Lane, more: dict[str, Any] | None = None
) -> HttpResponse:
    """`choices` among the rest: a ballot that is to be handed in, looked at once more."""
    seat = opening.seat
    names = {str(one.pk): one.name for one in participants(seat) if one.pk not in opening.folded}
    card = poll_forms.shown(seat, mid, names, reader_zone(request, lane.zone))
    context = {"lane": lane, "brand": lane.brand, "card": card, **(more or {})}
    if "choices" in context:
        places = {int(one) for one in context["choices"] if str(one).isdigit()}
        context["chosen"] = [option for option in card.options if option.place in places]
        context["secret_words"] = poll_cards.secret_words()
    if _is_part(request):
        template = "messaging/polls/sure.html" if context.get("chosen") and card.open else "messaging/rows/poll.html"
        return render(request, template, context)
    line, _poll = load_poll(seat, mid, Action.READ_MESSAGES)
    title = _("A poll")
    return group_page(request, place, "messaging/polls/one.html", context | {"title": title, "question": line.body})
