"""`/g/<group>/events/<occurrence>/`: one event, and what one says to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.errors import Conflict, Invalid, RateLimited
from community.surface import Action, surface
from groups.access import Seat, load_occurrence
from groups.access.rsvps import moves_of
from groups.actions import regulars, rsvps, waitlist
from groups.agenda.one import Shows
from groups.forms_events import AnswerForm, ChoicesForm
from groups.models import Rsvp, Seen
from groups.views.base import done_or_told, group_page, looked_at, person_of, tried

State = Rsvp.State
FACES = 6


@require_safe
@surface(Action.SEE_EVENTS)
def event(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    seat = load_occurrence(person_of(request), slug, occurrence, Action.SEE_EVENTS)
    return show(request, seat, AnswerForm(initial=_said(seat)))


@require_POST
@surface(Action.ANSWER_EVENT)
def answer(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """Twice is once. Who answered to another time or place than there is now is shown it first."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.ANSWER_EVENT)
    form = AnswerForm(request.POST)
    if form.is_valid():
        rsvp = tried(form, lambda: rsvps.answer(seat, form.cleaned_data["state"], **form.said()))
        if rsvp is not None:
            messages.success(request, _done(seat, rsvp))
            return redirect("groups:event", slug, occurrence)
    return show(request, seat, form, status=422)


@require_POST
@surface(Action.ANSWER_EVENT)
def offer(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """Take the place that is held, or pass it on."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.ANSWER_EVENT)
    form = ChoicesForm(request.POST)
    if request.POST.get("take") == "no":
        done_or_told(request, lambda: waitlist.pass_on(seat), _("Passed on. Whoever is next is asked now."))
    elif request.POST.get("take") != "yes":
        raise Invalid(field="take")
    elif form.is_valid() and tried(form, lambda: waitlist.accept(seat, **form.said())) is not None:
        messages.success(request, _("The place is yours."))
    else:
        return show(request, seat, form, status=422)
    return redirect("groups:event", slug, occurrence)


@require_POST
@surface(Action.ANSWER_EVENT)
def regular(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """A standing yes, or no longer one."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.ANSWER_EVENT)
    try:
        if request.POST.get("on") == "yes":
            rsvp = seat.rsvp
            pace = rsvp.pace.name if rsvp and rsvp.pace else None
            regulars.become_regular(seat, pace=pace, seen=rsvp.seen if rsvp else None)
            messages.success(request, _("You are down for every time. Each one can be skipped."))
        else:
            regulars.stop_being_regular(seat)
            messages.success(request, _("You answer each time by itself again. This one stays as it is."))
    except (Conflict, Invalid, RateLimited) as refusal:
        words = _("Answer this one with a pace first.") if refusal.detail.get("field") == "pace" else refusal.words
        messages.error(request, str(words))
    return redirect("groups:event", slug, occurrence)


@require_safe
@surface(Action.SEE_EVENTS)
def moves(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """The log of the waitlist. `NotFound` for who has never waited and does not host."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.SEE_EVENTS)
    context = {"moves": moves_of(seat), "shows": Shows(seat, timezone.now()), "tab": "events"}
    return group_page(request, seat.place, "groups/events/moves.html", context)


def show(request: HttpRequest, seat: Seat, form: ChoicesForm, *, status: int = 200) -> HttpResponse:
    shows = Shows(seat, timezone.now())
    goers = shows.who.goers
    context: dict[str, Any] = {
        "tab": "events",
        "shell": looked_at(request, seat.occurrence.pk),
        "shows": shows,
        "occurrence": seat.occurrence,
        "form": form,
        "faces": goers[:FACES],
        "more": max(shows.who.counts.going - len(goers[:FACES]), 0),
        "seen_choices": Seen.choices,
    }
    return group_page(request, seat.place, "groups/events/one.html", context, status=status)


def _said(seat: Seat) -> dict[str, Any]:
    rsvp = seat.rsvp
    said = {"pace": rsvp.pace_id, "seen": rsvp.seen, "answer": rsvp.answer} if rsvp else {"seen": Seen.NAME}
    return said | {"sequence": seat.occurrence.sequence}


def _done(seat: Seat, rsvp: Rsvp) -> str:
    if rsvp.state == State.GOING:
        return _("You are going.")
    if rsvp.state == State.WAITLISTED:
        return _("You are on the waitlist. When a place opens you are asked.")
    return _("Noted. You can still change your mind.") if Shows(seat, timezone.now()).is_open else _("Noted.")
