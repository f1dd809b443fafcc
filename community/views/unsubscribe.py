"""The page behind "Stop these mails". Looking changes nothing; a POST acts, also one that a mail program sends by
itself (RFC 8058), without a cookie and so without a CSRF token: the token in the address is what allows it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from community.actions import reach
from community.notifications import unsubscribing
from community.surface import Action, surface


@csrf_exempt
@surface(Action.UNSUBSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    stop = unsubscribing.read(token)
    if request.method == "POST":
        reach.stop_mail(stop.person, stop.kind)
    context = {"kind": stop.kind, "stopped": request.method == "POST"}
    with translation.override(stop.person.language):
        return render(request, "community/unsubscribe.html", context)
