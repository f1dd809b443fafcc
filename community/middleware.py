"""Headers that keep pages out of caches, indexes and other sites' logs (trust.md R5)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
