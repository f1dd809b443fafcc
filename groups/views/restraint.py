"""Holding the brand back: the captain's pause, and the members' vote on a page of its own, where nobody looks on."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.surface import Action, surface
from groups.access import load_group, restraint_of
from groups.actions import nights, pace, restraint
from groups.models import Pace
from groups.views.base import done_or_told, group_page, person_of


@require_POST
@surface(Action.PAUSE_BRAND)
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.PAUSE_BRAND)
    done_or_told(request, lambda: restraint.pause(place), _("The brand is paused for seven days."))
    return redirect("groups:trust", slug)


@require_POST
@surface(Action.PAUSE_BRAND)
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.PAUSE_BRAND)
    done_or_told(request, lambda: restraint.resume(place), _("The brand may speak here again."))
    return redirect("groups:trust", slug)


@require_POST
@surface(Action.SLOW_TALK)
def slow(request: HttpRequest, slug: str) -> HttpResponse:
    """How fast Talk goes from now on: `pace` in seconds, 0 for as fast as it likes."""
    place = load_group(person_of(request), slug, Action.SLOW_TALK)
    asked = request.POST.get("pace", "")
    if asked == "0":
        done_or_told(request, lambda: pace.quicken(place), _("Talk goes as it likes again."))
    else:
        seconds = int(asked) if asked in map(str, Pace.values) else -1
        done = _("Talk goes slowly for a day. You can end it earlier.")
        done_or_told(request, lambda: pace.slow(place, seconds), done)
    return redirect("groups:trust", slug)


@require_POST
@surface(Action.LOCK_TALK)
def night(request: HttpRequest, slug: str) -> HttpResponse:
    """Talk locked: `until` is "morning" or "hour"; anything else opens it."""
    place = load_group(person_of(request), slug, Action.LOCK_TALK)
    asked = request.POST.get("until", "")
    if asked not in ("morning", "hour"):
        done_or_told(request, lambda: nights.unlock(place), _("Talk is open again."))
    else:
        until = timezone.now() + timedelta(hours=1) if asked == "hour" else None
        done_or_told(request, lambda: nights.lock(place, until), _("Talk is locked. You can open it earlier."))
    return redirect("groups:trust", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.VOTE_QUIET, post=Action.VOTE_QUIET)
def quiet_vote(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.VOTE_QUIET)
    if request.method != "POST":
        return group_page(request, place, "groups/quiet_vote.html", {"restraint": restraint_of(place)})
    if request.POST.get("do") == "take_back":
        restraint.take_vote_back(place)
        messages.success(request, _("Your wish is taken back. Nobody knew of it."))
    else:
        done_or_told(request, lambda: restraint.vote(place), _("Your wish counts for 14 days. Nobody sees it."))
    return redirect("groups:trust", slug)
