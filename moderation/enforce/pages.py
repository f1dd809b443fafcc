"""A refusal as its reader gets it: the page of its status, or problem+json under /api/. Also Django's own handlers."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer

from community.api.problem import MEDIA_TYPE, problem_of
from community.errors import Forbidden, Invalid, NotFound, SnugError


class MethodNotAllowed(SnugError):
    code, status = "method_not_allowed", 405
    words = _("This address takes other methods.")


class ServerError(SnugError):
    code, status = "server_error", 500
    words = _("Something broke on our side.")


def render_error(request: HttpRequest, error: SnugError) -> HttpResponse:
    """The same bytes for whoever asks for what is missing and for what is not theirs (trust.md R1)."""
    if request.path.startswith("/api/"):
        body = JSONRenderer().render(problem_of(error))  # the very renderer of the API: not a byte apart
        response = HttpResponse(body, status=error.status, content_type=MEDIA_TYPE)
        if error.status == 401:
            response["WWW-Authenticate"] = "X-Session-Token"
    elif error.status == 401:
        return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "/")
    else:
        words = None if isinstance(error, NotFound) else error.words
        response = render(
            request, "community/error.html", {"status": error.status, "words": words}, status=error.status
        )
    if error.retry_ms is not None:
        response["Retry-After"] = str(max(1, -(-error.retry_ms // 1000)))
    return response


def method_not_allowed(request: HttpRequest, methods: list[str]) -> HttpResponse:
    if request.path.startswith("/api/"):
        response = render_error(request, MethodNotAllowed())
        response["Allow"] = ", ".join(methods)
        return response
    return HttpResponseNotAllowed(methods)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a broken header, a suspicious path."""
    return render_error(request, Invalid())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return render_error(request, Forbidden())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: an address that leads nowhere looks like one that is not for the reader."""
    return render_error(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. The page asks for nothing but the language, so it also stands when the database is away."""
    return render_error(request, ServerError())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form stood open for too long, or comes from elsewhere."""
    words = _("This page was open for too long. Go back, load it again and repeat: nothing was stored.")
    return render_error(request, Forbidden(words, code="csrf"))
