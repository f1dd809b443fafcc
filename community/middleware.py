"""Headers that keep pages out of caches, indexes and others' logs (trust.md R5); the reader's language and zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from community.models import Person

_ZONE_LENGTH = 64


class PrivacyHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        api = request.path.startswith("/api/") and request.method in ("GET", "HEAD")
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache" if api else "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class Reader:
    """Pages speak the signed-in person's language and keep their time, by the clock of the device that they look at;
    to others, the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Every page asks for the account, hundreds of times: from here on it is no longer the lazy one.
        person = request.user = get_user(request)
        if not isinstance(person, Person) or request.path.startswith("/api/"):
            return self.get_response(request)
        translation.activate(person.language)
        request.LANGUAGE_CODE = translation.get_language() or person.language
        with timezone.override(told_zone(request) or zone_of(person)):
            return self.get_response(request)


def told_zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the browser told (a cookie of the web client); None where it told none, or none that is known."""
    return _found(request.COOKIES.get("tz", ""))


def zone_of(person: Person) -> ZoneInfo:
    """The person's zone; UTC when the name is not known to this machine (any more)."""
    return _found(person.time_zone) or ZoneInfo("UTC")


def _found(name: str) -> ZoneInfo | None:
    if not 0 < len(name) <= _ZONE_LENGTH:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, or no name of a zone at all
        return None
