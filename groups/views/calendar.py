"""`/calendar/<token>.ics`, which programs fetch; `/me/calendar/`, where one makes and ends that address; one event as a
file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import limits
from community.surface import Action, surface
from community.tokens import token_hash
from groups.access import load_feed, load_occurrence, own_feed
from groups.actions import calendars
from groups.calendar import MIME, event_file, feed_of
from groups.models import CalendarFeed
from groups.views.base import person_of


@require_safe
@surface(Action.READ_FEED)
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever holds the address reads it, so it answers to nothing else of the request. A program that knows only the
    date of what it holds gets it all: what has gone from a calendar leaves no newer date."""
    limits.count(request, "calendar_feed", key=token_hash(token).hex())
    found, now = load_feed(token), timezone.now()
    calendars.note_reading(found, now)
    made = feed_of(found.person, now)
    response = HttpResponse(made.content, content_type=MIME)
    response["Cache-Control"] = "private, no-cache"  # asked anew each time, by what it already holds
    response["ETag"] = f'"{made.mark}"'
    response["Last-Modified"] = http_date((made.changed_at or found.created_at).timestamp())
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_safe
@surface(Action.SEE_EVENTS)
def event_as_file(request: HttpRequest, slug: str, occurrence: UUID) -> HttpResponse:
    seat = load_occurrence(person_of(request), slug, occurrence, Action.SEE_EVENTS)
    content = event_file(seat.occurrence, **({"state": seat.rsvp.state} if seat.rsvp else {}))
    return HttpResponse(content, content_type=MIME, headers={"Content-Disposition": 'attachment; filename="event.ics"'})


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.KEEP_CALENDAR)
def own_calendar(request: HttpRequest) -> HttpResponse:
    """The new address is on the answer to the POST and nowhere else: only its hash is kept. A POST that was made over
    another link than there is now is a page loaded anew: it must not end the link it has just shown."""
    person, link = person_of(request), ""
    if request.method == "POST":
        if request.POST.get("over", "") != _mark(own_feed(person)):
            messages.info(request, _("Your link was made already. If you did not keep it, make a new one."))
            return redirect("groups:calendar")
        link = request.build_absolute_uri(reverse("groups:feed", args=[calendars.make(person)]))
    context = {"link": link, "one_tap": link.replace(f"{request.scheme}://", "webcal://", 1)}
    feed = own_feed(person)
    return render(request, "groups/calendar.html", {**context, "feed": feed, "over": _mark(feed), "here": "me"})


def _mark(feed: CalendarFeed | None) -> str:
    return feed.created_at.isoformat() if feed else ""


@require_POST
@surface(Action.KEEP_CALENDAR)
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    calendars.revoke(person_of(request))
    messages.success(request, _("The link is taken back. Calendars that use it get nothing any more."))
    return redirect("groups:calendar")
