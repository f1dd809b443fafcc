"""`/g/<group>/events/new/` and what follows: an event comes to be and becomes another."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from community.surface import Action, surface
from groups.access import Seat, load_group, load_occurrence, members_of
from groups.actions import events
from groups.actions.events import Affected
from groups.agenda.changes import Preview, preview_of
from groups.agenda.one import Shows
from groups.forms_events import EditForm, NewForm, current
from groups.views.base import group_page, person_of, posted, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.PLAN_EVENT)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.PLAN_EVENT)
    initial = {"zone": place.group.time_zone, "day": timezone.now().date() + timedelta(days=7)}
    form = NewForm(posted(request), initial=initial, members=list(members_of(place)))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: events.create(place, **form.said()))
        if made is not None:
            first = made.occurrences.order_by("starts_at")[0]
            messages.success(request, _("It is planned. The group sees it from now on."))
            return redirect("groups:event", slug, first.pk)
    context = {"form": form, "tab": "events", "me_id": place.profile.pk}
    return group_page(request, place, "groups/events/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.MANAGE_EVENT)
def edit(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """What is to hold from here on is shown first, occurrence by occurrence; only this one is written at once."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    form = _form(request, seat)
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return _edit_page(request, seat, form)
    if form.cleaned_data["scope"] == "onwards":
        return _preview_page(request, seat, form)
    return _written(request, seat, form) or _edit_page(request, seat, form)


@require_POST
@surface(Action.MANAGE_EVENT)
def preview(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    """The second step: written if it is still what was shown, else shown anew."""
    seat = load_occurrence(person_of(request), slug, occurrence, Action.MANAGE_EVENT)
    form = _form(request, seat)
    if not form.is_valid():
        return _edit_page(request, seat, form)
    shown = _affected(seat, form)
    if shown is None:
        return _edit_page(request, seat, form)
    if shown.mark != request.POST.get("mark"):
        return _preview_page(request, seat, form, meanwhile=True)
    return _written(request, seat, form) or _edit_page(request, seat, form)


def _form(request: HttpRequest, seat: Seat) -> EditForm:
    initial = current(seat.occurrence) | {"version": seat.occurrence.version, "scope": "this"}
    return EditForm(posted(request), initial=initial, members=list(members_of(seat.place)))


def _affected(seat: Seat, form: EditForm) -> Preview | None:
    changed, version = form.changed(seat.occurrence), form.cleaned_data["version"]
    made: list[Affected] | None = tried(form, lambda: events.preview(seat, scope="onwards", version=version, **changed))
    return preview_of(seat, made) if made is not None else None


def _written(request: HttpRequest, seat: Seat, form: EditForm) -> HttpResponse | None:
    """None when it was refused: the form says why."""
    asked = {name: form.cleaned_data[name] for name in ("scope", "version")}
    made = tried(form, lambda: events.change(seat, **asked, **form.changed(seat.occurrence)))
    if made is None:
        return None
    words = ngettext("%(n)d day was changed.", "%(n)d days were changed.", len(made)) % {"n": len(made)}
    if len(made) < 2:
        words = _("Changed.") if made else _("Nothing was changed.")
    messages.success(request, words)
    return redirect("groups:event", seat.place.group.slug, seat.occurrence.pk)


def _preview_page(request: HttpRequest, seat: Seat, form: EditForm, *, meanwhile: bool = False) -> HttpResponse:
    preview = _affected(seat, form)
    if preview is None:
        return _edit_page(request, seat, form)
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NOT_TYPED]
    context = _context(seat) | {"preview": preview, "typed": typed, "meanwhile": meanwhile}
    return group_page(request, seat.place, "groups/events/preview.html", context, status=409 if meanwhile else 200)


def _edit_page(request: HttpRequest, seat: Seat, form: EditForm) -> HttpResponse:
    status = 422 if form.errors and "back" not in request.POST else 200
    if form.is_bound and form.data.get("version") != seat.occurrence.version:
        form.catch_up(seat.occurrence)
    seen = json.dumps(form.shown(seat.occurrence))
    context = _context(seat) | {"form": form, "version": seat.occurrence.version, "seen": seen}
    return group_page(request, seat.place, "groups/events/edit.html", context, status=status)


def _context(seat: Seat) -> dict[str, Any]:
    return {"tab": "events", "shows": Shows(seat, timezone.now()), "occurrence": seat.occurrence}


_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "mark", "back"})
