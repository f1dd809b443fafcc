"""`/direct/`: conversations of two. Each is the same page as a group's, hung under its own address."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import signed_in
from community.errors import Conflict, Forbidden, Invalid, RateLimited
from community.surface import Action, surface
from messaging import deeds, handed_in, pages
from messaging.access import participants
from messaging.access.direct import load_direct, other_of
from messaging.access.standing import load_opening
from messaging.actions import direct as actions
from messaging.actions.fading import DIRECT_LIVES
from messaging.direct_pages import Talk, ask_context, ask_here, list_context
from messaging.spaces import around_one


@require_safe
@surface(Action.LIST_DIRECT)
def directs(request: HttpRequest) -> HttpResponse:
    return render(request, "messaging/direct/list.html", list_context(signed_in(request)))


@require_POST
@surface(Action.LIST_DIRECT)
def switch(request: HttpRequest) -> HttpResponse:
    """Who may write to one directly, by group: the action asks whether it is one's own to say."""
    try:
        space = UUID(str(request.POST.get("group", "")))
    except ValueError:
        raise Invalid(field="group")
    to = request.POST.get("from") == "people"
    actions.set_open(signed_in(request), space, to=to)
    done = _("People of this group may ask you.") if to else _("Nobody may ask you here. What has begun goes on.")
    flash.success(request, done)
    return redirect("messaging:directs")


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.ASK_DIRECT)
def write_to(request: HttpRequest, profile: UUID) -> HttpResponse:
    """The first words to somebody; where there is a conversation already, that."""
    person, form = signed_in(request), request.POST if request.method == "POST" else None
    asking = ask_here(person, profile)
    if form is None and asking.standing is not None:
        return redirect("messaging:direct", asking.standing.room_id)
    draft = asking.post(form) if form is not None else None
    if isinstance(draft, UUID):
        return redirect("messaging:direct", draft)
    status = 422 if draft is not None else 200
    return render(request, "messaging/direct/ask.html", ask_context(asking, draft), status=status)


@require_safe
@surface(Action.READ_MESSAGES)
def conversation(request: HttpRequest, direct: UUID) -> HttpResponse:
    return _show(request, _load(request, direct, Action.READ_MESSAGES))


@require_POST
@surface(Action.ANSWER_DIRECT)
def accept(request: HttpRequest, direct: UUID) -> HttpResponse:
    try:
        actions.accept(signed_in(request), direct)
    except (Conflict, Forbidden) as refusal:
        flash.error(request, str(refusal.words))
        return redirect("messaging:directs")
    return redirect("messaging:direct", direct)


@require_POST
@surface(Action.ANSWER_DIRECT)
def decline(request: HttpRequest, direct: UUID) -> HttpResponse:
    try:
        actions.decline(signed_in(request), direct)
        flash.success(request, _("It is out of your list. They are not told."))
    except (Conflict, Forbidden) as refusal:
        flash.error(request, str(refusal.words))
    return redirect("messaging:directs")


@require_POST
@surface(Action.SEND_DIRECT)
def say(request: HttpRequest, direct: UUID) -> HttpResponse:
    # Loaded as a reader: who may not write sees why where the field would be.
    talk = _load(request, direct, Action.READ_MESSAGES)
    draft = handed_in.post_words(talk.opening.seat, request.POST)
    return _show(request, talk, draft) if draft else redirect(talk.lane.url)


@require_POST
@surface(Action.MARK_READ)
def read(request: HttpRequest, direct: UUID) -> HttpResponse:
    talk = _load(request, direct, Action.MARK_READ)
    handed_in.keep_place(talk.opening.seat, request.POST)
    return redirect(talk.lane.url)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.DELETE_OWN)
def delete(request: HttpRequest, direct: UUID, mid: UUID) -> HttpResponse:
    """The second step before one's own words go."""
    talk = _load(request, direct, Action.DELETE_OWN)
    if request.method == "POST":
        handed_in.take_back(talk.opening.seat, mid, request.POST)
        return redirect(talk.lane.url)
    context = {"message": handed_in.load_own(talk.opening.seat, mid), "cid": handed_in.new_cid()}
    return render(request, "messaging/delete.html", context | _beside(talk))


@require_safe
@surface(Action.READ_MESSAGES)
def message(request: HttpRequest, direct: UUID, mid: UUID) -> HttpResponse:
    """What one can do with a message, where there is no menu that opens beside it."""
    talk = _load(request, direct, Action.READ_MESSAGES)

    def lives(said: datetime) -> timedelta:
        return min(talk.around.lives(said), DIRECT_LIVES)

    context = deeds.about(talk.opening.seat, mid, lives=lives)
    return render(request, "messaging/message.html", context | _beside(talk))


@require_POST
@surface(Action.REACT)
def react(request: HttpRequest, direct: UUID, mid: UUID) -> HttpResponse:
    talk = _load(request, direct, Action.REACT)
    try:
        deeds.react(talk.opening.seat, mid, request.POST)
    except (Conflict, Forbidden, Invalid, RateLimited) as refusal:
        flash.error(request, str(refusal.words))
    return redirect(deeds.back_to(talk.opening.seat, talk.lane, mid))


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.EDIT_OWN)
def edit(request: HttpRequest, direct: UUID, mid: UUID) -> HttpResponse:
    """Other words in the place of one's own."""
    talk = _load(request, direct, Action.EDIT_OWN)
    form = request.POST if request.method == "POST" else None
    context = deeds.edit(talk.opening.seat, mid, form)
    if context is None:
        return redirect(deeds.back_to(talk.opening.seat, talk.lane, mid))
    return render(request, "messaging/edit.html", context | _beside(talk), status=200 if form is None else 422)


def _load(request: HttpRequest, room: UUID, action: Action) -> Talk:
    person = signed_in(request)
    direct, seat = load_direct(person, room, action)
    other = other_of(direct, seat.profile)
    return Talk(direct, other, load_opening(person, room), around_one(direct.space))


def _beside(talk: Talk) -> dict[str, object]:
    return {"lane": talk.lane, "brand": talk.around.brand, "me": talk.opening.seat.profile}


def _show(request: HttpRequest, talk: Talk, draft: handed_in.Draft | None = None) -> HttpResponse:
    names = {str(one.pk): one.name for one in participants(talk.opening.seat)}
    context = pages.conversation(request, talk.opening, talk.lane, names, draft)
    context |= _beside(talk) | {"talk": talk, "here": "direct", "asked": talk.waits_for_me}
    return render(request, "messaging/direct/conversation.html", context, status=422 if draft else 200)
