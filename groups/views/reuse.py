"""What the brand may use of what was said here: it asks about one message, its author answers (trust.md R6)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.surface import Action, surface
from groups.access import load_group
from groups.access.reuse import asks_of, latest_words, load_ask, load_words
from groups.actions import reuse as reusing
from groups.forms import ReuseForm
from groups.views.base import group_page, person_of, posted, tried
from messaging.access.words import bodies


@require_safe
@surface(Action.READ_MESSAGES)
def reuse(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.READ_MESSAGES)
    asks = list(asks_of(place))
    said = bodies(ask.item for ask in asks)
    context = {
        "asks": [(ask, said.get(ask.item, "")) for ask in asks],
        "latest": latest_words(place) if place.may(Action.ASK_REUSE) else [],
    }
    return group_page(request, place, "groups/reuse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.ASK_REUSE, post=Action.ASK_REUSE)
def ask_reuse(request: HttpRequest, slug: str, mid: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.ASK_REUSE)
    message = load_words(place, mid)
    form = ReuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        tried(form, lambda: reusing.ask(place, mid, purpose=form.cleaned_data["purpose"]))
        if not form.errors:
            messages.success(request, _("Asked. Without a yes it stays in the room."))
            return redirect("groups:reuse", slug)
    context = {"form": form, "message": message}
    return group_page(request, place, "groups/reuse_ask.html", context, status=422 if form.errors else 200)


@require_POST
@surface(Action.ANSWER_REUSE)
def answer_reuse(request: HttpRequest, slug: str, ask: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.ANSWER_REUSE)
    given = request.POST.get("given") == "yes"
    reusing.answer(place, load_ask(place, ask), given=given)
    done = _("You said yes to this one use. You can take it back.") if given else _("It is not used.")
    messages.success(request, done)
    return redirect("groups:reuse", slug)
